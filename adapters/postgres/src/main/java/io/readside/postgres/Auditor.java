package io.readside.postgres;

import io.readside.eventlog.LateEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The belt behind the proof of order: writes down where readers have passed over positions without an event, and looks
 * again. On a thread of its own, with connections of the pool for the length of a call, so that it delays no reader.
 *
 * <p>The follower hands gaps over where the watermark passes them, before readers may read there. They are stored together
 * soon after; see {@link Audit} for what follows.
 */
final class Auditor implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Auditor.class);

    private final Audits audits;
    private final Audit audit;
    private final LateEvents late;
    private final Thread thread = new Thread(this::run, "readside-auditor");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();

    // under the lock; times are System.nanoTime()
    private final List<Gap> pending = new ArrayList<>();
    private long pendingSince;
    private long nextPoll = System.nanoTime();
    private boolean closed;

    private boolean failing; // of the thread

    private Auditor(Audits audits, Audit audit, LateEvents late) {
        this.audits = audits;
        this.audit = audit;
        this.late = late;
        thread.setDaemon(true);
    }

    static Auditor start(Audits audits, Audit audit, LateEvents late) {
        Auditor auditor = new Auditor(audits, audit, late);
        auditor.thread.start();
        return auditor;
    }

    /** The watermark has passed over gaps. */
    void passed(List<Gap> gaps) {
        lock.lock();
        try {
            if (pending.isEmpty()) {
                pendingSince = System.nanoTime();
                wake.signal();
            }
            pending.addAll(gaps);
        } finally {
            lock.unlock();
        }
    }

    void onLateEvent(Consumer<LateEvent> listener) {
        late.add(listener);
        lock.lock();
        try {
            nextPoll = System.nanoTime();
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What was handed over is still stored, if that takes no longer than a moment. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (awaitWork()) {
                work();
            }
            audit.store(taken());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOGGER.debug("The last gaps were not written down.", e);
        }
    }

    /** @return false once closed */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                long settled = pendingSince + audits.settle().toNanos();
                long due = pending.isEmpty() || nextPoll - settled < 0 ? nextPoll : settled;
                long left = due - System.nanoTime();
                if (left <= 0) {
                    return true;
                }
                wake.awaitNanos(left);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        List<Gap> gaps = taken();
        try {
            audit.store(gaps);
            gaps.clear();
            if (isDue()) {
                audit.poll();
            }
            failing = false;
        } catch (RuntimeException e) { // whatever it is: what was handed over is kept for the next time
            failed(gaps, e);
        }
    }

    private void failed(List<Gap> gaps, RuntimeException e) {
        if (!gaps.isEmpty()) {
            passed(gaps);
        }
        lock.lock();
        try {
            nextPoll = System.nanoTime() + audits.poll().toNanos();
        } finally {
            lock.unlock();
        }
        if (!failing) {
            failing = true;
            LOGGER.info("Gaps were not audited, reading goes on; trying again: {}", e.getMessage());
        }
    }

    private List<Gap> taken() {
        lock.lock();
        try {
            List<Gap> gaps = new ArrayList<>(pending);
            pending.clear();
            return gaps;
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        lock.lock();
        try {
            long now = System.nanoTime();
            boolean due = nextPoll - now <= 0;
            if (due) {
                nextPoll = now + audits.poll().toNanos();
            }
            return due;
        } finally {
            lock.unlock();
        }
    }
}
