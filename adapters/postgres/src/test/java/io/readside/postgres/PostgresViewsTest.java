package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.MaterializedView;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.RunState;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The article's materialized view, and the checkpoint that moves with its refresh. */
class PostgresViewsTest extends DailyTotals {

    @Test
    void a_view_is_created_filled_and_refreshed_with_a_checkpoint_of_its_own() throws SQLException {
        place(0, 1);
        Optional<Checkpoint> created = views.create(DAILY_TOTALS);
        assertThat(inView()).isEqualTo(1L);
        place(1, 2);
        assertThat(checkpoint()).isEqualTo(1L);

        Checkpoint refreshed = views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(created).contains(Checkpoint.of(1));
        assertThat(refreshed).isEqualTo(Checkpoint.of(2));
        assertThat(inView()).isEqualTo(2L);
        assertThat(checkpoint()).isEqualTo(2L);
        assertThat(views.create(DAILY_TOTALS)).contains(Checkpoint.of(2));
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
            isCut = cutter.cut(cutsOfRefresh, side, () -> views.refresh(DAILY_TOTALS, EPOCH));
            assertThat(inView()).isEqualTo(checkpoint()); // one order for each position
            cutsOfRefresh += isCut ? 1 : 0;
        }

        assertThat(cutsOfCreate).isPositive();
        assertThat(cutsOfRefresh).isEqualTo(7); // lock, hold, source, look, refresh, move, commit
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
        Callable<Optional<Checkpoint>> racer = () -> {
            start.await();
            return views.create(DAILY_TOTALS);
        };

        for (Future<Optional<Checkpoint>> created : threads.invokeAll(List.of(racer, racer, racer, racer))) {
            assertThat(created.get()).contains(Checkpoint.ZERO);
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

            views.refresh(DAILY_TOTALS, EPOCH);

            statement.execute("select * from order_daily_totals");
        }
        assertThat(inView()).isEqualTo(1L);
    }

    @Test
    void a_view_that_somebody_has_emptied_is_filled_again() throws SQLException {
        views.create(DAILY_TOTALS);
        place(0, 1);
        database.execute("refresh materialized view order_daily_totals with no data");

        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(inView()).isEqualTo(1L);
    }

    @Test
    void what_waits_in_the_source_is_missing_in_the_view_and_its_gate_knows() throws SQLException {
        views.create(DAILY_TOTALS);
        Parked refused = new Parked(Key.of("o1"), Tally.refused("o1", 4).event(), "no", false);
        orders(BLUE).apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(9), List.of(), List.of(), List.of(refused)));

        views.refresh(DAILY_TOTALS, EPOCH);
        long whileItWaits = checkpoint();
        orders(BLUE).recover(new Recovery(1, List.of(), List.of(new Place(Key.of("o1"), Position.of(4))), List.of()));
        long beforeRefresh = checkpoint();
        boolean moved = views.staleness(DAILY_TOTALS).moved();
        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(whileItWaits).isEqualTo(3);
        assertThat(beforeRefresh).isEqualTo(3);
        assertThat(moved).isTrue();
        assertThat(checkpoint()).isEqualTo(9);
        assertThat(views.staleness(DAILY_TOTALS).moved()).isFalse();
    }

    /** A repair changes rows and leaves the checkpoint where it is; it moves the epoch. */
    @Test
    void a_source_that_was_repaired_has_moved() throws SQLException {
        place(0, 1);
        views.create(DAILY_TOTALS);
        boolean before = views.staleness(DAILY_TOTALS).moved();

        database.execute("update readside.generation set epoch = epoch + 1 where name = 'order_summary'");

        assertThat(before).isFalse();
        assertThat(views.staleness(DAILY_TOTALS).moved()).isTrue();
        views.refresh(DAILY_TOTALS, EPOCH);
        assertThat(views.staleness(DAILY_TOTALS).moved()).isFalse();
    }

    @Test
    void when_and_how_long_a_view_was_refreshed_is_on_record() throws SQLException {
        views.create(daily(QUERY, INDEX).atMostEvery(Duration.ofMinutes(3)).build());

        Overview overview = store.reads().all().stream()
                .filter(one -> one.refresh().isPresent())
                .findFirst()
                .orElseThrow();

        assertThat(overview.generation().id().projection()).isEqualTo(NAME);
        assertThat(overview.refresh()).hasValueSatisfying(refresh -> {
            assertThat(refresh.source()).isEqualTo(BLUE);
            assertThat(refresh.sourceIsActive()).isTrue();
            assertThat(refresh.took()).isPositive().isLessThan(Duration.ofSeconds(30));
            assertThat(refresh.rest()).isEqualTo(Duration.ofMinutes(3));
        });
        assertThat(noted("refreshed_at between moved_at and clock_timestamp()")).isEqualTo(true);
        assertThat(views.staleness(DAILY_TOTALS).age()).isPositive().isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_view_is_paused_and_runs_again_unless_the_turn_is_anothers() {
        views.create(DAILY_TOTALS);

        views.pause(DAILY_TOTALS, EPOCH + 1, "zoe");
        boolean pausedByAnother = views.staleness(DAILY_TOTALS).paused();
        views.pause(DAILY_TOTALS, EPOCH, "ann");
        boolean paused = views.staleness(DAILY_TOTALS).paused();
        views.run(DAILY_TOTALS, EPOCH);

        assertThat(pausedByAnother).isFalse();
        assertThat(paused).isTrue();
        assertThat(views.staleness(DAILY_TOTALS).paused()).isFalse();
        assertThat(store.reads().all())
                .extracting(one -> one.generation().state())
                .contains(new RunState.Running());
    }

    @Test
    void who_was_overtaken_by_another_refreshes_nothing() throws SQLException {
        views.create(DAILY_TOTALS);
        place(0, 1);

        assertThatThrownBy(() -> views.refresh(DAILY_TOTALS, EPOCH - 1))
                .isInstanceOf(CheckpointMoved.class)
                .hasMessageContainingAll("order_daily_totals", "epoch 1", "epoch 0");
        assertThat(inView()).isZero();
    }

    @Test
    void other_statements_and_foreign_names_are_refused() throws SQLException {
        views.create(DAILY_TOTALS);
        MaterializedView other = daily("create materialized view x").build();
        database.execute("create table foreign_table ()");
        MaterializedView foreign = MaterializedView.named("foreign_table", Orders.ORDER_SUMMARY)
                .statements(QUERY, INDEX)
                .build();
        MaterializedView missing = MaterializedView.named("missing", Orders.ORDER_SUMMARY)
                .statements(QUERY, INDEX)
                .build();

        assertThatThrownBy(() -> views.create(other))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("drop materialized view \"public\".\"order_daily_totals\"");
        assertThatThrownBy(() -> views.create(foreign))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("public.foreign_table");
        assertThatThrownBy(() -> views.refresh(missing, EPOCH)).isInstanceOf(ProjectionMismatch.class);
        assertThatThrownBy(() -> views.staleness(missing)).isInstanceOf(ProjectionMismatch.class);
    }

    @Test
    void what_ends_the_last_statement_makes_no_other_view() {
        views.create(daily(QUERY, INDEX).build());

        assertThat(views.create(daily(QUERY + ";\n" + INDEX + "\n").build())).contains(Checkpoint.ZERO);
    }

    /** The way out that the refusal names. */
    @Test
    void a_view_that_was_dropped_is_made_anew_by_what_is_declared_then() throws SQLException {
        place(0, 1);
        views.create(DAILY_TOTALS);
        place(1, 2);
        MaterializedView changed = daily(QUERY.replace("region,", "upper(region) as region,"), INDEX)
                .build();
        assertThatThrownBy(() -> views.create(changed)).isInstanceOf(ProjectionMismatch.class);

        database.execute("drop materialized view public.order_daily_totals");
        Optional<Checkpoint> made = views.create(changed);

        assertThat(made).contains(Checkpoint.of(2));
        assertThat(database.value("select region from order_daily_totals")).isEqualTo("EU");
        assertThat(views.create(changed)).contains(Checkpoint.of(2));
        assertThatThrownBy(() -> views.create(DAILY_TOTALS)).isInstanceOf(ProjectionMismatch.class);
    }

    /** As operating.md has it. */
    @Test
    void a_view_that_was_removed_is_unknown_and_may_be_created_again() throws SQLException {
        views.create(DAILY_TOTALS);
        store.leases().hold("a", Set.of(new GenerationId(NAME, 1)), Duration.ofMinutes(1));

        database.execute("drop materialized view order_daily_totals;"
                + " delete from readside.generation where name = 'order_daily_totals'");
        List<Overview> left = store.reads().all();
        place(0, 1);
        Optional<Checkpoint> again = views.create(DAILY_TOTALS);

        assertThat(left).extracting(one -> one.generation().id()).containsExactly(BLUE);
        assertThat(again).contains(Checkpoint.of(1));
        views.refresh(DAILY_TOTALS, EPOCH);
    }
}
