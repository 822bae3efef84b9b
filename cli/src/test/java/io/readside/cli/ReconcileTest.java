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
            {"projection":"order_summary","scope":"whole","position":7,"rows":7,"recomputed":7,"drift":0,"clean":true,\
            "parked":0,"seconds":0.5,"failing":[],"checks":[],"keys":[]}""";
    private static final String WRONG = """
            {"key":"42","kind":"wrong","cells":[{"column":"cents","read_model":"5","recomputed":"7"},\
            {"column":"status","read_model":null,"recomputed":"paid"}],"events":[]}""";
    private static final String DRIFT = """
            {"projection":"order_summary","scope":"whole","position":7,"rows":7,"recomputed":7,"drift":5,"clean":false,\
            "parked":0,"seconds":0.5,"failing":[{"key":"45","event":"E v1","reason":"it fails"}],\
            "checks":[{"name":"no debts","rows":[{"order_id":"46","cents":"-1"}]}],"keys":[%s,\
            {"key":"43","kind":"missing","cells":[{"column":"cents","read_model":null,"recomputed":"7"}]},\
            {"key":"44","kind":"extra","cells":[{"column":"cents","read_model":"8","recomputed":null}]}]}""".formatted(WRONG);
    private static final String REPAIRED = """
            {"projection":"order_summary","scope":"whole","drift":%d,"clean":%s,"keys":[%s],"left":[%s]}""";

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
        worker.reports(worker.asked(BLUE), "3 of 7 keys are not what the log says", DRIFT);

        assertThat(running.join().exitCode()).isEqualTo(3);
        assertThat(running.join().lines())
                .containsExactly(
                        "order_summary: 3 of 7 keys are not what the log says",
                        "key  column  read model  recomputed",
                        "42   cents   5           7",
                        "     status  null        paid",
                        "43   (row)   (none)      cents=7",
                        "44   (row)   cents=8     (none)",
                        "Not recomputed:",
                        "key  event  reason",
                        " 45  E v1   it fails",
                        "Check 'no debts':",
                        "order_id  cents",
                        "      46  -1",
                        "The events of a key: ./readside why order_summary KEY");
    }

    @Test
    void a_repair_is_good_if_nothing_is_left() {
        CompletableFuture<Cli.Outcome> good = cli.start("reconcile", "order_summary", "--repair");
        Intent asked = worker.asked(BLUE);
        worker.reports(asked, "1 key was projected anew", REPAIRED.formatted(0, true, WRONG, ""));
        assertThat(asked.act()).isEqualTo(new Act.Reconcile(new Scope.Whole(), true));
        assertThat(good.join().exitCode()).isZero();
        assertThat(good.join().lines()).contains("Found:").doesNotContain("Left:");

        CompletableFuture<Cli.Outcome> bad = cli.start("reconcile", "order_summary", "--repair");
        worker.reports(worker.asked(BLUE), "1 key is wrong still", REPAIRED.formatted(1, false, WRONG, WRONG));
        assertThat(bad.join().exitCode()).isEqualTo(3);
        assertThat(bad.join().lines()).contains("Found:", "Left:");
    }

    @Test
    void for_machines_it_is_the_report_of_the_worker() {
        CompletableFuture<Cli.Outcome> running = cli.start("reconcile", "order_summary", "--json");
        worker.reports(worker.asked(BLUE), "3 of 7 keys are not what the log says", DRIFT);

        assertThat(running.join().exitCode()).isEqualTo(3);
        assertThat(running.join().json())
                .singleElement()
                .satisfies(json -> assertThat(json)
                        .containsAllEntriesOf(Map.of("projection", "order_summary", "drift", 5, "rows", 7)));
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
        worker.reports(asked, "recomputed it differs in cents", """
                {"key":"42","row":{"order_id":"42","cents":"5"},"recomputed":{"order_id":"42","cents":"7"},"equal":false,\
                "event_count":2,"events":[{"position":3,"type":"OrderPaid","type_version":1,"stream":"order-42",\
                "stream_version":1,"id":"0-1","recorded_at":"2026-01-02T03:04:05Z"}]}""");

        assertThat(asked.act()).isEqualTo(new Act.Why("42"));
        assertThat(running.join().exitCode()).isEqualTo(3);
        assertThat(running.join().lines())
                .containsExactly(
                        "order_summary: recomputed it differs in cents",
                        "column    read model  recomputed",
                        "order_id          42          42",
                        "cents              5           7  <- differs",
                        "position  event         stream      recorded              id",
                        "       3  OrderPaid v1  order-42@1  2026-01-02T03:04:05Z  0-1",
                        "These are the last 1 of 2 events.");
    }

    @Test
    void a_key_that_nothing_is_known_of_is_a_failure() {
        CompletableFuture<Cli.Outcome> running = cli.start("why", "order_summary", "43");
        worker.reports(worker.asked(BLUE), false, "No event reaches key 43.");

        assertThat(running.join().exitCode()).isEqualTo(1);
        assertThat(running.join().err()).contains("No event reaches key 43.");
    }
}
