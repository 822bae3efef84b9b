package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.readstore.Batch;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.Snapshot;
import io.readside.testkit.orders.Orders;
import io.readside.testkit.orders.PickListLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How events that wait for a key are written, and where they show. */
interface ReadStoreParking extends StoreFixture {

    @Test
    default void an_event_is_parked_by_the_call_that_moves_the_checkpoint_over_it() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.park(0, 9, counters.failing("b", 4, "no such order"), counters.behind("b", 6));

        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(9));
        assertThat(counters.applier().parked()).isEqualTo(Map.of(Key.of("b"), Position.of(4)));
        ParkedEvent first = counters.waiting("b").get(0);
        assertThat(first.key()).isEqualTo(Key.of("b"));
        assertThat(first.position()).isEqualTo(Position.of(4));
        assertThat(first.reason()).contains("no such order");
        assertThat(first.event()).contains("Counted", "counter-1").doesNotContain("payload");
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(first.since())
                .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
    }

    @Test
    default void later_events_of_a_parked_key_wait_behind_it_in_order() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.park(0, 5, counters.failing("b", 2, "it fails"), counters.behind("b", 5));

        counters.park(5, 30, counters.behind("b", 11), counters.behind("b", 20));

        assertThat(counters.waitingAt("b")).containsExactly(2L, 5L, 11L, 20L);
        assertThat(counters.applier().parked()).isEqualTo(Map.of(Key.of("b"), Position.of(2)));
        assertThat(counters.waiting("b").subList(1, 4)).allSatisfy(behind -> {
            assertThat(behind.reason()).isEmpty();
            assertThat(behind.attempts()).isZero();
        });
    }

    @Test
    default void all_other_keys_go_on_beside_a_parked_one() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 1, counters.upsert(new Counter("b", 1), 1));

        counters.applier().apply(parking(counters, 1, 5, counters.failing("b", 4, "it fails")));

        assertThat(counters.rows()).containsExactly(new Counter("a", 10), new Counter("b", 1));
        assertThat(counters.applier().parked()).containsOnlyKeys(Key.of("b"));
    }

    /** The batch of {@link #parking} in a store that crashes at each of its writes in turn. */
    @Test
    default void a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_parked_events() {
        int crashes = 0;
        boolean crashed;
        do {
            CrashableStore store = fresh();
            Opened<Counter> counters = Opened.in(store, COUNTERS);
            Batch batch = parking(counters, 0, 9, counters.failing("b", 4, "it fails"), counters.behind("b", 6));
            crashed = StoreFixture.isCutOff(
                    store, crashes, () -> counters.applier().apply(batch));
            boolean moved = counters.checkpoint().equals(Checkpoint.of(9));
            if (!moved) {
                assertThat(crashed).as("refused without a crash").isTrue();
                assertThat(StoreFixture.isAtomic(store)
                                && !counters.waitingAt("b").isEmpty())
                        .as("parked without a checkpoint after %d writes", crashes)
                        .isFalse();
                counters.applier().apply(batch);
            }
            assertThat(counters.waitingAt("b")).as("after %d writes", crashes).containsExactly(4L, 6L);
            assertThat(counters.row("a")).contains(new Counter("a", 10));
            crashes += crashed ? 1 : 0;
        } while (crashed);

        assertThat(crashes).as("crashes").isPositive();
    }

    /** What a crash has left parked is passed again by a worker that sees the key parked already. */
    @Test
    default void an_event_that_a_lost_batch_has_parked_keeps_what_is_known_of_it() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        boolean crashed =
                StoreFixture.isCutOff(store, 1, () -> counters.park(0, 5, counters.failing("b", 4, "it fails")));
        List<ParkedEvent> left = counters.waiting("b");

        counters.park(0, 5, left.isEmpty() ? counters.failing("b", 4, "it fails") : counters.behind("b", 4));

        assertThat(crashed).isTrue();
        assertThat(left.isEmpty()).isEqualTo(StoreFixture.isAtomic(store));
        assertThat(counters.waiting("b")).singleElement().satisfies(event -> {
            assertThat(event.reason()).contains("it fails");
            assertThat(event.attempts()).isEqualTo(1);
        });
    }

    @Test
    default void events_wait_for_several_keys_once_for_each_and_no_more_are_told_than_asked_for() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.park(
                0,
                9,
                counters.failing("a", 2, "it fails"),
                counters.failing("b", 3, "it fails"),
                counters.behind("a", 4),
                counters.behind("b", 4),
                counters.behind("a", 5),
                counters.failing("c", 6, "it fails"));
        Set<Key> both = Set.of(Key.of("a"), Key.of("b"), Key.of("free"));

        assertThat(counters.applier().waiting(both, 10))
                .extracting(event -> event.position().value())
                .containsExactly(2L, 3L, 4L, 4L, 5L);
        assertThat(counters.applier().waiting(both, 2))
                .extracting(ParkedEvent::key)
                .containsExactly(Key.of("a"), Key.of("b"));
        assertThat(counters.applier().keysWaitingFor(Set.of(Position.of(4), Position.of(6), Position.of(7))))
                .containsExactlyInAnyOrder(Key.of("a"), Key.of("b"), Key.of("c"));
        assertThat(counters.applier().keysWaitingFor(Set.of())).isEmpty();
        assertThat(counters.waiting("free")).isEmpty();
    }

    @Test
    default void a_batch_may_park_thousands_of_events() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        Parked[] many = IntStream.rangeClosed(1, 3000)
                .mapToObj(i -> i == 1 ? counters.failing("b", 1, "it fails") : counters.behind("b", i))
                .toArray(Parked[]::new);

        counters.park(0, 3000, many);

        assertThat(counters.waitingAt("b")).hasSize(3000).isSorted();
        assertThat(counters.overview().parkedEvents()).isEqualTo(3000);
    }

    @Test
    default void a_parked_key_comes_back_as_it_was() {
        CrashableStore store = fresh();
        Opened<PickListLine> pickList = Opened.in(store, Orders.WAREHOUSE_PICK_LIST);
        Opened<Everything> things = Opened.in(store, Everything.PROJECTION);
        Key odd = Key.of("a,\"b\"", "'; --\\ \n😀");
        UUID id = new UUID(3, 4);

        pickList.park(0, 1, pickList.failing(odd, 1, "it fails"));
        things.park(0, 1, things.failing(id, 1, "it fails"));

        assertThat(pickList.applier().parked()).containsOnlyKeys(odd);
        assertThat(pickList.waitingAt(odd)).containsExactly(1L);
        assertThat(pickList.read(odd).parked()).isPresent();
        assertThat(things.applier().parked())
                .containsOnlyKeys(things.projection().shape().key(id));
        assertThat(things.applier().keysWaitingFor(Set.of(Position.of(1))))
                .containsExactly(things.projection().shape().key(id));
    }

    @Test
    default void a_read_of_a_parked_key_says_so_and_shows_the_row_as_it_was() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 2, counters.upsert(new Counter("a", 1), 1), counters.upsert(new Counter("b", 1), 2));

        counters.park(2, 9, counters.failing("b", 4, "it fails"), counters.behind("b", 6));

        Snapshot<Optional<Counter>> parked = counters.read("b");
        assertThat(parked.value()).contains(new Counter("b", 1));
        assertThat(parked.parked()).contains(counters.waiting("b").get(0));
        assertThat(parked.generation().checkpoint()).isEqualTo(Checkpoint.of(9));
        assertThat(counters.read("a").parked()).isEmpty();
        assertThat(counters.store().reads().rows(COUNTERS, 10).parked()).isEmpty();
    }

    @Test
    default void parked_keys_and_events_are_counted() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.park(
                0,
                9,
                counters.failing("b", 4, "it fails"),
                counters.behind("b", 5),
                counters.failing("c", 6, "it fails"));

        assertThat(counters.now().parkedKeys()).isEqualTo(2);
        assertThat(counters.applier().current().parkedKeys()).isEqualTo(2);
        assertThat(counters.read("a").generation().parkedKeys()).isEqualTo(2);
        assertThat(counters.overview().generation()).isEqualTo(counters.now());
        assertThat(counters.overview().parkedEvents()).isEqualTo(3);
    }

    @Test
    default void parked_keys_are_listed_by_read_model_and_position() {
        CrashableStore store = fresh();
        Opened<Counter> two = Opened.in(store, counters("two", 1));
        Opened<Counter> one = Opened.in(store, counters("one", 1));
        one.park(0, 9, one.failing("b", 3, "it fails"), one.failing("a", 5, "it fails"), one.behind("b", 6));
        two.park(0, 9, two.failing("a", 1, "it fails"));
        ParkedKey oneB = new ParkedKey(one.generation().id(), one.waiting("b").get(0), 2);
        ParkedKey oneA = new ParkedKey(one.generation().id(), one.waiting("a").get(0), 1);
        ParkedKey twoA = new ParkedKey(two.generation().id(), two.waiting("a").get(0), 1);

        assertThat(store.store().reads().parked(Optional.empty())).containsExactly(oneB, oneA, twoA);
        assertThat(store.store().reads().parked(Optional.of("one"))).containsExactly(oneB, oneA);
        assertThat(store.store().reads().parked(Optional.of("three"))).isEmpty();
    }

    @Test
    default void what_is_parked_in_one_read_model_is_not_in_another() {
        CrashableStore store = fresh();
        Opened<Counter> one = Opened.in(store, counters("one", 1));
        Opened<Counter> two = Opened.in(store, counters("two", 1));

        one.park(0, 9, one.failing("b", 3, "it fails"));

        assertThat(two.applier().parked()).isEmpty();
        assertThat(two.waiting("b")).isEmpty();
        assertThat(two.applier().keysWaitingFor(Set.of(Position.of(3)))).isEmpty();
        assertThat(two.applier().parkedWithin(Duration.ofHours(1))).isZero();
        assertThat(two.read("b").parked()).isEmpty();
        assertThat(two.overview().parkedEvents()).isZero();
    }

    @Test
    default void keys_parked_in_the_last_while_are_told_from_those_parked_before() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.park(0, 2, counters.failing("a", 1, "it fails"), counters.failing("b", 2, "it fails"));
        store.passTime(Duration.ofMinutes(10));
        counters.park(2, 4, counters.behind("a", 3), counters.failing("c", 4, "it fails"));

        assertThat(counters.applier().parkedWithin(Duration.ofMinutes(5))).isEqualTo(1);
        assertThat(counters.applier().parkedWithin(Duration.ofHours(1))).isEqualTo(3);
    }

    @Test
    default void the_longest_parked_event_has_an_age() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        assertThat(counters.overview().parkedAge()).isEqualTo(Duration.ZERO);
        counters.park(0, 2, counters.failing("a", 1, "it fails"));
        store.passTime(Duration.ofMinutes(10));

        counters.park(2, 4, counters.failing("b", 4, "it fails"));

        assertThat(counters.overview().parkedAge()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
    }

    private static Batch parking(Opened<Counter> counters, long from, long to, Parked... parked) {
        return new Batch(
                counters.generation().epoch(),
                Checkpoint.of(from),
                Checkpoint.of(to),
                List.of(counters.upsert(new Counter("a", 10), 3)),
                List.of(),
                List.of(parked));
    }
}
