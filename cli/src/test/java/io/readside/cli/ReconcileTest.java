package io.readside.cli;

import static io.readside.cli.StandIn.BLUE;
import static io.readside.cli.StandIn.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code reconcile} and {@code why}: what they ask for, and how they show what was found. */
@Timeout(60)
@ExtendWith(PostgresExtension.class)
class ReconcileTest {

    private static final String NOTHING = """
            {"projection":"order_summary","scope":"whole","position":7,"rows":7,"recomputed":7,"drift":0,"parked":0,\
            "seconds":0.5,"keys":[]}""";
    private static final String DRIFT = """
            {"projection":"order_summary","scope":"whole","position":7,"rows":7,"recomputed":7,"drift":1,"parked":0,\
            "seconds":0.5,"keys":[{"key":"42","kind":"values","cells":[\
            {"column":"cents","read_model":"5","recomputed":"7"},\
            {"column":"status","read_model":null,"recomputed":"paid"}],"events":[]}]}""";

    private final FreshDatabase database;
    private final Cli cli;
    private StandIn worker;

    ReconcileTest(@Installed({"log", "readstore"}) FreshDatabase database) {
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

    private Act asks(String command) {
        CompletableFuture<Cli.Outcome> running = cli.start(command.split(" "));
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, "all keys are as the log says", NOTHING);
        assertThat(running.join().exitCode()).isZero();
        return asked.act();
    }

    @Test
    void no_drift_is_good() {
        CompletableFuture<Cli.Outcome> running = cli.start("reconcile", "order_summary");
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, "7 of 7 keys are as the log says", NOTHING);

        assertThat(asked.act()).isEqualTo(new Act.Reconcile(new Scope.Whole(), false));
        assertThat(running.join().exitCode()).isZero();
        assertThat(running.join().out()).isEqualTo("order_summary: 7 of 7 keys are as the log says\n");
    }

    @Test
    void drift_is_found_and_shown_with_both_values() {
        CompletableFuture<Cli.Outcome> running = cli.start("reconcile", "order_summary");
        worker.reports(worker.asked(BLUE), "1 of 7 keys is not what the log says", DRIFT);

        assertThat(running.join().exitCode()).isEqualTo(3);
        assertThat(running.join().lines())
                .containsExactly(
                        "order_summary: 1 of 7 keys is not what the log says",
                        "key  column  read model  recomputed",
                        "42   cents   5           7",
                        "     status  null        paid",
                        "Repair: ./readside reconcile order_summary --repair; the events of a key:"
                                + " ./readside why order_summary KEY");
    }

    @Test
    void for_machines_it_is_the_report_of_the_worker() {
        CompletableFuture<Cli.Outcome> running = cli.start("reconcile", "order_summary", "--repair", "--json");
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, "1 key is wrong still", DRIFT);

        assertThat(asked.act()).isEqualTo(new Act.Reconcile(new Scope.Whole(), true));
        assertThat(running.join().exitCode()).isEqualTo(3);
        assertThat(running.join().json())
                .singleElement()
                .satisfies(json -> assertThat(json)
                        .containsAllEntriesOf(Map.of("projection", "order_summary", "drift", 1, "rows", 7)));
    }

    @Test
    void a_range_or_a_sample_of_keys_can_be_asked_for() {
        assertThat(asks("reconcile order_summary --from 1 --to 5"))
                .isEqualTo(new Act.Reconcile(new Scope.Range(Optional.of("1"), Optional.of("5")), false));
        assertThat(asks("reconcile order_summary --sample 10 --seed 7"))
                .isEqualTo(new Act.Reconcile(new Scope.Sample(10, 7), false));
        assertThat(asks("reconcile order_summary --sample 10"))
                .isNotEqualTo(asks("reconcile order_summary --sample 10"));
        for (String line : List.of("--sample 1 --from 2", "--sample 0", "--seed 7")) {
            assertThat(cli.run(("reconcile order_summary " + line).split(" ")).exitCode())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_person_sees_how_much_is_recomputed() {
        CompletableFuture<Cli.Outcome> running = cli.onTerminal().start("reconcile", "order_summary");
        Intent asked = worker.asked(BLUE);
        worker.store().rebuilds().scratch(SUMMARY);
        cli.awaitOnStderr("reconciling order_summary [........................]   0 %");
        worker.reports(asked, "all keys are as the log says", NOTHING);

        assertThat(running.join().exitCode()).isZero();
    }

    @Test
    void the_row_of_a_key_is_shown_beside_what_its_events_come_to() {
        CompletableFuture<Cli.Outcome> running = cli.start("why", "order_summary", "42");
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, "is not what its events come to", """
                {"key":"42","row":{"cents":5,"order_id":"42"},"recomputed":{"cents":7,"order_id":"42"},"equal":false,\
                "events":[{"position":3,"event":"OrderPlaced v1 (order-42 version 0)","recorded_at":"2026-01-02T03:04:05Z"}]}""");

        assertThat(asked.act()).isEqualTo(new Act.Why("42"));
        assertThat(running.join().exitCode()).isEqualTo(3);
        assertThat(running.join().lines())
                .containsExactly(
                        "order_summary: is not what its events come to",
                        "column    read model  recomputed",
                        "cents              5           7",
                        "order_id          42          42",
                        "position  event                                recorded",
                        "       3  OrderPlaced v1 (order-42 version 0)  2026-01-02T03:04:05Z");
    }

    @Test
    void a_key_that_nothing_is_known_of_is_a_failure() {
        CompletableFuture<Cli.Outcome> running = cli.start("why", "order_summary", "43");
        worker.reports(worker.asked(BLUE), false, "No event reaches key 43.");

        assertThat(running.join().exitCode()).isEqualTo(1);
        assertThat(running.join().err()).contains("No event reaches key 43.");
    }
}
