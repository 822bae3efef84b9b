package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Signals;
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
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ViewRefresherTest {

    private static final MaterializedView VIEW =
            new MaterializedView("totals", BALANCES, List.of("create …"), Duration.ZERO);

    private final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    private final Generation generation = store.generations().open(BALANCES);
    private final Applier applier = store.applier(BALANCES, generation.id());
    private final CheckpointBoard board = new CheckpointBoard();
    private final BlockingQueue<Checkpoint> refreshes = new LinkedBlockingQueue<>();
    private RuntimeException failure = new StoreUnavailable("away");
    private int failures;

    private volatile Position refreshed = Position.ZERO;
    private final ViewRefresher refresher = new ViewRefresher(
            VIEW,
            Checkpoint.ZERO,
            new Views() {
                @Override
                public Checkpoint create(MaterializedView view) {
                    return Checkpoint.ZERO;
                }

                @Override
                public boolean isStale(MaterializedView view) {
                    return store.reads()
                            .serving(BALANCES)
                            .checkpoint()
                            .position()
                            .isAfter(refreshed);
                }

                @Override
                public Checkpoint refresh(MaterializedView view) {
                    if (failures-- > 0) {
                        throw failure;
                    }
                    Checkpoint now = store.reads().serving(BALANCES).checkpoint();
                    refreshed = now.position();
                    refreshes.add(now);
                    return now;
                }
            },
            board,
            tenure());

    private Tenure tenure() {
        Tenure tenure = new Tenure(generation.id(), () -> 0, () -> {}, id -> {});
        tenure.hear(new Lease(generation.id(), "test", true, 1, Bank.NOW, Duration.ofDays(1)), 0);
        return tenure;
    }

    @AfterEach
    void close() {
        refresher.close();
    }

    private void moveSource(long from, long to) {
        applier.apply(new Batch(generation.epoch(), Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of()));
        board.announce("balances_v1", Checkpoint.of(to));
    }

    @Test
    void a_view_is_refreshed_after_each_move_of_its_source_and_says_so() throws InterruptedException {
        refresher.start();

        moveSource(0, 3);
        Checkpoint first = Signals.next(refreshes);
        moveSource(3, 4);
        Checkpoint second = Signals.next(refreshes);
        board.await("totals", second.position(), Duration.ofSeconds(20));

        assertThat(List.of(first, second)).containsExactly(Checkpoint.of(3), Checkpoint.of(4));
    }

    @Test
    void a_source_that_stands_still_causes_no_refresh() {
        refresher.start();
        board.announce("balances_v1", Checkpoint.of(1));

        refresher.close();

        assertThat(refreshes).isEmpty();
    }

    @Test
    void an_unreachable_store_is_tried_again() {
        failures = 2;
        refresher.start();

        moveSource(0, 3);

        assertThat(Signals.next(refreshes)).isEqualTo(Checkpoint.of(3));
    }

    @Test
    void a_view_that_cannot_be_computed_for_a_while_is_tried_again() {
        failure = new IllegalStateException("division by zero");
        failures = 2;
        refresher.start();

        moveSource(0, 3);

        assertThat(Signals.next(refreshes)).isEqualTo(Checkpoint.of(3));
    }
}
