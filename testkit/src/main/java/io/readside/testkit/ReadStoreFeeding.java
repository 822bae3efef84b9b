package io.readside.testkit;

import static io.readside.testkit.orders.Orders.CUSTOMER_TOTALS;
import static io.readside.testkit.orders.Orders.ORDER_SUMMARY;
import static io.readside.testkit.orders.Orders.WAREHOUSE_PICK_LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryLog;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.readstore.Generation;
import io.readside.readstore.ReadStore;
import io.readside.testkit.Feeding.End;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a real worker makes of order histories: always the same rows, whatever happens on the way. */
interface ReadStoreFeeding extends StoreFixture {

    @Test
    default void a_kill_between_any_two_writes_changes_nothing_for_keys_in_the_event() {
        killAtEveryWrite(ORDER_SUMMARY);
    }

    @Test
    default void a_kill_between_any_two_writes_changes_nothing_for_many_streams_to_one_key() {
        killAtEveryWrite(CUSTOMER_TOTALS);
    }

    @Test
    default void a_kill_between_any_two_writes_changes_nothing_for_one_event_to_many_keys() {
        killAtEveryWrite(WAREHOUSE_PICK_LIST);
    }

    private <R> void killAtEveryWrite(FoldProjection<R> projection) {
        OrderHistory history = OrderHistory.random(5);
        EventLog log = logOf(history);
        Map<Key, R> expected = history.replay(projection);
        int crashes = 0;
        End end;
        do {
            CrashableStore store = fresh();
            store.crashAfter(crashes);
            end = Feeding.toHead(log, store.store(), projection, 3);
            store.restart(); // also if it has not crashed: looking at the rows must not be what crashes it
            if (end == End.CRASHED) {
                assertThat(Feeding.toHead(log, store.store(), projection, 4)).isEqualTo(End.AT_HEAD);
            }
            assertThat(rows(store, projection))
                    .as("killed after %d writes; %s", crashes, history)
                    .isEqualTo(expected);
            store.close();
            crashes++;
        } while (end == End.CRASHED);

        assertThat(end).isEqualTo(End.AT_HEAD);
        assertThat(crashes).as("runs, of which the last was not killed").isGreaterThan(1);
    }

    @Test
    default void the_size_of_a_batch_does_not_matter() {
        OrderHistory history = OrderHistory.random(40);
        EventLog log = logOf(history);

        for (FoldProjection<?> projection : Orders.PROJECTIONS) {
            for (int batchSizeEvents : new int[] {1, 7, 5000}) {
                CrashableStore store = fresh();
                assertThat(Feeding.toHead(log, store.store(), projection, batchSizeEvents))
                        .isEqualTo(End.AT_HEAD);
                assertThat(rows(store, projection))
                        .as("%s in batches of %d; %s", projection, batchSizeEvents, history)
                        .isEqualTo(history.replay(projection));
            }
        }
    }

    @Test
    default void a_restart_after_each_batch_does_not_matter() {
        OrderHistory history = OrderHistory.random(6);
        EventLog log = MemoryLog.create(InstantSource.system());
        CrashableStore store = fresh();

        for (int batch = 1; batch <= history.events().size(); batch += 2) {
            history.firstEvents(batch).appendTo(log);
            assertThat(Feeding.toHead(log, store.store(), WAREHOUSE_PICK_LIST, 5000))
                    .isEqualTo(End.AT_HEAD);
            store.restart();
        }
        history.appendTo(log);
        assertThat(Feeding.toHead(log, store.store(), WAREHOUSE_PICK_LIST, 5000))
                .isEqualTo(End.AT_HEAD);

        assertThat(rows(store, WAREHOUSE_PICK_LIST)).as("%s", history).isEqualTo(history.replay(WAREHOUSE_PICK_LIST));
    }

    @Test
    default void a_worker_that_slept_through_the_work_of_another_is_fenced() {
        OrderHistory history = OrderHistory.random(20);
        EventLog log = logOf(history);
        ReadStore store = fresh().store();
        Generation asleep = store.generations().open(CUSTOMER_TOTALS);
        Feeding.toHead(log, store, CUSTOMER_TOTALS, 5);

        End zombie = Feeding.asZombie(log, store, CUSTOMER_TOTALS, asleep);

        assertThat(zombie).isEqualTo(End.FENCED);
        assertThat(rows(store, CUSTOMER_TOTALS)).as("%s", history).isEqualTo(history.replay(CUSTOMER_TOTALS));
    }

    @Test
    default void two_workers_at_one_read_model_apply_every_event_once() throws Exception {
        OrderHistory history = OrderHistory.random(60);
        EventLog log = logOf(history);
        ReadStore store = fresh().store();
        CyclicBarrier meeting = new CyclicBarrier(2);

        Feeding one = Feeding.racing(log, store, CUSTOMER_TOTALS, own -> new MeetingApplier(own, meeting, 10));
        Feeding two = Feeding.racing(log, store, CUSTOMER_TOTALS, own -> new MeetingApplier(own, meeting, 10));
        Object end = CompletableFuture.anyOf(one.end(), two.end()).get(20, TimeUnit.SECONDS);
        one.close();
        two.close();

        assertThat(end).isEqualTo(End.AT_HEAD);
        assertThat(rows(store, CUSTOMER_TOTALS)).as("%s", history).isEqualTo(history.replay(CUSTOMER_TOTALS));
    }

    private static EventLog logOf(OrderHistory history) {
        EventLog log = MemoryLog.create(InstantSource.system());
        history.appendTo(log);
        return log;
    }

    private static <R> Map<Key, R> rows(CrashableStore store, FoldProjection<R> projection) {
        return rows(store.store(), projection);
    }

    private static <R> Map<Key, R> rows(ReadStore store, FoldProjection<R> projection) {
        Map<Key, R> rows = new HashMap<>();
        for (R row : store.reads().rows(projection, 100_000).value()) {
            rows.put(projection.shape().keyOf(projection.shape().toRow(row)), row);
        }
        return rows;
    }
}
