package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import io.readside.readstore.Views;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A materialized view through a swap of its source and back. */
class SwappedSourceTest extends SwapScene {

    private static final String QUERY =
            "create materialized view totals as select name, sum(count) as total from tally group by 1 with no data";
    private static final String INDEX = "create unique index on totals (name)";

    private static final MaterializedView TOTALS =
            MaterializedView.named("totals", TALLY).statements(QUERY, INDEX).build();

    private static final long EPOCH = 1;

    private Views views;

    @BeforeEach
    void create() {
        views = store.views().orElseThrow();
        views.create(TOTALS);
    }

    private GenerationId computedFrom() {
        return store.reads().all().stream()
                .flatMap(overview -> overview.refresh().stream())
                .map(Overview.Refresh::source)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_view_follows_its_source_through_a_swap_and_back() throws Exception {
        verified(LABELLED, new Labelled("a", 7, "new"));
        meet();

        swap(LABELLED, SwapMode.REPLACE);
        boolean repointed = views.staleness(TOTALS).repointed();
        views.refresh(TOTALS, EPOCH);

        assertThat(repointed).isTrue();
        assertThat(computedFrom()).isEqualTo(rebuild().green());
        assertThat(database.value("select total::text from totals")).isEqualTo("7");
        meet();
        rollBack();
        assertThat(views.staleness(TOTALS).repointed()).isTrue();
        views.refresh(TOTALS, EPOCH);
        assertThat(computedFrom()).isEqualTo(rebuild().blue());
        assertThat(database.value("select total::text from totals")).isEqualTo("1");
    }

    @Test
    void a_swap_waits_for_the_end_of_a_refresh() throws Exception {
        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("comment on materialized view totals is 'held'");
            CompletableFuture<Checkpoint> refresh = CompletableFuture.supplyAsync(() -> views.refresh(TOTALS, EPOCH));
            Awaiting.until(
                    database,
                    "exists (select from pg_stat_activity where wait_event_type = 'Lock' and query ilike 'refresh%')");

            assertThatThrownBy(() -> swap(LABELLED, SwapMode.REPLACE)).isInstanceOf(SwapBlocked.class);

            other.rollback();
            refresh.join();
        }
        assertThat(computedFrom()).isEqualTo(rebuild().blue());
        assertThat(swap(LABELLED, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    /** The way that operating.md tells, where a column that the view needs goes. */
    @Test
    void a_view_that_is_in_the_way_is_dropped_and_comes_back_after_the_swap_by_its_new_statements() throws Exception {
        MaterializedView later = MaterializedView.named("totals", BARE)
                .statements(QUERY.replace("sum(count)", "count(*)"), INDEX)
                .build();
        verified(BARE, new Bare("a"));
        meet();
        assertThat(views.create(later)).isEmpty();
        assertThatThrownBy(() -> swap(BARE, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContaining("materialized view totals");

        database.execute("drop materialized view totals");
        boolean back = views.create(later).isPresent();
        swap(BARE, SwapMode.REPLACE);

        assertThat(back).isFalse();
        assertThat(views.create(later)).contains(Checkpoint.of(1));
        assertThat(computedFrom()).isEqualTo(rebuild().green());
        assertThat(database.value("select total from totals")).isEqualTo(1L);
    }
}
