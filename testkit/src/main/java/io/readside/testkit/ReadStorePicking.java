package io.readside.testkit;

import static io.readside.testkit.Beside.write;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Key;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How keys are picked to be looked at, where nothing is watched: by name, by chance, by the streams that are bound to them. */
interface ReadStorePicking extends StoreFixture {

    @Test
    default void keys_that_differ_are_noted_where_nothing_is_watched() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        write(both.left(), new Counter("a", 1), new Counter("b", 1));
        write(both.right(), new Counter("a", 2), new Counter("c", 1));

        long noted = both.comparisons()
                .compare(both.comparison(), Optional.empty(), Optional.empty(), 100)
                .suspects();
        write(both.left(), new Counter("d", 1));

        assertThat(noted).isEqualTo(3);
        assertThat(both.differingKeys()).containsExactly("[\"a\"]", "[\"b\"]", "[\"c\"]");
    }

    @Test
    default void keys_are_noted_by_name_whatever_their_rows() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        write(both.left(), new Counter("a", 1), new Counter("b", 1), new Counter("c", 1));
        write(both.right(), new Counter("a", 1), new Counter("b", 2), new Counter("c", 2));

        both.comparisons().suspect(both.comparison(), Set.of(Key.of("a"), Key.of("b"), Key.of("nobody")));
        both.comparisons().suspect(both.comparison(), Set.of(Key.of("b")));

        assertThat(both.suspects()).isEqualTo(3);
        assertThat(both.confirmed())
                .containsExactly(new Difference("[\"b\"]", Kind.VALUES, List.of(new Cell("count", "1", "2"))));
        assertThat(both.suspects()).isEqualTo(1);
    }

    private static Binding binding(String stream, Object key, long at) {
        return new Binding(new StreamName(stream), Key.of(key), Position.of(at));
    }

    @Test
    default void a_key_that_streams_are_bound_to_otherwise_differs_whatever_its_row() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        write(both.left(), new Counter("a", 1), new Counter("b", 1), new Counter("d", 1));
        write(both.right(), new Counter("a", 1), new Counter("b", 1), new Counter("d", 2));
        both.left()
                .bind(
                        1,
                        9,
                        binding("counter-1", "a", 1),
                        binding("counter-2", "b", 2),
                        binding("counter-3", "c", 3),
                        binding("counter-4", "d", 4),
                        binding("counter-5", "e", 5));
        both.right()
                .bind(
                        1,
                        9,
                        binding("counter-1", "a", 1),
                        binding("counter-2", "b", 6),
                        binding("counter-7", "c", 7),
                        binding("counter-4", "d", 4),
                        binding("counter-8", "d", 8),
                        binding("counter-5", "e", 5));

        both.comparisons().compareBindings(both.comparison());
        long noted = both.suspects();
        List<Difference> differing = both.confirmed();

        assertThat(noted).isEqualTo(3);
        assertThat(differing)
                .containsExactly(
                        new Difference(
                                "[\"b\"]",
                                Kind.VALUES,
                                List.of(new Cell(
                                        Difference.STREAMS, "counter-2 from position 2", "counter-2 from position 6"))),
                        new Difference(
                                "[\"c\"]",
                                Kind.VALUES,
                                List.of(new Cell(
                                        Difference.STREAMS, "counter-3 from position 3", "counter-7 from position 7"))),
                        new Difference(
                                "[\"d\"]",
                                Kind.VALUES,
                                List.of(
                                        new Cell("count", "1", "2"),
                                        new Cell(Difference.STREAMS, null, "counter-8 from position 8"))));
    }

    @Test
    default void a_key_that_streams_are_bound_to_alike_by_now_is_forgotten() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        both.left().bind(0, 1, binding("counter-1", "a", 1), binding("counter-2", "b", 1));
        both.comparisons().compareBindings(both.comparison());
        long noted = both.suspects();

        both.right().bind(0, 1, binding("counter-1", "a", 1));

        assertThat(noted).isEqualTo(2);
        assertThat(both.differingKeys()).containsExactly("[\"b\"]");
        assertThat(both.suspects()).isEqualTo(1);
    }

    /** Which events bind a stream may be what the newer version changes. */
    @Test
    default void streams_of_two_versions_may_be_bound_otherwise() {
        Beside<Sighting, Sighting> both = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.COUNTS_DIFFER);
        write(both.left(), new Sighting("a", null, 1));
        write(both.right(), new Sighting("a", null, 2));
        both.left().bind(1, 2, binding("counter-1", "a", 1));

        both.comparisons().suspect(both.comparison(), Set.of(Key.of("a")));

        assertThat(both.confirmed()).isEmpty();
    }

    private static Opened<Counter> hundred(CrashableStore store) {
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        write(
                counters,
                IntStream.range(0, 100).mapToObj(i -> new Counter("c" + i, i)).toArray(Counter[]::new));
        return counters;
    }

    private static List<Key> sample(Opened<?> of, int most, long seed) {
        return of.store().comparisons().sample(of.generation().id(), of.projection(), most, seed);
    }

    @Test
    default void a_sample_is_the_same_for_the_same_seed_and_has_no_key_twice() {
        Opened<Counter> counters = hundred(fresh());

        List<Key> first = sample(counters, 30, 1);

        assertThat(first).hasSize(30).doesNotHaveDuplicates().isEqualTo(sample(counters, 30, 1));
        assertThat(sample(counters, 30, 2)).hasSize(30).doesNotContainSequence(first);
        assertThat(sample(counters, 1_000, 3)).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    default void each_key_is_as_likely_to_be_drawn_as_any_other() {
        Opened<Counter> counters = hundred(fresh());
        Map<Key, Integer> drawn = new HashMap<>();

        for (int seed = 0; seed < 300; seed++) {
            sample(counters, 10, seed).forEach(key -> drawn.merge(key, 1, Integer::sum));
        }

        assertThat(drawn).hasSize(100);
        assertThat(drawn.values()).as("of 30 expected").allMatch(times -> times > 8 && times < 60);
    }

    @Test
    default void a_key_without_a_row_is_never_drawn() {
        Beside<Everything, Everything> both = Beside.ofOneVersion(fresh(), Everything.PROJECTION);
        Everything row = Everything.plain(new UUID(1, 1));
        write(both.left(), row, Everything.plain(new UUID(2, 2)));
        Beside.delete(both.left(), new UUID(2, 2));

        assertThat(sample(both.left(), 10, 1)).containsExactly(Key.of(row.id()));
        assertThat(sample(both.right(), 10, 1)).isEmpty();
    }
}
