package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;

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
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Lease;
import io.readside.readstore.Staleness;
import io.readside.readstore.Views;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/** The refresher of a view over the balances, with a store of views that does what a test says. */
abstract class ViewScene {

    static final MaterializedView VIEW = MaterializedView.named("totals", BALANCES)
            .statements("create …")
            .atMostEvery(Duration.ZERO)
            .build();

    static final GenerationId ID = new GenerationId("totals", 1);

    final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    final CheckpointBoard board = new CheckpointBoard();
    final Fake views = new Fake();
    final AtomicLong nanoTime = new AtomicLong();
    private final Generation source = store.generations().open(BALANCES);
    private final Applier applier = store.applier(BALANCES, source.id());
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    final BlockingQueue<Integer> hurried = new LinkedBlockingQueue<>();
    final Tenure tenure = new Tenure(ID, this::now, () -> hurried.add(1), id -> {});
    final ViewRefresher refresher = new ViewRefresher(VIEW, views, store.intents(), board, tenure, nanoTime::get);

    /** Has its view made at position 2, and refreshes it to where the source is. */
    final class Fake implements Views {

        final BlockingQueue<Checkpoint> refreshes = new LinkedBlockingQueue<>();
        final BlockingQueue<Long> epochs = new LinkedBlockingQueue<>();
        final BlockingQueue<String> written = new LinkedBlockingQueue<>();
        volatile Supplier<Optional<Checkpoint>> creation = () -> Optional.of(Checkpoint.of(2));
        volatile Duration took = Duration.ZERO;
        volatile boolean paused;
        volatile boolean repointed;

        /** Comes before the end of each refresh. */
        volatile Runnable work = () -> {};

        volatile Runnable breakOff = () -> {};
        private volatile Position refreshed = Position.of(2);

        @Override
        public Optional<Checkpoint> create(MaterializedView view) {
            return creation.get();
        }

        @Override
        public Staleness staleness(MaterializedView view) {
            Position now = sourceAt().position();
            return new Staleness(paused, now, now.isAfter(refreshed), repointed, Duration.ZERO, took);
        }

        @Override
        public Checkpoint refresh(MaterializedView view, long epoch) {
            work.run();
            Checkpoint now = sourceAt();
            refreshed = now.position();
            repointed = false;
            epochs.add(epoch);
            refreshes.add(now);
            return now;
        }

        @Override
        public void breakOff(MaterializedView view) {
            breakOff.run();
        }

        @Override
        public void pause(MaterializedView view, long epoch, String by) {
            paused = true;
            written.add("paused at epoch " + epoch + " by " + by);
        }

        @Override
        public void run(MaterializedView view, long epoch) {
            paused = false;
            written.add("runs at epoch " + epoch);
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

    Thread thread() {
        return Signals.await(thread);
    }

    private Checkpoint sourceAt() {
        return store.reads().serving(BALANCES).checkpoint();
    }

    void hear(Duration left) {
        tenure.hear(new Lease(ID, "a", true, 7, Bank.NOW, left), 0);
    }

    void startHolding() {
        hear(Duration.ofDays(1));
        refresher.start();
    }

    void moveSource(long from, long to) {
        applier.apply(new Batch(source.epoch(), Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of()));
        board.announce("balances_v1", Checkpoint.of(to));
    }

    /** What came of something that an operator wants. */
    Report ask(Act act) {
        Intent asked = store.intents().submit("totals", act, "ann");
        tenure.bring(asked);
        Optional<Report> report = Optional.empty();
        while (report.isEmpty()) {
            Thread.onSpinWait();
            report = store.intents().find(asked.id()).orElseThrow().report();
        }
        return report.get();
    }
}
