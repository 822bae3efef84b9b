package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.event.Events;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class StatusTest {

    record OrderPlaced(String orderId) {}

    record Order(String orderId) {}

    private static final Events<OrderPlaced> ORDERS =
            Events.of("order", OrderPlaced.class).type(OrderPlaced.class).build();

    private static final Projection<Order> SUMMARY = Projection.named("order_summary", Order.class)
            .from(ORDERS)
            .keyedBy(OrderPlaced::orderId)
            .insert(OrderPlaced.class, event -> new Order(event.orderId()))
            .onPoison(OnPoison.STOP)
            .build();

    @Test
    void a_current_projection_is_good(@Installed({"log", "readstore"}) FreshDatabase database) {
        run(database, 1);

        Cli.Outcome status = Cli.on(database).run("status", "--json");
        Cli.Outcome text = Cli.on(database).run("status");

        assertThat(status.exitCode()).isZero();
        assertThat(status.json())
                .singleElement()
                .satisfies(json -> assertThat(json)
                        .containsKeys("time", "level")
                        .containsAllEntriesOf(Map.of(
                                "projection_name", "order_summary",
                                "lag_events", 0,
                                "state", "running",
                                "generation", 1,
                                "version", 1,
                                "checkpoint", 1,
                                "head", 1,
                                "parkedKeys", 0))
                        .doesNotContainKey("reason"));
        assertThat(text.exitCode()).isZero();
        assertThat(text.lines()).hasSize(2);
        assertThat(text.lines().get(0)).matches("projection +state +generation +version +level +checkpoint +head.*");
        assertThat(text.lines().get(1)).matches("order_summary +running +1 +1 .* 1 +1 +0 +0 s +0 +none");
    }

    @Test
    void what_nobody_applies_is_found_once_it_is_old_enough(@Installed({"log", "readstore"}) FreshDatabase database) {
        run(database, 1);
        Cli.on(database).input(ImportTest.line("order-7", 7, "{}")).run("import", "-");

        Cli.Outcome patient = Cli.on(database).run("lag", "--json", "--max-lag", "1d");
        Cli.Outcome strict = Cli.on(database).run("lag", "--json", "--max-lag", "0ms");
        Cli.Outcome text = Cli.on(database).run("lag", "--max-lag", "1d");

        assertThat(patient.exitCode()).isZero();
        assertThat(strict.exitCode()).isEqualTo(3);
        assertThat(strict.json()).singleElement().satisfies(json -> {
            assertThat(json).containsOnlyKeys("time", "projection_name", "lag_seconds", "lag_events");
            assertThat(json).containsEntry("lag_events", 1);
        });
        assertThat(text.lines()).hasSize(2);
    }

    @Test
    void a_stopped_projection_is_found_with_event_and_reason(@Installed({"log", "readstore"}) FreshDatabase database)
            throws InterruptedException {
        run(database, 1);
        String sameOrderAgain = "{\"stream\":\"order-2\",\"type\":\"OrderPlaced\",\"id\":\"" + ImportTest.id(1)
                + "\",\"data\":{\"orderId\":\"0\"}}";
        Cli.on(database).input(sameOrderAgain).run("import", "-");

        Cli.Outcome status;
        try (Readside readside = start(database)) {
            do {
                status = Cli.on(database).run("status", "--json");
            } while (status.out().contains("running"));
        }
        Cli.Outcome text = Cli.on(database).run("status");

        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.json())
                .singleElement()
                .satisfies(json -> assertThat(json)
                        .containsEntry("state", "stopped")
                        .containsEntry("stoppedAt", 2)
                        .containsKeys("reason", "event", "since"));
        assertThat(text.exitCode()).isEqualTo(3);
        assertThat(text.lines()).hasSize(3);
        assertThat(text.lines().get(2)).startsWith("order_summary stopped at position 2 (");
        assertThat(Cli.on(database).run("lag").exitCode()).isEqualTo(3);
    }

    @Test
    void without_a_projection_there_is_nothing_to_show(@Installed({"log", "readstore"}) FreshDatabase database) {
        Cli.Outcome outcome = Cli.on(database).run("status");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("No projection");
    }

    private static void run(FreshDatabase database, int orders) {
        try (Readside readside = start(database)) {
            for (int i = 0; i < orders; i++) {
                String id = String.valueOf(i);
                var written = readside.append(ORDERS.stream(id), ExpectedVersion.none(), new OrderPlaced(id));
                readside.read(SUMMARY)
                        .after(written.token())
                        .within(Duration.ofSeconds(20))
                        .row(id);
            }
        }
    }

    private static Readside start(FreshDatabase database) {
        return Readside.on(PostgresLog.of(database.dataSource()), PostgresReadStore.of(database.dataSource()))
                .project(SUMMARY)
                .start();
    }

    @Test
    void durations_are_shown_for_people() {
        assertThat(List.of(0L, 3_200L, 125_000L, 3_780_000L, 356_400_000L))
                .extracting(millis -> Durations.text(Duration.ofMillis(millis)))
                .containsExactly("0 s", "3.2 s", "2 min 5 s", "1 h 3 min", "4 d 3 h");
    }
}
