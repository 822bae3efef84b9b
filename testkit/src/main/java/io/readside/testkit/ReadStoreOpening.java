package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.RunState;
import io.readside.testkit.Counter.Counted;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a read model comes into being. */
interface ReadStoreOpening extends StoreFixture {

    @Test
    default void a_first_open_gives_an_empty_read_model_at_checkpoint_zero() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        Generation generation = counters.generation();

        assertThat(generation.id().projection()).isEqualTo("counters");
        assertThat(generation.version()).isEqualTo(1);
        assertThat(generation.checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(generation.state()).isEqualTo(new RunState.Running());
        assertThat(generation.parkedKeys()).isZero();
        assertThat(counters.rows()).isEmpty();
    }

    @Test
    default void opening_again_finds_what_was_written() {
        CrashableStore store = fresh();
        Opened<Counter> first = Opened.in(store, COUNTERS);
        first.apply(0, 7, first.upsert(new Counter("a", 1), 7));

        Opened<Counter> second = Opened.in(store, COUNTERS);

        assertThat(second.generation()).isEqualTo(first.now());
        assertThat(second.generation().id()).isEqualTo(first.generation().id());
        assertThat(second.checkpoint()).isEqualTo(Checkpoint.of(7));
        assertThat(second.rows()).containsExactly(new Counter("a", 1));
    }

    @Test
    default void a_race_to_open_first_ends_with_one_generation_for_all() throws Exception {
        CrashableStore store = fresh();

        List<Generation> opened =
                Race.of(6, racer -> store.store().generations().open(COUNTERS));

        assertThat(Set.copyOf(opened)).hasSize(1);
    }

    @Test
    default void another_version_is_refused_and_changes_nothing() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.apply(0, 7, counters.upsert(new Counter("a", 1), 7));

        assertThatThrownBy(() -> store.store().generations().open(counters("counters", 2)))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContainingAll("counters", "1", "2");

        assertThat(counters.rows()).containsExactly(new Counter("a", 1));
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(7));
    }

    /** The same name and version as {@link Counter#COUNTERS}, and another row. */
    record Renamed(String name, long total) {}

    @Test
    default void other_columns_under_the_same_version_are_refused() {
        CrashableStore store = fresh();
        Opened.in(store, COUNTERS);
        FoldProjection<Renamed> renamed = Projection.named("counters", Renamed.class)
                .from(Counter.EVENTS)
                .keyedBy(Counted::name)
                .insert(Counted.class, e -> new Renamed(e.name(), 1))
                .build();

        assertThatThrownBy(() -> store.store().generations().open(renamed))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("counters");
    }

    @Test
    default void read_models_of_one_store_do_not_mix() {
        CrashableStore store = fresh();
        Opened<Counter> one = Opened.in(store, counters("one", 1));
        Opened<Counter> two = Opened.in(store, counters("two", 1));

        one.apply(0, 7, one.upsert(new Counter("a", 1), 7));

        assertThat(one.rows()).hasSize(1);
        assertThat(two.rows()).isEmpty();
        assertThat(two.checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(store.store().reads().all()).extracting(Overview::generation).containsExactly(one.now(), two.now());
    }
}
