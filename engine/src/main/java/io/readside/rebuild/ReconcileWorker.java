package io.readside.rebuild;

import io.readside.projection.Projection;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Scope;
import io.readside.reconcile.ReconcileListener;
import io.readside.reconcile.Reconciliation;
import io.readside.reconcile.Words;
import io.readside.reconcile.Workbench;
import io.readside.worker.OtherActs;
import io.readside.worker.Tenure;
import io.readside.worker.WorkerThread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles one read model, on a thread of its own: when an operator asks, and at an interval while this process feeds it.
 * Repairs, projects keys anew and tells why a row is what it is when asked, never by itself.
 */
public final class ReconcileWorker implements OtherActs, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReconcileWorker.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofSeconds(1);

    /**
     * When a read model is reconciled without being asked.
     *
     * @param interval from one to the next; the first comes after one interval
     * @param turn shared by the read models of a process, with one permit: one of them is reconciled at a time
     */
    public record Schedule(Duration interval, Semaphore turn) {}

    private final Workbench bench;
    private final Optional<Schedule> schedule;
    private final ReconcileListener listener;
    private final Inbox inbox;
    private final Adoptions adoptions;
    private final ReconcileActs acts;
    private final WorkerThread thread;
    private volatile long lastNanos;

    /** @param schedule empty: only when asked */
    public ReconcileWorker(Workbench bench, Optional<Schedule> schedule, ReconcileListener listener) {
        this.bench = bench;
        this.schedule = schedule;
        this.listener = listener;
        this.inbox = new Inbox(bench.store().intents());
        this.adoptions = new Adoptions(bench.store());
        this.acts = new ReconcileActs(bench, adoptions, listener);
        this.thread = new WorkerThread("readside-" + projection().name() + "-reconcile", this::next, () -> {});
    }

    public void start() {
        lastNanos = bench.nanoTime().getAsLong();
        thread.start();
    }

    /**
     * Asks it to end, and does not wait: what is under way ends before the next batch, range of keys or key, and without a
     * report, so that others are asked for it again.
     */
    public void end() {
        thread.end();
    }

    @Override
    public void close() {
        thread.close();
    }

    /** Tells of the lease on the active generation that this process has, or waits for. */
    public void feedsUnder(Tenure active) {
        adoptions.under(active);
    }

    @Override
    public boolean take(Intent intent) {
        if (!ReconcileActs.knows(intent.act())) {
            return false;
        }
        inbox.take(intent);
        return true;
    }

    private void next() throws InterruptedException {
        inbox.await(untilDue());
        try {
            inbox.dealWithAll(acts::act);
            if (isDue()) {
                reconcile();
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "What is asked of '{}' is tried again. {}: {}",
                    projection().name(),
                    e.getClass().getSimpleName(),
                    e.getMessage());
            thread.pause(SOON);
        }
    }

    private Projection<?> projection() {
        return bench.projection();
    }

    private Duration untilDue() {
        if (isDue()) {
            return SOON;
        }
        Duration left =
                schedule.map(due -> due.interval().minusNanos(sinceLast())).orElse(LONGEST_WAIT);
        return left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
    }

    private boolean isDue() {
        return schedule.filter(due -> sinceLast() >= due.interval().toNanos()).isPresent();
    }

    private long sinceLast() {
        return bench.nanoTime().getAsLong() - lastNanos;
    }

    /** Not while another process feeds it, or another read model has its turn. Whoever asks comes first. */
    private void reconcile() throws InterruptedException {
        Semaphore turn = schedule.orElseThrow().turn();
        if (!adoptions.isHeld()) {
            lastNanos = bench.nanoTime().getAsLong();
        } else if (turn.tryAcquire()) {
            try {
                Optional<Reconciliation> found = acts.look(new Scope.Whole(), inbox::isEmpty);
                found.ifPresent(this::tell);
            } catch (RuntimeException e) {
                WorkerThread.requireGoOn();
                fail(e);
            } finally {
                turn.release();
            }
        }
    }

    private void tell(Reconciliation found) {
        lastNanos = bench.nanoTime().getAsLong();
        if (found.isClean()) {
            LOG.info("Reconciled {}", Words.found(found));
        } else {
            LOG.warn(
                    "Reconciled {} Look closer: ./readside reconcile {}; repair: ./readside reconcile {} --repair",
                    Words.found(found),
                    projection().name(),
                    projection().name());
        }
    }

    private void fail(RuntimeException e) {
        lastNanos = bench.nanoTime().getAsLong();
        LOG.warn(
                "'{}' could not be reconciled, and is tried again in {}. {}: {}",
                projection().name(),
                schedule.orElseThrow().interval(),
                e.getClass().getSimpleName(),
                e.getMessage());
        listener.failed(projection().name(), e);
    }
}
