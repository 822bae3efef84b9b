package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How parked events are applied after all, fail once more, or are given up. */
interface ReadStoreRecovering extends StoreFixture {

    @Test
    default void what_is_done_is_taken_off_and_its_row_is_written() {
        Opened<Counter> counters = threeWaiting(fresh());

        counters.applier().recover(allThree(counters));

        assertThat(counters.row("b")).contains(new Counter("b", 4));
        assertThat(counters.applier().parked()).isEmpty();
        assertThat(counters.waiting("b")).isEmpty();
        assertThat(counters.read("b").parked()).isEmpty();
        assertThat(counters.now().parkedKeys()).isZero();
        assertThat(counters.overview().parkedEvents()).isZero();
        assertThat(counters.applier().parkedWithin(Duration.ofHours(1))).isZero();
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(8));
    }

    @Test
    default void what_is_not_done_goes_on_waiting() {
        Opened<Counter> counters = threeWaiting(fresh());

        counters.applier().recover(firstOf(counters));

        assertThat(counters.row("b")).contains(new Counter("b", 2));
        assertThat(counters.waitingAt("b")).containsExactly(5L, 6L);
        assertThat(counters.applier().parked()).isEqualTo(Map.of(Key.of("b"), Position.of(5)));
        assertThat(counters.read("b").parked()).map(ParkedEvent::position).contains(Position.of(5));
        assertThat(counters.now().parkedKeys()).isEqualTo(1);
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(8));
    }

    @Test
    default void what_failed_once_more_stays_and_is_counted() {
        Opened<Counter> counters = threeWaiting(fresh());
        ParkedEvent before = counters.waiting("b").get(0);

        counters.applier().recover(failedAgain(counters, 4, "another reason"));
        counters.applier().recover(failedAgain(counters, 4, "a third one"));

        ParkedEvent after = counters.waiting("b").get(0);
        assertThat(after.reason()).contains("a third one");
        assertThat(after.attempts()).isEqualTo(3);
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(counters.waitingAt("b")).containsExactly(4L, 5L, 6L);
        assertThat(counters.row("b")).contains(new Counter("b", 1));
    }

    @Test
    default void an_event_that_fails_where_an_earlier_one_no_longer_does_says_why() {
        Opened<Counter> counters = threeWaiting(fresh());

        counters.applier()
                .recover(new Recovery(
                        counters.generation().epoch(),
                        List.of(counters.upsert(new Counter("b", 2), 4)),
                        List.of(counters.place("b", 4)),
                        List.of(counters.failing("b", 5, "now this one"))));

        assertThat(counters.read("b").parked()).hasValueSatisfying(first -> {
            assertThat(first.position()).isEqualTo(Position.of(5));
            assertThat(first.reason()).contains("now this one");
            assertThat(first.attempts()).isEqualTo(1);
        });
    }

    @Test
    default void other_parked_keys_are_left_alone() {
        Opened<Counter> counters = threeWaiting(fresh());
        counters.park(8, 9, counters.failing("c", 9, "it fails"), counters.behind("a", 9));

        counters.applier().recover(allThree(counters));

        assertThat(counters.waitingAt("c")).containsExactly(9L);
        assertThat(counters.waitingAt("a")).containsExactly(9L);
    }

    /** A recovery in a store that crashes at each of its writes in turn, and then once more as if nothing had been. */
    @Test
    default void a_recovery_cut_off_anywhere_comes_to_the_same_when_it_is_done_again() {
        int crashes = 0;
        boolean crashed;
        do {
            CrashableStore store = fresh();
            Opened<Counter> counters = threeWaiting(store);
            Recovery recovery = new Recovery(
                    counters.generation().epoch(),
                    List.of(counters.upsert(new Counter("b", 3), 5)),
                    List.of(counters.place("b", 4), counters.place("b", 5)),
                    List.of(counters.failing("b", 6, "still")));
            crashed = StoreFixture.isCutOff(
                    store, crashes, () -> counters.applier().recover(recovery));
            boolean written = counters.row("b").equals(Optional.of(new Counter("b", 3)));
            List<Long> waiting = counters.waitingAt("b");
            if (StoreFixture.isAtomic(store)) {
                assertThat(waiting)
                        .as("after %d writes", crashes)
                        .isEqualTo(written ? List.of(6L) : List.of(4L, 5L, 6L));
            } else {
                assertThat(written || waiting.equals(List.of(4L, 5L, 6L)))
                        .as("taken off before the row was written, after %d writes", crashes)
                        .isTrue();
            }
            assertThat(crashed || written).isTrue();

            counters.applier().recover(recovery);

            assertThat(counters.row("b")).contains(new Counter("b", 3));
            assertThat(counters.waitingAt("b")).containsExactly(6L);
            assertThat(counters.waiting("b").get(0).reason()).contains("still");
            assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(8));
            crashes += crashed ? 1 : 0;
        } while (crashed);

        assertThat(crashes).as("crashes").isPositive();
    }

    @Test
    default void a_recovery_that_comes_twice_does_not_undo_what_came_after_it() {
        Opened<Counter> counters = threeWaiting(fresh());
        counters.applier().recover(allThree(counters));
        counters.apply(8, 9, counters.upsert(new Counter("b", 5), 9));

        counters.applier().recover(allThree(counters));

        assertThat(counters.row("b")).contains(new Counter("b", 5));
        assertThat(counters.waiting("b")).isEmpty();
    }

    /** The answer to the first one was lost, and it came to be only after the second was folded. */
    @Test
    default void a_recovery_of_events_of_which_some_were_recovered_meanwhile_loses_none() {
        Opened<Counter> counters = threeWaiting(fresh());
        Recovery begunBefore = allThree(counters);
        counters.applier().recover(firstOf(counters));
        boolean refused = false;

        try {
            counters.applier().recover(begunBefore);
        } catch (StoreUnavailable readAnew) {
            refused = true;
        }

        assertThat(counters.row("b")).contains(new Counter("b", refused ? 2 : 4));
        assertThat(counters.waitingAt("b")).isEqualTo(refused ? List.of(5L, 6L) : List.of());
    }

    @Test
    default void a_failure_of_an_event_that_is_not_parked_any_more_is_not_noted() {
        Opened<Counter> counters = threeWaiting(fresh());
        counters.applier().recover(allThree(counters));

        counters.applier().recover(failedAgain(counters, 4, "too late"));

        assertThat(counters.applier().parked()).isEmpty();
    }

    @Test
    default void a_recovery_of_another_epoch_is_refused() {
        CrashableStore store = fresh();
        Opened<Counter> counters = threeWaiting(store);
        Recovery own = allThree(counters);
        Recovery zombie = new Recovery(own.epoch() + 1, own.changes(), own.done(), own.again());

        assertThatThrownBy(() -> counters.applier().recover(zombie)).isInstanceOf(CheckpointMoved.class);

        assertThat(counters.waitingAt("b")).containsExactly(4L, 5L, 6L);
        assertThat(StoreFixture.isAtomic(store) && counters.row("b").equals(Optional.of(new Counter("b", 4))))
                .isFalse();
    }

    @Test
    default void only_the_first_event_of_a_key_can_be_skipped_and_only_once() {
        Opened<Counter> counters = threeWaiting(fresh());

        boolean second = skip(counters, "b", 5);
        boolean ofAnotherKey = skip(counters, "a", 4);
        List<Long> before = counters.waitingAt("b");
        assertThat(counters.applier().skipped()).isEmpty();
        boolean first = skip(counters, "b", 4);
        boolean again = skip(counters, "b", 4);

        assertThat(List.of(second, ofAnotherKey, first, again)).containsExactly(false, false, true, false);
        assertThat(before).containsExactly(4L, 5L, 6L);
        assertThat(counters.applier().skipped()).isEqualTo(Map.of(Key.of("b"), Set.of(Position.of(4))));
        assertThat(counters.waitingAt("b")).containsExactly(5L, 6L);
        assertThat(counters.applier().parked()).isEqualTo(Map.of(Key.of("b"), Position.of(5)));
        assertThat(counters.row("b")).contains(new Counter("b", 1));
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(8));
    }

    /** It is given up for the read model; and a key of another kind is no key of this one. */
    @Test
    default void what_is_skipped_in_one_generation_is_known_in_the_others_and_who_feeds_them_begins_anew() {
        CrashableStore store = fresh();
        Beside<Counter, Counter> both = Beside.ofTwoVersions(store, COUNTERS, Counter.counters("counters", 2));
        Generation scratch = store.store().rebuilds().scratch(COUNTERS);
        both.left().park(0, 9, both.left().failing("b", 4, "it fails"));
        long blue = both.left().now().epoch();
        long green = both.right().applier().current().epoch();

        boolean other = skip(both.left(), "b", 5);
        long untouched = both.right().applier().current().epoch();
        boolean done = skip(both.left(), "b", 4);

        Map<Key, Set<Position>> known = Map.of(Key.of("b"), Set.of(Position.of(4)));
        assertThat(List.of(other, done)).containsExactly(false, true);
        assertThat(both.right().applier().skipped()).isEqualTo(known);
        assertThat(new Opened<>(store.store(), COUNTERS, scratch).applier().skipped())
                .isEqualTo(known);
        assertThat(untouched).isEqualTo(green);
        assertThat(both.right().applier().current().epoch()).isGreaterThan(green);
        assertThat(both.left().now().epoch()).isEqualTo(blue);
        assertThat(store.store().applier(COUNTERS, scratch.id()).current().epoch())
                .isEqualTo(scratch.epoch());
    }

    @Test
    default void a_key_is_free_when_its_last_event_is_skipped() {
        Opened<Counter> counters = threeWaiting(fresh());

        for (long position = 4; position <= 6; position++) {
            assertThat(counters.now().parkedKeys()).isEqualTo(1);
            assertThat(skip(counters, "b", position)).isTrue();
        }

        assertThat(counters.applier().parked()).isEmpty();
        assertThat(counters.now().parkedKeys()).isZero();
    }

    @Test
    default void a_skip_of_another_epoch_is_refused() {
        Opened<Counter> counters = threeWaiting(fresh());
        long another = counters.generation().epoch() + 1;
        Skip skip = new Skip(Key.of("b"), Position.of(4), "known to be wrong", "an operator");

        assertThatThrownBy(() -> counters.applier().skip(another, skip)).isInstanceOf(CheckpointMoved.class);

        assertThat(counters.waitingAt("b")).containsExactly(4L, 5L, 6L);
    }

    @Test
    default void a_skip_cut_off_anywhere_is_done_or_can_be_done_again() {
        int crashes = 0;
        boolean crashed;
        do {
            CrashableStore store = fresh();
            Opened<Counter> counters = threeWaiting(store);
            crashed = StoreFixture.isCutOff(store, crashes, () -> skip(counters, "b", 4));
            boolean taken = counters.waitingAt("b").equals(List.of(5L, 6L));
            assertThat(crashed || taken).as("neither crashed nor skipped").isTrue();
            assertThat(!taken || counters.applier().skipped().containsKey(Key.of("b")))
                    .as("skipped without a record")
                    .isTrue();

            boolean doneNow = skip(counters, "b", 4);

            assertThat(doneNow).isEqualTo(!taken);
            assertThat(counters.waitingAt("b")).as("after %d writes", crashes).containsExactly(5L, 6L);
            crashes += crashed ? 1 : 0;
        } while (crashed);

        assertThat(crashes).as("crashes").isPositive();
    }

    /** Key b at checkpoint 8, with a row of position 2 and three events waiting. */
    private static Opened<Counter> threeWaiting(CrashableStore store) {
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.apply(0, 2, counters.upsert(new Counter("a", 1), 1), counters.upsert(new Counter("b", 1), 2));
        counters.park(2, 8, counters.failing("b", 4, "it fails"), counters.behind("b", 5), counters.behind("b", 6));
        return counters;
    }

    private static Recovery firstOf(Opened<Counter> counters) {
        return new Recovery(
                counters.generation().epoch(),
                List.of(counters.upsert(new Counter("b", 2), 4)),
                List.of(counters.place("b", 4)),
                List.of());
    }

    private static Recovery allThree(Opened<Counter> counters) {
        return new Recovery(
                counters.generation().epoch(),
                List.of(counters.upsert(new Counter("b", 4), 6)),
                List.of(counters.place("b", 4), counters.place("b", 5), counters.place("b", 6)),
                List.of());
    }

    private static Recovery failedAgain(Opened<Counter> counters, long position, String reason) {
        return new Recovery(
                counters.generation().epoch(), List.of(), List.of(), List.of(counters.failing("b", position, reason)));
    }

    private static boolean skip(Opened<Counter> counters, String key, long position) {
        Skip skip = new Skip(Key.of(key), Position.of(position), "known to be wrong", "an operator");
        return counters.applier().skip(counters.generation().epoch(), skip);
    }
}
