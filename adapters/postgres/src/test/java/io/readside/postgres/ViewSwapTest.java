package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Staleness;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A materialized view whose source is swapped, and swapped back, beside its refreshes. */
@Tag("every-postgres")
class ViewSwapTest extends DailyTotals {

    private static final String LOCK_TIMEOUT = "55P03";

    @BeforeEach
    void buildGreen() {
        place(BLUE, 0, 1);
        views.create(DAILY_TOTALS);
        planGreen();
    }

    private boolean swaps(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local lock_timeout = '50ms';" + sql);
            connection.commit();
            return true;
        } catch (SQLException e) {
            assertThat(e.getSQLState()).isEqualTo(LOCK_TIMEOUT);
            return false;
        }
    }

    private Overview.Refresh refreshed() {
        return store.reads().all().stream()
                .flatMap(overview -> overview.refresh().stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_view_computed_from_what_is_not_active_any_more_says_so_until_it_is_refreshed() throws SQLException {
        place(GREEN, 0, 1);
        Staleness before = views.staleness(DAILY_TOTALS);

        boolean swapped = swaps(swap(BLUE, GREEN));
        Staleness after = views.staleness(DAILY_TOTALS);
        Overview.Refresh old = refreshed();
        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(swapped).isTrue();
        assertThat(before.repointed()).isFalse();
        assertThat(after.repointed()).isTrue();
        assertThat(old.source()).isEqualTo(BLUE);
        assertThat(old.sourceIsActive()).isFalse();
        assertThat(refreshed().source()).isEqualTo(GREEN);
        assertThat(refreshed().sourceIsActive()).isTrue();
        assertThat(views.staleness(DAILY_TOTALS).repointed()).isFalse();
    }

    @Test
    void a_source_that_is_swapped_back_is_another_one_again() throws SQLException {
        place(GREEN, 0, 1);
        assertThat(swaps(swap(BLUE, GREEN))).isTrue();
        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(swaps(swap(GREEN, BLUE))).isTrue();
        boolean repointed = views.staleness(DAILY_TOTALS).repointed();
        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(repointed).isTrue();
        assertThat(refreshed().source()).isEqualTo(BLUE);
        assertThat(inView()).isEqualTo(checkpoint());
    }

    @Test
    void a_view_follows_its_source_to_a_lower_position() throws SQLException {
        place(BLUE, 1, 2);
        views.refresh(DAILY_TOTALS, EPOCH);
        place(GREEN, 0, 1);

        assertThat(swaps(swap(BLUE, GREEN))).isTrue(); // as onto a new timeline
        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(checkpoint()).isEqualTo(1);
        assertThat(inView()).isEqualTo(1);
    }

    /** As after an upgrade. */
    @Test
    void a_view_of_which_nothing_is_on_record_counts_as_computed_from_something_else() throws SQLException {
        database.execute("update readside.generation set source = null, source_generation = null, source_epoch = null,"
                + " refreshed_at = null, refresh_took = null, refresh_rest = null where name = 'order_daily_totals'");

        Staleness unknown = views.staleness(DAILY_TOTALS);
        views.refresh(DAILY_TOTALS, EPOCH);

        assertThat(unknown.repointed()).isTrue();
        assertThat(views.staleness(DAILY_TOTALS).repointed()).isFalse();
    }

    /**
     * The refresh has read its source's checkpoint and waits for a lock on the view: its snapshot was taken before. Green,
     * empty in that snapshot, catches up meanwhile.
     */
    @Test
    void no_swap_comes_between_the_checkpoint_of_the_source_and_the_rows_that_a_refresh_reads() throws Exception {
        place(BLUE, 1, 2);
        boolean swapped;
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("comment on materialized view order_daily_totals is 'holds it, and not its source'");
            CompletableFuture<Checkpoint> refresh =
                    CompletableFuture.supplyAsync(() -> views.refresh(DAILY_TOTALS, EPOCH));
            Awaiting.until(
                    database,
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'refresh%')");
            place(GREEN, 0, 1);
            place(GREEN, 1, 2);

            swapped = swaps(swap(BLUE, GREEN));
            other.rollback();
            refresh.join();
        }

        assertThat(inView()).isEqualTo(checkpoint());
        assertThat(refreshed().source()).isEqualTo(swapped ? GREEN : BLUE);
        assertThat(swaps(swap(BLUE, GREEN))).isTrue();
        assertThat(views.staleness(DAILY_TOTALS).repointed()).isTrue();
    }

    /** The refresh is begun while a swap is under way: it waits for its end, and sees what it has made. */
    @Test
    void a_refresh_that_is_begun_during_a_swap_is_computed_from_what_the_swap_has_made() throws Exception {
        place(GREEN, 0, 1);
        place(GREEN, 1, 2);
        place(BLUE, 1, 2);
        try (Connection swapping = database.connect();
                Statement statement = swapping.createStatement()) {
            swapping.setAutoCommit(false);
            statement.execute(swap(BLUE, GREEN));
            CompletableFuture<Checkpoint> refresh =
                    CompletableFuture.supplyAsync(() -> views.refresh(DAILY_TOTALS, EPOCH));
            Awaiting.until(
                    database,
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%lock table%')");

            swapping.commit();
            refresh.join();
        }

        assertThat(refreshed().source()).isEqualTo(GREEN);
        assertThat(refreshed().sourceIsActive()).isTrue();
        assertThat(inView()).isEqualTo(checkpoint());
    }

    @Test
    void a_view_behind_a_name_that_somebody_has_pointed_elsewhere_is_not_refreshed() throws SQLException {
        database.execute("create or replace view order_summary as select order_id, customer_id, total_cents, status,"
                + " placed_at, shipped_at, region from order_summary__g2");

        assertThatThrownBy(() -> views.refresh(DAILY_TOTALS, EPOCH))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContainingAll("'order_summary'", "order_summary__g1");
        assertThat(checkpoint()).isEqualTo(1);
        assertThat(inView()).isEqualTo(1);
    }

    /** A rename takes the view with it: it would read blue for ever, and claim green's position. */
    @Test
    void a_view_that_a_rename_has_left_behind_is_not_refreshed() throws SQLException {
        place(GREEN, 0, 1);
        place(GREEN, 1, 2);
        database.execute("alter view order_summary rename to order_summary_old;"
                + " create view order_summary as select * from order_summary__g2;"
                + swap(BLUE, GREEN).replaceFirst("(?s)create.*", ""));

        assertThatThrownBy(() -> views.refresh(DAILY_TOTALS, EPOCH))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("does not read its source by the view 'order_summary'");
        assertThat(checkpoint()).isEqualTo(1);
        assertThat(refreshed().sourceIsActive()).isFalse();
    }
}
