package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.MaterializedView;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Views;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The article's materialized view over the orders, in a fresh database, over connections that can be cut. */
@Timeout(60)
abstract class DailyTotals {

    static final String NAME = "order_daily_totals";

    static final String QUERY = """
            CREATE MATERIALIZED VIEW order_daily_totals AS
            SELECT
            date_trunc('day', placed_at) AS day,
            region,
            count(*) AS order_count,
            sum(total_cents) AS gross_cents
            FROM order_summary
            GROUP BY 1, 2
            WITH NO DATA;
            """;

    static final String INDEX = "CREATE UNIQUE INDEX ON order_daily_totals (day, region);";

    static final MaterializedView DAILY_TOTALS = daily(QUERY, INDEX).build();

    static final GenerationId BLUE = new GenerationId("order_summary", 1);
    static final GenerationId GREEN = new GenerationId("order_summary", 2);

    /** A view's epoch before anybody holds its lease. */
    static final long EPOCH = 1;

    final Cutter cutter = new Cutter();
    FreshDatabase database;
    PostgresReadStore store;
    Views views;

    static MaterializedView.Builder daily(String... statements) {
        return MaterializedView.named(NAME, Orders.ORDER_SUMMARY)
                .statements(statements)
                .atMostEvery(Duration.ZERO);
    }

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
        store.generations().open(Orders.ORDER_SUMMARY);
        views = store.views().orElseThrow();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    Applier orders(GenerationId generation) {
        return store.applier(Orders.ORDER_SUMMARY, generation);
    }

    void place(long from, long to) {
        place(BLUE, from, to);
    }

    /** One more order, so that the number of orders is the position. */
    void place(GenerationId generation, long from, long to) {
        OrderSummary order = new OrderSummary("o" + to, "c", 5, "placed", Instant.EPOCH, null, "eu");
        Change change = new Change.Upsert(
                Key.of(order.orderId()), Orders.ORDER_SUMMARY.shape().toRow(order), Position.of(to));
        orders(generation).apply(new Batch(1, Checkpoint.of(from), Checkpoint.of(to), List.of(change), List.of()));
    }

    /** Builds a second generation beside the active one, empty. */
    void planGreen() {
        store.rebuilds().plan(Orders.ORDER_SUMMARY, "ann", false);
    }

    /** What a swap does in one transaction, in its order: rows, then views. */
    static String swap(GenerationId from, GenerationId to) {
        return """
                update readside.generation set role = 'kept', active = false
                where name = 'order_summary' and generation = %d;
                update readside.generation set role = 'active', active = true
                where name = 'order_summary' and generation = %d;
                create or replace view order_summary as
                select order_id, customer_id, total_cents, status, placed_at, shipped_at, region from "%s";
                """.formatted(from.number(), to.number(), to);
    }

    long inView() throws SQLException {
        return (long) database.value("select coalesce(sum(order_count), 0)::bigint from order_daily_totals");
    }

    long checkpoint() throws SQLException {
        return (long) database.value("select commit_pos from projection_checkpoint where name = 'order_daily_totals'");
    }

    /** Of the view's row. */
    Object noted(String column) throws SQLException {
        return database.value("select " + column + " from readside.generation where name = 'order_daily_totals'");
    }
}
