package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static io.readside.testkit.Counter.counters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.RunState;
import io.readside.testkit.orders.Orders;
import io.readside.testkit.orders.PickListLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How rows, bindings, checkpoint and stops are written. */
interface ReadStoreApplying extends StoreFixture {

    @Test
    default void rows_and_checkpoint_move_by_one_call() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.apply(0, 9, counters.upsert(new Counter("a", 1), 3), counters.upsert(new Counter("b", 2), 8));

        assertThat(counters.rows()).containsExactly(new Counter("a", 1), new Counter("b", 2));
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(9));
        assertThat(counters.applier().current()).isEqualTo(counters.now());
    }

    @Test
    default void a_checkpoint_moves_without_changes() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.apply(0, 500);
        counters.apply(500, 501);

        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(501));
    }

    @Test
    default void a_checkpoint_reaches_the_highest_position_there_is() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.apply(0, Long.MAX_VALUE, counters.upsert(new Counter("a", 1), Long.MAX_VALUE));

        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(Long.MAX_VALUE));
    }

    @Test
    default void a_checkpoint_keeps_the_anchor_that_ties_it_to_its_log() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        Anchor anchor = new Anchor(new UUID(1, 2), 3, Position.of(4), new UUID(3, 4));
        Checkpoint anchored = new Checkpoint(Position.of(9), anchor);
        Checkpoint beyond = new Checkpoint(Position.of(12), anchor);
        long epoch = counters.generation().epoch();

        counters.applier().apply(new Batch(epoch, Checkpoint.ZERO, anchored, List.of(), List.of()));
        Checkpoint first = counters.checkpoint();
        counters.applier().apply(new Batch(epoch, anchored, beyond, List.of(), List.of()));

        assertThat(first).isEqualTo(anchored);
        assertThat(counters.checkpoint()).isEqualTo(beyond);
        assertThat(counters.applier().current().checkpoint()).isEqualTo(beyond);
    }

    @Test
    default void an_upsert_replaces_the_row_and_a_delete_removes_it() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 2, counters.upsert(new Counter("a", 1), 1), counters.upsert(new Counter("b", 1), 2));

        counters.apply(2, 4, counters.upsert(new Counter("a", 2), 3), counters.delete("b", 4));

        assertThat(counters.rows()).containsExactly(new Counter("a", 2));
        assertThat(counters.row("b")).isEmpty();
    }

    @Test
    default void a_deleted_key_can_have_a_row_again() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 1, counters.upsert(new Counter("a", 1), 1));
        counters.apply(1, 2, counters.delete("a", 2));

        counters.apply(2, 3, counters.upsert(new Counter("a", 9), 3));

        assertThat(counters.rows()).containsExactly(new Counter("a", 9));
    }

    @Test
    default void deleting_what_is_not_there_is_fine() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.apply(0, 1, counters.delete("a", 1));

        assertThat(counters.rows()).isEmpty();
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(1));
    }

    @Test
    default void a_batch_of_thousands_is_kept_whole() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        Change[] inserts = IntStream.rangeClosed(1, 3000)
                .mapToObj(i -> counters.upsert(new Counter("%04d".formatted(i), i), i))
                .toArray(Change[]::new);
        counters.apply(0, 3000, inserts);
        Change[] mixed = IntStream.rangeClosed(1, 3000)
                .mapToObj(i -> i % 3 == 0
                        ? counters.delete("%04d".formatted(i), 3000 + i)
                        : counters.upsert(new Counter("%04d".formatted(i), -i), 3000 + i))
                .toArray(Change[]::new);

        counters.apply(3000, 6000, mixed);

        List<Counter> expected = IntStream.rangeClosed(1, 3000)
                .filter(i -> i % 3 != 0)
                .mapToObj(i -> new Counter("%04d".formatted(i), -i))
                .toList();
        assertThat(counters.rows()).isEqualTo(expected);
    }

    @Test
    default void a_batch_begun_at_another_checkpoint_is_refused() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.apply(0, 10, counters.upsert(new Counter("a", 10), 10));

        for (Batch stale : List.of(
                counters.batch(0, 5, counters.upsert(new Counter("a", 5), 5)),
                counters.batch(5, 12, counters.upsert(new Counter("b", 12), 12)),
                counters.batch(11, 13, counters.upsert(new Counter("b", 13), 13)))) {
            assertThatThrownBy(() -> counters.applier().apply(stale))
                    .isInstanceOf(CheckpointMoved.class)
                    .hasMessageContaining("10");
        }

        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.of(10));
        assertThat(counters.row("a")).contains(new Counter("a", 10));
        if (StoreFixture.isAtomic(store)) {
            assertThat(counters.rows()).containsExactly(new Counter("a", 10));
        } else {
            assertThat(counters.rows()).contains(new Counter("a", 10)).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    default void a_batch_of_another_epoch_is_refused() {
        CrashableStore store = fresh();
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        Batch zombie = new Batch(
                counters.generation().epoch() + 1,
                Checkpoint.ZERO,
                Checkpoint.of(5),
                List.of(counters.upsert(new Counter("a", 5), 5)),
                List.of());

        assertThatThrownBy(() -> counters.applier().apply(zombie)).isInstanceOf(CheckpointMoved.class);

        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(counters.rows()).hasSizeLessThanOrEqualTo(StoreFixture.isAtomic(store) ? 0 : 1);
    }

    @Test
    default void bindings_come_back_as_they_were_made() {
        Opened<PickListLine> pickList = Opened.in(fresh(), Orders.WAREHOUSE_PICK_LIST);
        StreamName one = new StreamName("order-1");
        StreamName none = new StreamName("order-\"2\"-\\ ü");
        Binding a = new Binding(one, Key.of("1", "sku [\"a\"]"), Position.of(1));
        Binding b = new Binding(one, Key.of("1", "b"), Position.of(2));
        Binding toNoKey = new Binding(none, Key.NONE, Position.of(3));

        pickList.bind(0, 3, a, b, toNoKey);
        pickList.bind(3, 4, new Binding(one, b.key(), Position.of(4)));

        Map<StreamName, List<Binding>> found =
                pickList.applier().bindings(Set.of(one, none, new StreamName("order-3")));
        assertThat(found.get(one)).containsExactlyInAnyOrder(a, b);
        assertThat(found.get(none)).containsExactly(toNoKey);
        assertThat(found.getOrDefault(new StreamName("order-3"), List.of())).isEmpty();
    }

    @Test
    default void bindings_of_one_read_model_are_not_those_of_another() {
        CrashableStore store = fresh();
        Opened<Counter> one = Opened.in(store, counters("one", 1));
        Opened<Counter> two = Opened.in(store, counters("two", 1));
        StreamName stream = new StreamName("counter-1");

        one.bind(0, 1, new Binding(stream, Key.of("a"), Position.of(1)));

        assertThat(one.applier().bindings(Set.of(stream)).get(stream)).hasSize(1);
        assertThat(two.applier().bindings(Set.of(stream)).getOrDefault(stream, List.of()))
                .isEmpty();
    }

    @Test
    default void a_stop_is_recorded_where_readers_see_it() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        counters.applier().stop(counters.generation().epoch(), poison());

        assertThat(counters.now().state()).isInstanceOfSatisfying(RunState.Stopped.class, stopped -> {
            assertThat(stopped.at()).isEqualTo(Position.of(5));
            assertThat(stopped.event()).contains("Counted", "counter-1").doesNotContain("payload");
            assertThat(stopped.reason()).isEqualTo("it cannot be applied");
            assertThat(stopped.since()).isBefore(Instant.now().plusSeconds(3600));
        });
        assertThat(counters.checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(counters.overview().generation()).isEqualTo(counters.now());
    }

    @Test
    default void a_stop_by_a_worker_of_another_epoch_is_not_recorded() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);

        assertThatCode(() -> counters.applier().stop(counters.generation().epoch() + 1, poison()))
                .doesNotThrowAnyException();

        assertThat(counters.now().state()).isEqualTo(new RunState.Running());
    }

    @Test
    default void a_stop_at_an_event_that_another_worker_has_passed_is_not_recorded() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.apply(0, 5, counters.upsert(new Counter("a", 1), 5));

        counters.applier().stop(counters.generation().epoch(), poison());

        assertThat(counters.now().state()).isEqualTo(new RunState.Running());
    }

    @Test
    default void a_stopped_read_model_runs_again_after_the_next_batch() {
        Opened<Counter> counters = Opened.in(fresh(), COUNTERS);
        counters.applier().stop(counters.generation().epoch(), poison());

        counters.apply(0, 5, counters.upsert(new Counter("a", 1), 5));

        assertThat(counters.now().state()).isEqualTo(new RunState.Running());
    }

    private static Poison poison() {
        return new Poison(Opened.event(5), "it cannot be applied", false);
    }
}
