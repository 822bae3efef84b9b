package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.projection.MaterializedView;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A refresh that takes long, or whose process is gone, beside all others. */
class ViewPatienceTest extends DailyTotals {

    private static final GenerationId VIEW = new GenerationId(NAME, 1);
    private static final Duration TERM = Duration.ofSeconds(60);

    private static CompletableFuture<?> refreshing(Views views) {
        return refreshing(views, DAILY_TOTALS, EPOCH);
    }

    private static CompletableFuture<?> refreshing(Views views, MaterializedView view, long epoch) {
        Executor thread = task -> new Thread(task, "refresh").start();
        return CompletableFuture.runAsync(() -> views.refresh(view, epoch), thread);
    }

    /** Holds what a refresh needs, so that it goes on for as long as a test wants. */
    private Connection holdingTheView() throws SQLException {
        Connection other = database.connect();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("comment on materialized view order_daily_totals is 'held'");
        }
        return other;
    }

    private void awaitRefresh() throws Exception {
        Awaiting.until(
                database,
                "exists (select from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'refresh%')");
    }

    private Optional<Lease> take() {
        return store.leases().hold("b", Set.of(VIEW), TERM).stream().findFirst();
    }

    private Optional<Lease> takeWithin(int ticks) {
        Optional<Lease> taken = take();
        for (int tick = 1; tick < ticks && taken.isEmpty(); tick++) {
            taken = take(); // waits half a second for the row
        }
        return taken;
    }

    @Test
    void a_long_refresh_holds_up_no_batch_no_reader_no_gate_no_status_and_no_other_lease() throws Exception {
        views.create(DAILY_TOTALS);
        place(0, 1);
        CompletableFuture<?> refresh;
        try (Connection other = holdingTheView()) {
            refresh = refreshing(views);
            awaitRefresh();

            place(1, 2);

            assertThat(checkpoint()).isZero();
            assertThat(inView()).isZero();
            assertThat(store.reads().all()).hasSize(2);
            assertThat(views.staleness(DAILY_TOTALS).moved()).isTrue();
            assertThat(store.leases().hold("a", Set.of(BLUE, VIEW), TERM))
                    .extracting(Lease::generation)
                    .containsExactly(BLUE);
            other.rollback();
        }
        refresh.join();
        assertThat(checkpoint()).isEqualTo(1);
    }

    @Test
    void who_refreshes_for_long_renews_its_lease_meanwhile() throws Exception {
        views.create(DAILY_TOTALS);
        place(0, 1);
        Lease own = take().orElseThrow();
        try (Connection other = holdingTheView()) {
            CompletableFuture<?> refresh = refreshing(views, DAILY_TOTALS, own.epoch());
            awaitRefresh();
            database.execute("update readside.lease set expires_at = expires_at - interval '30 s'");

            Lease renewed = take().orElseThrow();

            assertThat(renewed.own()).isTrue();
            assertThat(renewed.epoch()).isEqualTo(own.epoch());
            assertThat(renewed.left()).isGreaterThan(Duration.ofSeconds(50));
            other.rollback();
            refresh.join();
        }
    }

    /** As after kill -9: its sockets are closed, and nobody says goodbye. The refresh itself could go on. */
    @Test
    void a_process_that_is_gone_leaves_nothing_behind_and_another_one_refreshes() throws Exception {
        views.create(DAILY_TOTALS);
        place(0, 1);
        AtomicReference<Connection> connection = new AtomicReference<>();
        DataSource doomed = RoundTrips.heardBy(connection::set, database.dataSource());
        try (Connection other = holdingTheView()) {
            CompletableFuture<?> refresh =
                    refreshing(PostgresReadStore.of(doomed).views().orElseThrow());
            awaitRefresh();

            connection.get().abort(Runnable::run);
            Lease successor = takeWithin(30).orElseThrow();
            other.rollback();
            views.refresh(DAILY_TOTALS, successor.epoch());

            assertThatThrownBy(refresh::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(StoreUnavailable.class);
        }
        assertThat(inView()).isEqualTo(1);
        assertThat(checkpoint()).isEqualTo(1);
    }

    @Test
    void a_process_that_stands_still_between_refresh_and_checkpoint_is_ended_by_the_server() throws Exception {
        views.create(DAILY_TOTALS);
        place(0, 1);
        AtomicInteger trips = new AtomicInteger();
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        DataSource stopping = RoundTrips.heardBy(
                on -> {
                    if (!on.getAutoCommit() && trips.incrementAndGet() == 6) { // lock, hold, source, look, refresh
                        stands.countDown();
                        goesOn.await();
                    }
                },
                database.dataSource());
        CompletableFuture<?> zombie =
                refreshing(PostgresReadStore.of(stopping).views().orElseThrow());
        stands.await();

        Optional<Lease> successor = takeWithin(30);
        goesOn.countDown();

        assertThat(successor).isPresent();
        assertThatThrownBy(zombie::join).hasCauseInstanceOf(StoreUnavailable.class);
        assertThat(inView()).isEqualTo(checkpoint()).isZero();
    }

    @Test
    void a_refresh_that_takes_longer_than_the_view_declares_is_broken_off() throws Exception {
        MaterializedView hasty =
                daily(QUERY, INDEX).atMostFor(Duration.ofSeconds(1)).build();
        views.create(hasty);
        place(0, 1);
        try (Connection other = holdingTheView()) {
            assertThatThrownBy(() -> views.refresh(hasty, EPOCH))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContainingAll(NAME, "atMostFor");
            other.rollback();
        }
        assertThat(inView()).isEqualTo(checkpoint()).isZero();
    }

    /** What a session may take is meant for those who wait for it. */
    @Test
    void the_limit_of_the_session_does_not_hold_for_a_refresh() throws SQLException {
        PGSimpleDataSource impatient = new PGSimpleDataSource();
        impatient.setUrl(database.jdbcUrl());
        impatient.setUser(String.valueOf(database.value("select current_user")));
        impatient.setOptions("-c statement_timeout=1s");
        Views views = PostgresReadStore.of(impatient).views().orElseThrow();
        views.create(daily(
                        QUERY.replace("sum(total_cents)", "sum(case when pg_sleep(1.2) is null then 0 else 1 end)"),
                        INDEX)
                .build());
        place(0, 1);

        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(inView()).isEqualTo(1);
    }

    @Test
    void a_refresh_under_way_is_broken_off_by_its_own_process() throws Exception {
        views.create(DAILY_TOTALS);
        place(0, 1);
        views.breakOff(DAILY_TOTALS); // nothing is under way
        try (Connection other = holdingTheView()) {
            CompletableFuture<?> refresh = refreshing(views);
            awaitRefresh();

            views.breakOff(DAILY_TOTALS);

            assertThatThrownBy(refresh::join).hasCauseInstanceOf(StoreUnavailable.class);
            other.rollback();
        }
        assertThat(inView()).isEqualTo(checkpoint()).isZero();
    }
}
