package io.readside.cli;

import static io.readside.cli.StandIn.BLUE;
import static io.readside.cli.StandIn.GREEN;
import static io.readside.cli.StandIn.SECOND;
import static io.readside.cli.StandIn.SUMMARY;
import static io.readside.cli.StandIn.compared;
import static io.readside.cli.StandIn.differs;
import static io.readside.cli.StandIn.equal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.Operations;
import io.readside.event.Json;
import io.readside.monitor.Monitor;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code rebuild}: what it asks for, how it follows, what it says at the end. */
@Timeout(60)
@ExtendWith(PostgresExtension.class)
class RebuildingTest {

    private final FreshDatabase database;
    private final Cli cli;
    private StandIn worker;

    RebuildingTest(@Installed({"log", "readstore"}) FreshDatabase database) {
        this.database = database;
        this.cli = Cli.on(database);
    }

    @BeforeEach
    void somebody_feeds_the_read_model() {
        worker = StandIn.on(database).holds(BLUE);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    /** Takes the order of the command line and begins. */
    private Rebuild begin(boolean newTimeline) {
        Intent asked = worker.asked(BLUE);
        assertThat(asked.act()).isEqualTo(new Act.StartRebuild(newTimeline));
        Rebuild loading = worker.moves(worker.plans(SUMMARY), State.LOADING);
        worker.holds(GREEN).reports(asked, true, "order_summary__g2: loading, wanted.");
        return loading;
    }

    private Rebuild arrive(Rebuild loading) {
        return worker.moves(loading, State.CATCHING_UP, State.AT_HEAD);
    }

    @Test
    void it_is_followed_until_it_is_verified() {
        CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary");
        worker.compares(arrive(begin(false)), equal());

        Cli.Outcome outcome = following.join();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("order_summary: order_summary__g2, version 1, is verified: as compared, built in ")
                        .endsWith("Swap: ./readside swap order_summary"));
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void what_differs_is_shown_apart_from_what_was_declared_to() {
        CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary");
        worker.compares(
                arrive(begin(false)),
                compared(1, Map.of("cents", 40L), differs("42", "5", "7"), differs("43", "1", "2")));

        Cli.Outcome outcome = following.join();
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.lines().subList(1, outcome.lines().size()))
                .containsExactly(
                        "1 key differs as nobody has declared:",
                        "key  column  blue  green",
                        " 42  cents      5      7",
                        "As declared, these differ:",
                        "key  column  blue  green",
                        " 43  cents      1      2");
        assertThat(outcome.lines().get(0)).contains("differs", "./readside rebuild order_summary");
    }

    @Test
    void for_machines_it_is_one_object() {
        CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary", "--json");
        worker.compares(
                arrive(begin(false)),
                compared(1, Map.of("cents", 40L), differs("42", "5", "7"), differs("43", "1", "2")));

        Cli.Outcome outcome = following.join();
        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.json()).singleElement().satisfies(json -> {
            assertThat(json)
                    .containsAllEntriesOf(Map.of(
                            "projection_name",
                            "order_summary",
                            "state",
                            "differs",
                            "blue",
                            1,
                            "green",
                            2,
                            "version",
                            1));
            assertThat(Json.write(json.get("compared")))
                    .contains("\"unexpected\":1", "\"expected\":{\"cents\":40}")
                    .contains("{\"key\":\"42\",\"kind\":\"values\",\"declared\":false,\"cells\":"
                            + "[{\"column\":\"cents\",\"blue\":\"5\",\"green\":\"7\"}]}")
                    .contains("{\"key\":\"43\",\"kind\":\"values\",\"declared\":true");
        });
    }

    @Test
    void it_is_swapped_once_it_is_verified_if_so_wanted() {
        CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary", "--swap");
        Rebuild verified = worker.compares(arrive(begin(false)), equal());
        Intent swap = worker.asked(GREEN);
        worker.moves(verified, State.SWAPPED);
        worker.reports(swap, true, "order_summary__g2: swapped.");

        Cli.Outcome outcome = following.join();
        assertThat(swap.act()).isEqualTo(new Act.Swap(SwapMode.REPLACE));
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.lines()).hasSize(3);
        assertThat(outcome.lines().get(2)).contains("./readside rollback order_summary", "./readside drop");
        assertThat(outcome.lines().get(0)).contains("is verified").doesNotContain("./readside swap");
        assertThat(outcome.lines().get(1)).isEqualTo("order_summary: order_summary__g2: swapped.");
    }

    @Test
    void what_differs_is_not_swapped() {
        CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary", "--swap");
        worker.compares(arrive(begin(false)), compared(1, Map.of(), differs("42", "5", "7")));

        assertThat(following.join().exitCode()).isEqualTo(3);
        assertThat(worker.store().intents().find(2)).isEmpty();
    }

    @Test
    void a_swap_that_finds_a_difference_after_all_is_told_from_one_that_failed() {
        for (boolean differing : List.of(true, false)) {
            Rebuild open = worker.store().rebuilds().last("order_summary").orElse(null);
            CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary", "--swap");
            Rebuild verified = open == null ? worker.compares(arrive(begin(false)), equal()) : goOn(open);
            Intent swap = worker.asked(GREEN);
            if (differing) {
                worker.moves(verified, State.DIFFERS);
            }
            worker.reports(swap, false, "No.");

            assertThat(following.join().exitCode()).isEqualTo(differing ? 3 : 1);
            assertThat(following.join().err()).contains("No.", "./readside status order_summary");
        }
    }

    private Rebuild goOn(Rebuild differing) {
        Intent asked = worker.asked(GREEN);
        Rebuild verified = worker.compares(worker.moves(differing, State.AT_HEAD), equal());
        worker.reports(asked, true, "goes on");
        return verified;
    }

    @Test
    void one_that_is_refused_or_given_up_is_a_failure() {
        CompletableFuture<Cli.Outcome> refused = cli.start("rebuild", "order_summary", "--new-timeline");
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, false, "There is no new timeline to accept.");
        assertThat(asked.act()).isEqualTo(new Act.StartRebuild(true));
        assertThat(refused.join().exitCode()).isEqualTo(1);
        assertThat(refused.join().err()).contains("no new timeline", "./readside status order_summary");

        CompletableFuture<Cli.Outcome> givenUp = cli.start("rebuild", "order_summary");
        worker.moves(begin(false), State.ABORTED);
        assertThat(givenUp.join().exitCode()).isEqualTo(1);
        assertThat(givenUp.join().err()).contains("has ended: moved on");
    }

    @Test
    void who_does_not_want_to_wait_begins_it_only() {
        CompletableFuture<Cli.Outcome> following = cli.start("rebuild", "order_summary", "--no-wait");
        begin(false);

        assertThat(following.join().exitCode()).isZero();
        assertThat(following.join().out()).isEqualTo("order_summary: order_summary__g2: loading, wanted.\n");
    }

    @Test
    void keys_are_projected_anew_in_place() {
        CompletableFuture<Cli.Outcome> following =
                cli.start("rebuild", "order_summary", "--key", "42", "--key", "[\"43\",1]");
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, true, "2 keys are projected anew.");

        assertThat(asked.act()).isEqualTo(new Act.Reproject(List.of("42", "[\"43\",1]")));
        assertThat(following.join().exitCode()).isZero();
        assertThat(following.join().out()).isEqualTo("order_summary: 2 keys are projected anew.\n");
    }

    @Test
    void without_a_process_that_has_the_code_nothing_is_asked() {
        worker.plans(SECOND);

        Cli.Outcome second = cli.run("rebuild", "order_summary");
        Cli.Outcome unknown = cli.run("rebuild", "order_sumary");

        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err()).contains("order_summary__g2", "declares version 2");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(worker.store().intents().find(1)).isEmpty();
    }

    @Test
    void a_person_sees_a_bar_with_what_is_left_and_who_paused_it() {
        cli.input(SampleLines.text(5, 7)).run("import", "-");
        CompletableFuture<Cli.Outcome> following = cli.onTerminal().start("rebuild", "order_summary");
        Rebuild paused = worker.store().rebuilds().pause(begin(false), "ann");
        cli.awaitOnStderr("paused by ann");
        Rebuild resumed = worker.store().rebuilds().resume(paused);
        cli.awaitOnStderr("ETA");
        Rebuild atHead = arrive(resumed);
        cli.awaitOnStderr("comparing with order_summary__g1");
        worker.compares(atHead, equal());

        assertThat(following.join().err())
                .contains("\rorder_summary [........................]   0 %  loading, paused by ann  5 left")
                .contains("loading  5 left  10000/s  ETA 0.0 s (estimated)")
                .endsWith(" \r");
    }

    @Test
    void a_green_that_nobody_feeds_any_more_is_not_followed_for_ever() {
        Rebuild loading = worker.moves(worker.plans(SECOND), State.LOADING);

        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Follower follower = new Follower(
                    new Operations(worker.store()),
                    new Monitor(log, worker.store()),
                    new Io(
                            InputStream.nullInputStream(),
                            OutputStream.nullOutputStream(),
                            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                            Map.of(),
                            false),
                    "order_summary",
                    Duration.ZERO);

            assertThatThrownBy(follower::follow)
                    .isInstanceOf(Trouble.class)
                    .hasMessageContainingAll("order_summary__g2", "version 2");
        }
        assertThat(loading.green()).isEqualTo(GREEN);
    }

    @Test
    void ctrl_c_leaves_it_going_and_says_so() throws IOException, InterruptedException {
        Process following = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dreadside.terminal=true",
                        Main.class.getName(),
                        "rebuild",
                        "order_summary",
                        "--url",
                        Cli.url(database))
                .start();
        begin(false);
        int first = following.getErrorStream().read(); // it draws: it follows
        following.toHandle().destroy(); // the process itself would close its streams

        assertThat(first).isEqualTo('\r');
        assertThat(following.waitFor()).isEqualTo(1);
        assertThat(new String(following.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("The rebuild of 'order_summary' goes on without you.", "./readside abort order_summary");
        assertThat(worker.store().rebuilds().last("order_summary").orElseThrow().state())
                .isEqualTo(State.LOADING);
    }

    @Test
    void what_makes_no_sense_together_is_wrong_usage() {
        for (String line :
                List.of("--key 42 --swap", "--key 42 --no-wait", "--key 42 --new-timeline", "--swap --no-wait")) {
            assertThat(cli.run(("rebuild order_summary " + line).split(" ")).exitCode())
                    .isEqualTo(2);
        }
    }
}
