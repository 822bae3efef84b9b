package io.readside.postgres;

import static io.readside.testkit.orders.Orders.CUSTOMER_TOTALS;
import static io.readside.testkit.orders.Orders.ORDER_SUMMARY;
import static io.readside.testkit.orders.Orders.PROJECTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.readstore.GenerationId;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import io.readside.worker.WorkerListener;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The whole of it: log and read store in PostgreSQL, workers in between. */
@ExtendWith(PostgresExtension.class)
@Timeout(120)
class EndToEndTest {

    /** One row per order, in the SQL form. */
    record History(String orderId, String customerId, Instant placedAt, long totalCents, String status) {}

    private static final SqlProjection<History> CUSTOMER_ORDER_HISTORY = Projection.sql(
                    "customer_order_history", History.class)
            .index("customerId", "placedAt")
            .from(Orders.EVENTS)
            .ownsKey(OrderEvent::orderId)
            .on(
                    OrderPlaced.class,
                    e -> Sql.of(
                            "insert into {table} (order_id, customer_id, placed_at, total_cents, status)"
                                    + " values (?, ?, ?, ?, 'placed')",
                            e.orderId(),
                            e.customerId(),
                            e.placedAt(),
                            e.totalCents()))
            .on(PaymentCaptured.class, e -> status(e, "paid"))
            .on(OrderShipped.class, e -> status(e, "shipped"))
            .on(OrderCancelled.class, e -> status(e, "cancelled"))
            .ignore(ItemShipped.class)
            .build();

    private static Sql status(OrderEvent e, String status) {
        return Sql.of("update {table} set status = ? where order_id = ?", status, e.orderId());
    }

    private static final List<Projection<?>> ALL = all();

    private static List<Projection<?>> all() {
        List<Projection<?>> all = new ArrayList<>(PROJECTIONS);
        all.add(CUSTOMER_ORDER_HISTORY);
        return all;
    }

    @Test
    void batches_of_one_of_thousands_and_a_restart_after_each_give_the_same_bytes(
            @Installed("log") FreshDatabase logDatabase,
            @Installed("readstore") FreshDatabase ones,
            @Installed("readstore") FreshDatabase thousands,
            @Installed("readstore") FreshDatabase restarts)
            throws Exception {
        OrderHistory history = OrderHistory.random(40);
        for (int events = 1; events < history.events().size(); events += 10) {
            feed(logDatabase, restarts, 5000, append(logDatabase, history.firstEvents(events)));
        }
        Position last = append(logDatabase, history);

        feed(logDatabase, restarts, 5000, last);
        feed(logDatabase, ones, 1, last);
        feed(logDatabase, thousands, 5000, last);

        String expected = dump(ones);
        assertThat(expected).contains("customer-").contains("shipped").contains("sku-");
        assertThat(dump(thousands)).as("%s", history).isEqualTo(expected);
        assertThat(dump(restarts)).as("%s", history).isEqualTo(expected);
        assertThat(thousands.value("select count(*) from order_summary"))
                .isEqualTo((long) history.replay(ORDER_SUMMARY).size());
    }

    private static Position append(FreshDatabase logDatabase, OrderHistory history) {
        try (PostgresLog log = PostgresLog.of(logDatabase.dataSource())) {
            return history.appendTo(log).position();
        }
    }

    /** Starts workers, and stops them once all have reached the head. */
    private static void feed(FreshDatabase logDatabase, FreshDatabase database, int batchSize, Position head)
            throws InterruptedException {
        CountDownLatch left = new CountDownLatch(ALL.size());
        WorkerListener listener = new WorkerListener() {
            @Override
            public void applied(GenerationId generation, Checkpoint to, int events) {
                if (to.position().equals(head)) {
                    left.countDown();
                }
            }
        };
        Readside.Builder builder = Readside.on(
                        PostgresLog.of(logDatabase.dataSource()), PostgresReadStore.of(database.dataSource()))
                .listener(listener)
                .batchSizeEvents(batchSize);
        ALL.forEach(builder::project);
        try (Readside running = builder.start()) {
            assertThat(left.await(60, TimeUnit.SECONDS))
                    .as("%s", running.monitor().status())
                    .isTrue();
        }
    }

    /** Every table of rows and bindings, hidden columns and all, as text. */
    private static String dump(FreshDatabase database) throws SQLException {
        StringBuilder dump = new StringBuilder();
        for (Projection<?> projection : ALL) {
            for (String table :
                    List.of("public." + projection.name() + "__g1", "readside." + projection.name() + "__g1_binding")) {
                dump.append(table)
                        .append('\n')
                        .append(database.value(
                                "select string_agg(t::text, E'\\n' order by t::text) from " + table + " t"))
                        .append('\n');
            }
        }
        return dump.toString();
    }

    @Test
    void a_token_is_answered_across_two_databases(
            @Installed("log") FreshDatabase logDatabase, @Installed("readstore") FreshDatabase database)
            throws SQLException {
        OrderPlaced placed = new OrderPlaced("42", "c1", "eu", 995, List.of(), Instant.EPOCH);
        try (Readside readside = Readside.on(
                        PostgresLog.of(logDatabase.dataSource()), PostgresReadStore.of(database.dataSource()))
                .project(ORDER_SUMMARY)
                .project(CUSTOMER_TOTALS)
                .start()) {
            VersionToken token = readside.append(Orders.EVENTS.stream("42"), ExpectedVersion.none(), placed)
                    .token();

            Answer<Optional<OrderSummary>> answer = readside.read(ORDER_SUMMARY)
                    .after(token)
                    .within(Duration.ofSeconds(30))
                    .row("42");

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Fresh.class,
                            fresh -> assertThat(fresh.value())
                                    .isEqualTo(Optional.of(
                                            new OrderSummary("42", "c1", 995, "placed", Instant.EPOCH, null, "eu"))));
            assertThat(database.value("select commit_pos >= " + token
                            + " from projection_checkpoint where name = 'order_summary'"))
                    .isEqualTo(true);
        }
    }
}
