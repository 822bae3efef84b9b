package io.readside.cli;

import static io.readside.cli.StandIn.BLUE;
import static io.readside.cli.StandIn.GREEN;
import static io.readside.cli.StandIn.SUMMARY;
import static io.readside.cli.StandIn.equal;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code abort}, {@code swap}, {@code rollback}, {@code drop}, and the rebuild's {@code pause} and {@code resume}. */
@Timeout(60)
@ExtendWith(PostgresExtension.class)
class LongActsTest {

    private final FreshDatabase database;
    private final Cli cli;
    private StandIn worker;

    LongActsTest(@Installed({"log", "readstore"}) FreshDatabase database) {
        this.database = database;
        this.cli = Cli.on(database);
    }

    @BeforeEach
    void a_verified_rebuild() {
        worker = StandIn.on(database).holds(BLUE);
        worker.compares(worker.builds(SUMMARY), equal());
        worker.holds(GREEN);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void each_command_has_the_worker_do_it_and_says_what_came_of_it() {
        Map<String, Act> acts = Map.of(
                "abort", new Act.Abort(),
                "swap", new Act.Swap(SwapMode.REPLACE),
                "swap --rename", new Act.Swap(SwapMode.RENAME),
                "rollback", new Act.Rollback(),
                "drop", new Act.Drop(),
                "pause --rebuild", new Act.PauseRebuild(),
                "resume --rebuild", new Act.ResumeRebuild());
        acts.forEach((command, act) -> {
            CompletableFuture<Cli.Outcome> running = cli.start((command + " order_summary").split(" "));
            Intent asked = worker.asked(GREEN);
            worker.reports(asked, true, "done so");

            assertThat(asked.act()).isEqualTo(act);
            assertThat(asked.by()).endsWith(", command line");
            assertThat(running.join().exitCode()).isZero();
            assertThat(running.join().out()).startsWith("order_summary: done so\n");
        });
    }

    @Test
    void what_is_refused_is_a_failure_with_the_reason() {
        CompletableFuture<Cli.Outcome> running = cli.start("rollback", "order_summary", "--json");
        worker.reports(worker.asked(GREEN), false, "There is nothing to take back.");

        assertThat(running.join().exitCode()).isEqualTo(1);
        assertThat(running.join().out()).isEmpty();
        assertThat(running.join().err()).contains("\"error\":\"There is nothing to take back.\"", "./readside status");
    }

    @Test
    void a_swap_of_what_is_not_verified_is_told_from_one_that_failed() {
        CompletableFuture<Cli.Outcome> failed = cli.start("swap", "order_summary");
        worker.reports(worker.asked(GREEN), false, "Somebody reads for too long.");
        assertThat(failed.join().exitCode()).isEqualTo(1);

        worker.moves(worker.store().rebuilds().last("order_summary").orElseThrow(), State.AT_HEAD);
        CompletableFuture<Cli.Outcome> unverified = cli.start("swap", "order_summary");
        worker.reports(worker.asked(GREEN), false, "Green is not ready.");
        assertThat(unverified.join().exitCode()).isEqualTo(3);
    }

    @Test
    void a_person_sees_how_long_it_takes() {
        CompletableFuture<Cli.Outcome> running = cli.onTerminal().start("drop", "order_summary");
        Intent asked = worker.asked(GREEN);
        cli.awaitOnStderr("\rdropping order_summary 0.");
        worker.reports(asked, true, "dropped");

        assertThat(running.join().exitCode()).isZero();
    }
}
