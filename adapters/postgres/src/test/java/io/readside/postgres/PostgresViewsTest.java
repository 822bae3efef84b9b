package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.MaterializedView;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Views;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The article's materialized view, and the checkpoint that moves with its refresh. */
class PostgresViewsTest {

    private static final MaterializedView DAILY_TOTALS = new MaterializedView(
            "order_daily_totals",
            Orders.ORDER_SUMMARY,
            List.of("""
                    CREATE MATERIALIZED VIEW order_daily_totals AS
                    SELECT
                    date_trunc('day', placed_at) AS day,
                    region,
                    count(*) AS order_count,
                    sum(total_cents) AS gross_cents
                    FROM order_summary
                    GROUP BY 1, 2
                    WITH NO DATA;
                    """, "CREATE UNIQUE INDEX ON order_daily_totals (day, region);"),
            Duration.ZERO);

    private final Cutter cutter = new Cutter();
    private FreshDatabase database;
    private Applier orders;
    private Views views;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        PostgresReadStore store = PostgresReadStore.of(cutter.around(database.dataSource()));
        Generation generation = store.generations().open(Orders.ORDER_SUMMARY);
        orders = store.applier(Orders.ORDER_SUMMARY, generation.id());
        views = store.views().orElseThrow();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_view_is_created_filled_and_refreshed_with_a_checkpoint_of_its_own() throws SQLException {
        place(0, 1);
        Checkpoint created = views.create(DAILY_TOTALS);
        assertThat(inView()).isEqualTo(1L);
        place(1, 2);
        assertThat(checkpoint()).isEqualTo(1L);

        Checkpoint refreshed = views.refresh(DAILY_TOTALS);

        assertThat(created).isEqualTo(Checkpoint.of(1));
        assertThat(refreshed).isEqualTo(Checkpoint.of(2));
        assertThat(inView()).isEqualTo(2L);
        assertThat(checkpoint()).isEqualTo(2L);
        assertThat(views.create(DAILY_TOTALS)).isEqualTo(Checkpoint.of(2));
    }

    @ParameterizedTest
    @EnumSource(Cutter.Side.class)
    void a_cut_anywhere_leaves_no_checkpoint_above_its_view(Cutter.Side side) throws SQLException {
        place(0, 1);
        int cutsOfCreate = cutUntilThrough(side, () -> views.create(DAILY_TOTALS));
        long position = 1;
        int cutsOfRefresh = 0;
        boolean isCut = true;
        while (isCut) {
            place(position, ++position);
            isCut = cutter.cut(cutsOfRefresh, side, () -> views.refresh(DAILY_TOTALS));
            assertThat(inView()).isEqualTo(checkpoint()); // one order for each position
            cutsOfRefresh += isCut ? 1 : 0;
        }

        assertThat(cutsOfCreate).isPositive();
        assertThat(cutsOfRefresh).isEqualTo(5); // lock, source, refresh, move, commit
        assertThat(checkpoint()).isEqualTo(position);
    }

    private int cutUntilThrough(Cutter.Side side, Runnable work) throws SQLException {
        int cuts = 0;
        while (cutter.cut(cuts, side, work)) {
            assertThat(database.value("select count(*) from projection_checkpoint where kind = 'view'"))
                    .isEqualTo(database.value("select count(*) from pg_matviews where ispopulated"));
            cuts++;
        }
        return cuts;
    }

    @Test
    void a_race_to_create_ends_with_one_view() throws Exception {
        int racers = 4;
        CyclicBarrier start = new CyclicBarrier(racers);
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        Callable<Checkpoint> racer = () -> {
            start.await();
            return views.create(DAILY_TOTALS);
        };

        for (Future<Checkpoint> created : threads.invokeAll(List.of(racer, racer, racer, racer))) {
            assertThat(created.get()).isEqualTo(Checkpoint.ZERO);
        }
        threads.shutdown();
    }

    @Test
    void a_refresh_does_not_wait_for_readers_nor_they_for_it() throws SQLException {
        views.create(DAILY_TOTALS);
        place(0, 1);
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select * from order_daily_totals");

            views.refresh(DAILY_TOTALS);

            statement.execute("select * from order_daily_totals");
        }
        assertThat(inView()).isEqualTo(1L);
    }

    @Test
    void what_waits_in_the_source_is_missing_in_the_view_and_its_gate_knows() throws SQLException {
        views.create(DAILY_TOTALS);
        Parked refused = new Parked(Key.of("o1"), Tally.refused("o1", 4).event(), "no", false);
        orders.apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(9), List.of(), List.of(), List.of(refused)));

        views.refresh(DAILY_TOTALS);
        long whileItWaits = checkpoint();
        orders.recover(new Recovery(1, List.of(), List.of(new Place(Key.of("o1"), Position.of(4))), List.of()));
        long beforeRefresh = checkpoint();
        views.refresh(DAILY_TOTALS);

        assertThat(whileItWaits).isEqualTo(3);
        assertThat(beforeRefresh).isEqualTo(3);
        assertThat(checkpoint()).isEqualTo(9);
    }

    @Test
    void other_statements_and_foreign_names_are_refused() throws SQLException {
        views.create(DAILY_TOTALS);
        MaterializedView other = new MaterializedView(
                DAILY_TOTALS.name(), DAILY_TOTALS.source(), List.of("create materialized view x"), Duration.ZERO);
        database.execute("create table foreign_table ()");
        MaterializedView foreign =
                new MaterializedView("foreign_table", DAILY_TOTALS.source(), DAILY_TOTALS.statements(), Duration.ZERO);
        MaterializedView missing =
                new MaterializedView("missing", DAILY_TOTALS.source(), DAILY_TOTALS.statements(), Duration.ZERO);

        assertThatThrownBy(() -> views.create(other)).isInstanceOf(ProjectionMismatch.class);
        assertThatThrownBy(() -> views.create(foreign))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("public.foreign_table");
        assertThatThrownBy(() -> views.refresh(missing)).isInstanceOf(ProjectionMismatch.class);
    }

    /** One more order, so that the number of orders is the position. */
    private void place(long from, long to) {
        OrderSummary order = new OrderSummary("o" + to, "c", 5, "placed", Instant.EPOCH, null, "eu");
        Change change = new Change.Upsert(
                Key.of(order.orderId()), Orders.ORDER_SUMMARY.shape().toRow(order), Position.of(to));
        orders.apply(new Batch(1, Checkpoint.of(from), Checkpoint.of(to), List.of(change), List.of()));
    }

    private long inView() throws SQLException {
        return (long) database.value("select coalesce(sum(order_count), 0)::bigint from order_daily_totals");
    }

    private long checkpoint() throws SQLException {
        return (long) database.value("select commit_pos from projection_checkpoint where name = 'order_daily_totals'");
    }
}
