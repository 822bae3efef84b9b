package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Signals;
import io.readside.bank.Threads;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.MaterializedView;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.Lease;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a view is refreshed, and when it is left alone. */
@Timeout(60)
class ViewRefresherTurnTest {

    private static final Duration REST = Duration.ofMillis(100);
    private static final MaterializedView VIEW = new MaterializedView("totals", BALANCES, List.of("create …"), REST);

    /** An attempt, by this process's clock. */
    private record Attempt(long begin, long end) {}

    private final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    private final Generation generation = store.generations().open(BALANCES);
    private final Applier applier = store.applier(BALANCES, generation.id());
    private final CheckpointBoard board = new CheckpointBoard();
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    private final Tenure source = new Tenure(generation.id(), this::now, () -> {}, id -> {});
    private int failures;
    private Position refreshed = Position.of(2);
    private final ViewRefresher refresher = new ViewRefresher(VIEW, Checkpoint.of(2), new Refreshed(), board, source);

    private final class Refreshed implements Views {

        @Override
        public Checkpoint create(MaterializedView view) {
            return Checkpoint.ZERO;
        }

        @Override
        public boolean isStale(MaterializedView view) {
            return store.reads().serving(BALANCES).checkpoint().position().isAfter(refreshed);
        }

        @Override
        public Checkpoint refresh(MaterializedView view) {
            long begin = System.nanoTime();
            Checkpoint now = store.reads().serving(BALANCES).checkpoint();
            attempts.add(new Attempt(begin, System.nanoTime()));
            if (failures-- > 0) {
                throw new StoreUnavailable("away");
            }
            refreshed = now.position();
            return now;
        }
    }

    /** The refresher's thread asks for the time whenever it has a lease to look at. */
    private long now() {
        if (Thread.currentThread().getName().equals("readside-totals")) {
            thread.complete(Thread.currentThread());
        }
        return 0;
    }

    @AfterEach
    void close() {
        refresher.close();
    }

    private void hear(Duration left) {
        source.hear(new Lease(generation.id(), "a", true, 1, Bank.NOW, left), 0);
    }

    private void moveSource(long from, long to) {
        applier.apply(new Batch(generation.epoch(), Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of()));
        board.announce("balances_v1", Checkpoint.of(to));
    }

    @Test
    void readers_learn_at_the_start_how_far_the_view_is() {
        refresher.start();

        assertThat(board.isAt("totals", Position.of(2))).isTrue();
        assertThat(board.isAt("totals", Position.of(3))).isFalse();
    }

    @Test
    void who_does_not_hold_the_lease_of_the_source_sleeps_until_its_turn_comes() {
        hear(Duration.ZERO);
        refresher.start();
        moveSource(0, 3);
        Threads.awaitAsleep(Signals.await(thread));
        List<Attempt> before = List.copyOf(attempts);

        hear(Duration.ofDays(1));
        next(attempts);

        assertThat(before).isEmpty();
    }

    @Test
    void a_view_whose_source_stands_still_sleeps_until_it_moves() {
        hear(Duration.ofDays(1));
        refresher.start();
        Threads.awaitAsleep(Signals.await(thread));
        List<Attempt> before = List.copyOf(attempts);

        moveSource(0, 3);
        next(attempts);

        assertThat(before).isEmpty();
    }

    @Test
    void a_view_rests_between_two_refreshes_for_as_long_as_it_asks_for() {
        hear(Duration.ofDays(1));
        refresher.start();

        moveSource(0, 3);
        Attempt first = next(attempts);
        moveSource(3, 4);
        Attempt second = next(attempts);

        assertThat(Duration.ofNanos(second.begin() - first.end())).isGreaterThanOrEqualTo(REST);
    }

    @Test
    void a_store_out_of_reach_is_left_alone_between_two_attempts() {
        failures = 2;
        hear(Duration.ofDays(1));
        refresher.start();

        moveSource(0, 3);
        Attempt first = next(attempts);
        Attempt second = next(attempts);
        Attempt third = next(attempts);

        assertThat(Duration.ofNanos(second.begin() - first.end())).isGreaterThanOrEqualTo(Duration.ofMillis(25));
        assertThat(Duration.ofNanos(third.begin() - second.end())).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void who_is_closed_refreshes_no_more() {
        hear(Duration.ofDays(1));
        refresher.start();
        Thread refreshing = Signals.await(thread);

        refresher.close();

        assertThat(refreshing.isAlive()).isFalse();
    }
}
