package io.readside.testkit;

import static io.readside.testkit.Beside.delete;
import static io.readside.testkit.Beside.keys;
import static io.readside.testkit.Beside.write;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Recovery;
import io.readside.readstore.SwapBlocked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How keys are noted while two generations are compared, and forgotten when they turn out to be equal. */
interface ReadStoreSuspecting extends StoreFixture {

    /** Equal but for what a test does to them. */
    private static Beside<Counter, Counter> watched(CrashableStore store) {
        Beside<Counter, Counter> both = Beside.ofOneVersion(store, COUNTERS);
        for (Opened<Counter> side : List.of(both.left(), both.right())) {
            write(side, new Counter("a", 1), new Counter("b", 1), new Counter("c", 1), new Counter("d", 1));
        }
        both.compared(1000);
        return both;
    }

    @Test
    default void a_key_that_changes_after_it_was_compared_is_noted_on_either_side() {
        Beside<Counter, Counter> both = watched(fresh());

        write(both.left(), new Counter("a", 2), new Counter("e", 1));
        long left = both.suspects();
        write(both.right(), new Counter("b", 2), new Counter("f", 1));

        assertThat(left).isEqualTo(2);
        assertThat(both.suspects()).isEqualTo(4);
        assertThat(both.differingKeys()).containsExactly("[\"a\"]", "[\"b\"]", "[\"e\"]", "[\"f\"]");
    }

    /** Without transactions, the rows of a batch that a meeting holds up are there before its checkpoint. */
    @Test
    default void a_row_from_beyond_a_meeting_is_not_called_different_there() {
        CrashableStore store = fresh();
        Beside<Counter, Counter> both = watched(store);
        Rebuilds rebuilds = store.store().rebuilds();
        GenerationId left = both.left().generation().id();
        GenerationId right = both.right().generation().id();
        long meeting =
                rebuilds.meet(left, right, Duration.ofMinutes(8)).position().value();
        long epoch = both.left().applier().current().epoch();

        Change held = both.left().upsert(new Counter("a", 2), meeting + 1);
        both.left().applier().recover(new Recovery(epoch, List.of(held), List.of(), List.of()));

        if (StoreFixture.isAtomic(store)) {
            assertThat(both.differingKeys()).as("no batch does so here").containsExactly("[\"a\"]");
        } else {
            assertThatThrownBy(both::differingKeys).isInstanceOf(SwapBlocked.class);
            rebuilds.part(left, right);
            assertThat(both.differingKeys()).containsExactly("[\"a\"]");
        }
    }

    @Test
    default void a_key_that_is_deleted_after_it_was_compared_is_noted_on_either_side() {
        Beside<Counter, Counter> both = watched(fresh());

        delete(both.left(), "a");
        long left = both.suspects();
        delete(both.right(), "b", "c");

        assertThat(left).isEqualTo(1);
        assertThat(both.suspects()).isEqualTo(3);
        assertThat(both.differingKeys()).containsExactly("[\"a\"]", "[\"b\"]", "[\"c\"]");
    }

    @Test
    default void what_has_become_equal_is_forgotten_and_what_differs_stays() {
        Beside<Counter, Counter> both = watched(fresh());
        write(both.left(), new Counter("a", 2), new Counter("b", 2), new Counter("e", 2));
        delete(both.left(), "d");
        write(both.right(), new Counter("a", 2), new Counter("e", 2));
        delete(both.right(), "d");

        assertThat(both.suspects()).isEqualTo(4);
        assertThat(both.differingKeys()).containsExactly("[\"b\"]");
        assertThat(both.suspects()).isEqualTo(1);
        assertThat(both.differingKeys()).containsExactly("[\"b\"]");

        write(both.right(), new Counter("b", 2));

        assertThat(both.confirmed()).isEmpty();
        assertThat(both.suspects()).isZero();
    }

    @Test
    default void what_differs_only_as_declared_is_forgotten() {
        Beside<Sighting, Sighting> values = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.COUNTS_DIFFER);
        Beside<Sighting, Sighting> rows = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.ROWS_DIFFER);
        for (Beside<Sighting, Sighting> both : List.of(values, rows)) {
            both.watch();
            write(both.left(), new Sighting("a", "n", 1), new Sighting("b", "n", 1), new Sighting("c", "n", 1));
        }

        write(values.right(), new Sighting("a", "n", 2), new Sighting("b", "m", 1));
        write(rows.right(), new Sighting("a", "n", 2), new Sighting("d", "n", 1));

        assertThat(values.differingKeys()).containsExactly("[\"b\"]", "[\"c\"]");
        assertThat(values.suspects()).isEqualTo(2);
        assertThat(rows.differingKeys()).containsExactly("[\"a\"]");
        assertThat(rows.suspects()).isEqualTo(1);
    }

    @Test
    default void suspects_are_looked_at_in_order_a_few_at_a_time() {
        Beside<Counter, Counter> both = watched(fresh());
        write(both.left(), new Counter("d", 2), new Counter("b", 2), new Counter("a", 2), new Counter("c", 2));
        write(both.right(), new Counter("b", 2));

        Confirmed first = both.comparisons().confirm(both.comparison(), Optional.empty(), 2);
        Confirmed second = both.comparisons().confirm(both.comparison(), first.last(), 2);
        Confirmed third = both.comparisons().confirm(both.comparison(), second.last(), 2);

        assertThat(keys(first.differing())).containsExactly("[\"a\"]");
        assertThat(first.last()).as("it was looked at, if it is equal").contains(Key.of("b"));
        assertThat(keys(second.differing())).containsExactly("[\"c\"]", "[\"d\"]");
        assertThat(second.last()).contains(Key.of("d"));
        assertThat(third).isEqualTo(new Confirmed(Optional.empty(), List.of()));
    }

    @Test
    default void a_key_noted_while_it_is_confirmed_is_not_lost() throws Exception {
        Beside<Counter, Counter> both = watched(fresh());
        for (int round = 2; round < 42; round++) {
            int count = round;
            write(both.left(), new Counter("a", count));
            write(both.right(), new Counter("a", count));

            Race.of(2, racer -> {
                if (racer == 0) {
                    write(both.left(), new Counter("a", -count));
                } else {
                    both.confirmed();
                }
                return racer;
            });

            assertThat(both.differingKeys()).as("round %d", count).containsExactly("[\"a\"]");
        }
    }

    @Test
    default void nothing_is_noted_before_watching_begins_and_after_it_ends() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);

        write(both.left(), new Counter("a", 1));
        assertThat(both.suspects()).isZero();
        assertThat(both.confirmed()).isEmpty();
        both.comparisons().forget(both.comparison());

        both.watch();
        write(both.left(), new Counter("b", 1));
        assertThat(both.suspects()).isEqualTo(1);
        both.comparisons().forget(both.comparison());
        both.comparisons().forget(both.comparison());
        write(both.left(), new Counter("c", 1));
        assertThat(both.suspects()).isZero();
        assertThat(both.confirmed()).isEmpty();

        both.watch();
        assertThat(both.suspects()).isZero();
        write(both.right(), new Counter("d", 1));
        assertThat(both.suspects()).isEqualTo(1);
    }

    @Test
    default void watching_again_keeps_what_was_noted() {
        Beside<Counter, Counter> both = watched(fresh());
        write(both.left(), new Counter("a", 2));

        both.watch();

        assertThat(both.suspects()).isEqualTo(1);
        write(both.left(), new Counter("a", 3), new Counter("b", 2));
        assertThat(both.suspects()).as("each key once").isEqualTo(2);
        assertThat(both.differingKeys()).containsExactly("[\"a\"]", "[\"b\"]");
    }

    @Test
    default void two_comparisons_of_one_read_model_have_suspects_of_their_own() {
        Beside<Counter, Counter> one = watched(fresh());
        Beside<Counter, Counter> other = Beside.recomputed(one.left());
        other.watch();

        write(one.left(), new Counter("a", 2));
        write(other.right(), new Counter("b", 1));

        assertThat(one.differingKeys()).containsExactly("[\"a\"]");
        assertThat(other.differingKeys()).containsExactly("[\"a\"]");
        one.comparisons().forget(one.comparison());
        write(one.left(), new Counter("c", 2));
        assertThat(one.suspects()).isZero();
        assertThat(other.differingKeys()).containsExactly("[\"a\"]", "[\"c\"]");
    }
}
