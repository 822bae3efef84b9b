package io.readside.testkit;

import static io.readside.testkit.Beside.delete;
import static io.readside.testkit.Beside.write;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How rows that were recomputed take the place of those that are there. */
interface ReadStoreAdopting extends StoreFixture {

    /** At one position: a is wrong, b should not be there, d is missing, c is right. */
    private static Beside<Counter, Counter> beside(CrashableStore store) {
        Beside<Counter, Counter> both = Beside.ofOneVersion(store, COUNTERS);
        write(both.left(), new Counter("a", 1), new Counter("b", 1), new Counter("c", 1));
        write(both.right(), new Counter("a", 2), new Counter("c", 1), new Counter("d", 1));
        return both;
    }

    private static Set<Key> keys(String... names) {
        return Arrays.stream(names).map(Key::of).collect(Collectors.toSet());
    }

    private static Set<Key> adopt(Beside<?, ?> both, String... names) {
        Applier applier = both.left().applier();
        return applier.adopt(
                applier.current().epoch(), both.right().generation().id(), keys(names));
    }

    @Test
    default void rows_of_keys_become_those_that_were_recomputed() {
        Beside<Counter, Counter> both = beside(fresh());

        Set<Key> adopted = adopt(both, "a", "b", "d", "nobody");

        assertThat(adopted).isEqualTo(keys("a", "b", "d", "nobody"));
        assertThat(both.left().rows())
                .containsExactlyInAnyOrder(new Counter("a", 2), new Counter("c", 1), new Counter("d", 1));
        assertThat(both.left().stored("a")).isEqualTo(both.right().stored("a"));
        assertThat(both.left().checkpoint()).isEqualTo(Checkpoint.of(1));
    }

    @Test
    default void rows_of_other_keys_stay_as_they_are() {
        Beside<Counter, Counter> both = beside(fresh());

        adopt(both, "a");

        assertThat(both.left().rows())
                .containsExactlyInAnyOrder(new Counter("a", 2), new Counter("b", 1), new Counter("c", 1));
    }

    @Test
    default void an_adopted_row_keeps_every_value_and_goes_on_from_it() {
        Beside<Everything, Everything> both = Beside.ofOneVersion(fresh(), Everything.PROJECTION);
        Everything plain = Everything.plain(new UUID(1, 1));
        Everything extreme = Everything.extreme(new UUID(2, 2));
        write(both.left(), Everything.plain(new UUID(3, 3)));
        write(both.right(), plain, extreme);

        Applier applier = both.left().applier();
        applier.adopt(
                applier.current().epoch(),
                both.right().generation().id(),
                Set.of(Key.of(plain.id()), Key.of(extreme.id()), Key.of(new UUID(3, 3))));

        assertThat(both.left().rows()).containsExactlyInAnyOrder(plain, extreme);
    }

    @Test
    default void a_batch_that_was_begun_before_has_no_effect() {
        Beside<Counter, Counter> both = beside(fresh());
        Applier applier = both.left().applier();
        Batch inFlight = new Batch(
                applier.current().epoch(),
                Checkpoint.of(1),
                Checkpoint.of(2),
                List.of(both.left().upsert(new Counter("a", 7), 2)),
                List.of());

        adopt(both, "a");

        assertThatThrownBy(() -> applier.apply(inFlight)).isInstanceOf(CheckpointMoved.class);
        assertThat(both.left().row("a")).contains(new Counter("a", 2));
        assertThat(both.left().checkpoint()).isEqualTo(Checkpoint.of(1));
    }

    @Test
    default void nothing_is_adopted_in_another_epoch() {
        Beside<Counter, Counter> both = beside(fresh());
        Applier applier = both.left().applier();
        long before = applier.current().epoch();
        adopt(both, "b");

        assertThatThrownBy(() -> applier.adopt(before, both.right().generation().id(), keys("a")))
                .isInstanceOf(CheckpointMoved.class);

        assertThat(both.left().row("a")).contains(new Counter("a", 1));
    }

    @Test
    default void nothing_is_adopted_from_another_position() {
        Beside<Counter, Counter> behind = beside(fresh());
        write(behind.left(), new Counter("e", 1));
        Beside<Counter, Counter> ahead = beside(fresh());
        write(ahead.right(), new Counter("e", 1));

        for (Beside<Counter, Counter> both : List.of(behind, ahead)) {
            assertThatThrownBy(() -> adopt(both, "a")).isInstanceOf(CheckpointMoved.class);

            assertThat(both.left().row("a")).contains(new Counter("a", 1));
        }
    }

    @Test
    default void parked_keys_stay_as_they_are() {
        Beside<Counter, Counter> both = beside(fresh());
        both.left().park(1, 2, both.left().failing("a", 2, "it fails"));
        write(both.right(), new Counter("a", 3));

        Set<Key> adopted = adopt(both, "a", "b");

        assertThat(adopted).isEqualTo(keys("b"));
        assertThat(both.left().row("a")).contains(new Counter("a", 1));
        assertThat(both.left().row("b")).isEmpty();
        assertThat(both.left().waitingAt("a")).containsExactly(2L);
    }

    private static Binding binding(String stream, Key key, long at) {
        return new Binding(new StreamName(stream), key, Position.of(at));
    }

    @Test
    default void streams_are_bound_to_the_keys_as_was_recomputed() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        Key a = Key.of("a");
        Key b = Key.of("b");
        both.left()
                .bind(
                        0,
                        5,
                        binding("counter-1", a, 1),
                        binding("counter-2", b, 2),
                        binding("counter-3", a, 3),
                        binding("counter-4", a, 3));
        both.right()
                .bind(
                        0,
                        5,
                        binding("counter-1", a, 1),
                        binding("counter-2", a, 2),
                        binding("counter-3", Key.NONE, 3),
                        binding("counter-4", a, 4),
                        binding("counter-5", a, 5));

        adopt(both, "a");

        assertThat(bindings(both.left(), "counter-1")).containsExactly(binding("counter-1", a, 1));
        assertThat(bindings(both.left(), "counter-2"))
                .as("b was not adopted")
                .containsExactlyInAnyOrder(binding("counter-2", a, 2), binding("counter-2", b, 2));
        assertThat(bindings(both.left(), "counter-3"))
                .as("without that word its next event would be taken for a fault")
                .containsExactly(binding("counter-3", Key.NONE, 3));
        assertThat(bindings(both.left(), "counter-4")).containsExactly(binding("counter-4", a, 4));
        assertThat(bindings(both.left(), "counter-5")).containsExactly(binding("counter-5", a, 5));
    }

    private static List<Binding> bindings(Opened<?> of, String stream) {
        StreamName name = new StreamName(stream);
        return of.applier().bindings(Set.of(name)).getOrDefault(name, List.of());
    }

    /** In a store that crashes at each of its writes in turn, until it gets through. */
    @Test
    default void an_adoption_cut_off_anywhere_has_happened_or_has_not() {
        int crashes = 0;
        boolean crashed;
        do {
            CrashableStore store = fresh();
            Beside<Counter, Counter> both = beside(store);
            long epoch = both.left().applier().current().epoch();
            crashed = StoreFixture.isCutOff(store, crashes, () -> adopt(both, "a", "b", "d"));

            boolean adopted = both.left().applier().current().epoch() > epoch;
            List<Optional<Counter>> rows = List.of(
                    both.left().row("a"), both.left().row("b"), both.left().row("d"));

            assertThat(rows)
                    .as("after %d writes", crashes)
                    .isEqualTo(
                            adopted
                                    ? List.of(
                                            Optional.of(new Counter("a", 2)),
                                            Optional.empty(),
                                            Optional.of(new Counter("d", 1)))
                                    : List.of(
                                            Optional.of(new Counter("a", 1)),
                                            Optional.of(new Counter("b", 1)),
                                            Optional.empty()));
            assertThat(crashed || adopted).isTrue();
            crashes += crashed ? 1 : 0;
        } while (crashed);

        assertThat(crashes).as("crashes").isPositive();
    }

    /** A row that comes back after it was deleted, as if its deletion had never been. */
    @Test
    default void a_deleted_row_comes_back_if_it_was_recomputed() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        write(both.left(), new Counter("a", 1));
        delete(both.left(), "a");
        write(both.right(), new Counter("a", 1));
        write(both.right(), new Counter("b", 1));

        adopt(both, "a");
        Opened<Counter> left = both.left();
        Optional<Counter> adopted = left.row("a");
        left.applier()
                .apply(new Batch(
                        left.applier().current().epoch(),
                        Checkpoint.of(2),
                        Checkpoint.of(3),
                        List.of(left.upsert(new Counter("a", 2), 3)),
                        List.of()));

        assertThat(adopted).contains(new Counter("a", 1));
        assertThat(left.rows()).containsExactly(new Counter("a", 2));
    }
}
