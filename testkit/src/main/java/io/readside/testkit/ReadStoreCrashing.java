package io.readside.testkit;

import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Batch;
import io.readside.readstore.StoreUnavailable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is left when a batch is cut off, and what the next one makes of it. */
interface ReadStoreCrashing extends StoreFixture {

    /** Applies a batch to a store that crashes at each of its writes in turn, until it gets through. */
    @Test
    default void a_batch_cut_off_anywhere_never_leaves_a_checkpoint_without_its_rows() {
        int crashes = 0;
        boolean crashed;
        do {
            CrashableStore store = fresh();
            Opened<Counter> before = twoRows(store);
            Batch batch = new Batch(
                    before.generation().epoch(),
                    Checkpoint.of(2),
                    Checkpoint.of(6),
                    List.of(
                            before.upsert(new Counter("a", 10), 3),
                            before.delete("b", 4),
                            before.upsert(new Counter("c", 10), 5)),
                    List.of(binding()));
            crashed = isCutOff(store, before, batch, crashes);
            Opened<Counter> after = Opened.in(store, COUNTERS);
            List<Boolean> written = written(after);
            if (after.checkpoint().equals(Checkpoint.of(6))) {
                assertThat(written).as("after %d writes", crashes).containsOnly(true);
            } else {
                assertThat(after.checkpoint()).isEqualTo(Checkpoint.of(2));
                assertThat(crashed).as("refused without a crash").isTrue();
                if (StoreFixture.isAtomic(store)) {
                    assertThat(written).as("after %d writes", crashes).containsOnly(false);
                } else {
                    assertThat(after.rows()).as("after %d writes", crashes).allMatch(ReadStoreCrashing::isOldOrNew);
                }
            }
            crashes += crashed ? 1 : 0;
        } while (crashed);

        assertThat(crashes).as("crashes").isPositive();
    }

    @Test
    default void a_store_that_has_crashed_says_so_until_it_is_restarted() {
        CrashableStore store = fresh();
        Opened<Counter> counters = twoRows(store);

        StoreFixture.crash(store, counters);

        assertThatThrownBy(counters::checkpoint).isInstanceOf(StoreUnavailable.class);
        store.restart();
        assertThat(Opened.in(store, COUNTERS).rows()).contains(new Counter("b", 1));
    }

    /** The first row of a lost batch may be there, from a position that the next, shorter batch does not reach. */
    @Test
    default void a_row_is_not_replaced_by_an_older_one() {
        CrashableStore store = fresh();
        Opened<Counter> before = twoRows(store);
        Batch lost = before.batch(
                2,
                10,
                before.upsert(new Counter("a", 10), 9),
                before.upsert(new Counter("b", 10), 10),
                before.delete("c", 10)); // rows alone may be one write
        boolean crashed = isCutOff(store, before, lost, 1);
        Opened<Counter> after = Opened.in(store, COUNTERS);
        boolean firstRowKept = after.row("a").equals(Optional.of(new Counter("a", 10)));

        after.apply(2, 5, after.upsert(new Counter("a", 5), 5));

        assertThat(crashed).isTrue();
        assertThat(after.row("a")).contains(new Counter("a", firstRowKept ? 10 : 5));
        assertThat(firstRowKept && StoreFixture.isAtomic(store)).isFalse();
    }

    @Test
    default void a_deleted_row_is_not_brought_back_by_an_older_change() {
        CrashableStore store = fresh();
        Opened<Counter> before = twoRows(store);
        Batch lost = before.batch(2, 10, before.delete("a", 9), before.upsert(new Counter("b", 10), 10));
        boolean crashed = isCutOff(store, before, lost, 1);
        Opened<Counter> after = Opened.in(store, COUNTERS);
        boolean deleted = after.row("a").isEmpty();
        StoredRow left = after.stored("a");

        after.apply(2, 5, after.upsert(new Counter("a", 5), 5));

        assertThat(crashed).isTrue();
        if (deleted) {
            assertThat(left).as("tombstone").isEqualTo(new StoredRow(null, Position.of(9)));
            assertThat(after.row("a")).isEmpty();
        } else {
            assertThat(after.row("a")).contains(new Counter("a", 5));
        }
        assertThat(deleted && StoreFixture.isAtomic(store)).isFalse();
    }

    private static Opened<Counter> twoRows(CrashableStore store) {
        Opened<Counter> counters = Opened.in(store, COUNTERS);
        counters.apply(0, 2, counters.upsert(new Counter("a", 1), 1), counters.upsert(new Counter("b", 1), 2));
        return counters;
    }

    private static Binding binding() {
        return new Binding(new StreamName("counter-1"), Key.of("a"), Position.of(3));
    }

    private static boolean isCutOff(CrashableStore store, Opened<Counter> counters, Batch batch, long writes) {
        return StoreFixture.isCutOff(store, writes, () -> counters.applier().apply(batch));
    }

    private static List<Boolean> written(Opened<Counter> counters) {
        StreamName stream = binding().stream();
        return List.of(
                counters.row("a").equals(Optional.of(new Counter("a", 10))),
                counters.row("b").isEmpty(),
                counters.row("c").isPresent(),
                !counters.applier()
                        .bindings(Set.of(stream))
                        .getOrDefault(stream, List.of())
                        .isEmpty());
    }

    private static boolean isOldOrNew(Counter row) {
        return row.count() == 10 || (row.count() == 1 && !row.name().equals("c"));
    }
}
