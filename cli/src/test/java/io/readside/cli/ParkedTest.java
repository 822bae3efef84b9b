package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.event.Events;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding;
import io.readside.projection.Projection;
import io.readside.readstore.GenerationId;
import io.readside.worker.WorkerListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code parked}, {@code retry}, {@code skip}, {@code pause}, {@code resume}, as an operator uses them. */
@ExtendWith(PostgresExtension.class)
class ParkedTest {

    record OrderPlaced(String orderId, long cents) {}

    record Order(String orderId, long cents) {}

    private static final Events<OrderPlaced> ORDERS =
            Events.of("order", OrderPlaced.class).type(OrderPlaced.class).build();

    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final CountDownLatch parked = new CountDownLatch(1);

    private final FoldProjection<Order> summary = summary(Projection.named("order_summary", Order.class));

    private FoldProjection<Order> summary(FoldProjection.Source<Order> source) {
        return source.from(ORDERS)
                .keyedBy(OrderPlaced::orderId)
                .put(OrderPlaced.class, (row, event) -> {
                    if (broken.get() && event.cents() < 0) {
                        throw new IllegalStateException("negative");
                    }
                    return new Order(event.orderId(), event.cents());
                })
                .build();
    }

    private Readside start(FreshDatabase database) {
        return start(database, summary);
    }

    private Readside start(FreshDatabase database, Projection<?> projection) {
        return Readside.on(PostgresLog.of(database.dataSource()), PostgresReadStore.of(database.dataSource()))
                .project(projection)
                .rebuildsByItself()
                .listener(new WorkerListener() {
                    @Override
                    public void parked(GenerationId generation, Folding.Parked event) {
                        parked.countDown();
                    }
                })
                .start();
    }

    private Readside startWithAParkedKey(FreshDatabase database) throws InterruptedException {
        Readside readside = start(database);
        place(readside, "42", -1);
        place(readside, "42", 5);
        assertThat(parked.await(20, TimeUnit.SECONDS)).isTrue();
        return readside;
    }

    private static VersionToken place(Readside readside, String order, long cents) {
        return readside.append(ORDERS.stream(order), ExpectedVersion.any(), new OrderPlaced(order, cents))
                .token();
    }

    @Test
    void what_is_parked_is_shown_and_found(@Installed({"log", "readstore"}) FreshDatabase database) throws Exception {
        Cli cli = Cli.on(database);
        try (Readside readside = start(database)) {
            place(readside, "1", 1);
            Cli.Outcome nothing = cli.run("parked");

            assertThat(nothing.exitCode()).isZero();
            assertThat(nothing.out()).isEmpty();
        }
        try (Readside readside = startWithAParkedKey(database)) {
            Cli.Outcome text = cli.run("parked");
            Cli.Outcome json = cli.run("parked", "order_summary", "--json");

            assertThat(text.exitCode()).isEqualTo(3);
            assertThat(text.out()).contains("order_summary", "key 42", "OrderPlaced v1", "IllegalStateException");
            assertThat(text.out()).doesNotContain("negative");
            assertThat(json.exitCode()).isEqualTo(3);
            assertThat(json.json())
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .containsAllEntriesOf(
                                    Map.of("projection_name", "order_summary", "key", "42", "attempts", 1)));
            assertThat(cli.run("status").exitCode()).isEqualTo(3);
            assertThat(cli.run("status").out()).contains("1 parked keys");
        }
    }

    @Test
    void a_retry_frees_a_key_once_the_code_is_mended(@Installed({"log", "readstore"}) FreshDatabase database)
            throws Exception {
        Cli cli = Cli.on(database);
        try (Readside readside = startWithAParkedKey(database)) {
            Cli.Outcome tooEarly = cli.run("retry", "order_summary", "42");
            broken.set(false);
            Cli.Outcome mended = cli.run("retry", "order_summary", "--all");

            assertThat(tooEarly.exitCode()).isEqualTo(1);
            assertThat(tooEarly.err()).contains("0 of 1 keys are free", "failed again");
            assertThat(mended.exitCode()).isZero();
            assertThat(mended.out()).contains("1 of 1 keys are free");
            assertThat(cli.run("parked").exitCode()).isZero();
            assertThat(readside.read(summary).row("42").toString()).contains("cents=5");
        }
    }

    @Test
    void a_skip_gives_the_event_up_and_keeps_who_said_so(@Installed({"log", "readstore"}) FreshDatabase database)
            throws Exception {
        Cli cli = Cli.on(database);
        try (Readside readside = startWithAParkedKey(database)) {
            Cli.Outcome unsaid = cli.run("skip", "order_summary", "42");
            Cli.Outcome unknown = cli.run("skip", "order_summary", "43", "--reason", "typing error");
            Cli.Outcome skipped = cli.run("skip", "order_summary", "42", "--reason", "refunded by hand", "--json");

            assertThat(unsaid.exitCode()).isEqualTo(2);
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err()).contains("not parked");
            assertThat(skipped.exitCode()).isZero();
            assertThat(skipped.json())
                    .singleElement()
                    .satisfies(line -> assertThat(line).containsEntry("done", true));
            assertThat(database.value("select reason || ' / ' || key from readside.skipped_event"))
                    .isEqualTo("refunded by hand / [\"42\"]");
        }
    }

    @Test
    void what_is_parked_in_a_rebuild_alone_is_shown_tried_again_and_skipped_there(
            @Installed({"log", "readstore"}) FreshDatabase database) throws Exception {
        Cli cli = Cli.on(database);
        broken.set(false);
        try (Readside readside = start(database)) {
            VersionToken placed = place(readside, "42", -1);
            assertThat(readside.read(summary)
                            .after(placed)
                            .within(Duration.ofSeconds(20))
                            .row("42")
                            .toString())
                    .contains("cents=-1");
        }
        broken.set(true);
        FoldProjection<Order> second = summary(
                Projection.named("order_summary", Order.class).version(2).replaces(summary));
        try (Readside readside = start(database, second)) {
            assertThat(parked.await(20, TimeUnit.SECONDS)).isTrue();

            Cli.Outcome shown = cli.run("parked");
            Cli.Outcome tooEarly = cli.run("retry", "order_summary", "42");
            Cli.Outcome skipped = cli.run("skip", "order_summary", "42", "--reason", "refunded by hand");

            assertThat(shown.out()).contains("order_summary__g2  key 42");
            assertThat(tooEarly.err()).contains("0 of 1 keys are free");
            assertThat(skipped.out()).contains("The key is free.");
            assertThat(cli.run("parked").exitCode()).isZero();
            assertThat(database.value(
                            "select count(*)::text from readside.intent where arguments ->> 'generation' = '2'"))
                    .isEqualTo("2");
        }
    }

    @Test
    void a_pause_holds_until_it_is_resumed(@Installed({"log", "readstore"}) FreshDatabase database) throws Exception {
        Cli cli = Cli.on(database);
        try (Readside readside = start(database)) {
            Cli.Outcome paused = cli.run("pause", "order_summary");
            Cli.Outcome status = cli.run("status");
            Cli.Outcome resumed = cli.run("resume", "order_summary");

            assertThat(paused.exitCode()).isZero();
            assertThat(status.exitCode()).isEqualTo(3);
            assertThat(status.out()).contains("paused", "./readside resume order_summary");
            assertThat(resumed.exitCode()).isZero();
            assertThat(cli.run("status", "--max-lag", "1d").exitCode()).isZero();
        }
    }

    @Test
    void without_a_live_worker_nothing_is_asked(@Installed({"log", "readstore"}) FreshDatabase database)
            throws Exception {
        Cli cli = Cli.on(database);
        startWithAParkedKey(database).close();

        Cli.Outcome nobody = cli.run("retry", "order_summary", "42");
        Cli.Outcome unknown = cli.run("pause", "order_sumary");

        assertThat(nobody.exitCode()).isEqualTo(1);
        assertThat(nobody.err()).contains("No live worker feeds 'order_summary'");
        assertThat(database.value("select count(*)::text from readside.intent")).isEqualTo("0");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("order_sumary", "order_summary");
    }

    @Test
    void wrong_usage_is_told(@Installed({"log", "readstore"}) FreshDatabase database) throws Exception {
        assertThat(Cli.on(database).run("retry", "order_summary").exitCode()).isEqualTo(2);
        assertThat(Cli.on(database).run("retry", "order_summary", "42", "--all").exitCode())
                .isEqualTo(2);
    }
}
