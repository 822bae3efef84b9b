package io.readside.postgres;

import io.readside.postgres.WatermarkReader.Look;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Up to where the log is complete, as the readers of this JVM share it. A {@link HeadFollower} moves it. */
final class Watermark {

    private final Cadence cadence;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition looked = lock.newCondition();
    private final Condition wake = lock.newCondition();

    // under the lock; times are System.nanoTime()
    private Mark mark;
    private long foundAt;
    private @Nullable Long unreachableSince;
    private boolean signalled;
    private long lastSignalled;
    private boolean suspected;
    private boolean closed;

    // looks are counted, so that a reader can tell what was found after it had asked
    private long looksBegun;
    private long lastLook;
    private long lastHead = Long.MAX_VALUE;

    Watermark(Cadence cadence, Mark first) {
        this.cadence = cadence;
        this.mark = first;
        this.foundAt = System.nanoTime() - cadence.busyFor().toNanos();
        this.lastSignalled = foundAt;
    }

    Mark mark() {
        lock.lock();
        try {
            return mark;
        } finally {
            lock.unlock();
        }
    }

    /** @return whether there is something to scan, or the log ends below {@code after} */
    boolean awaitBeyond(long after, Duration atMost) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(atMost); // saturates
        lock.lockInterruptibly();
        try {
            long asked = looksBegun;
            while (mark.position() <= after && !endsBelow(after, asked) && !closed && nanos > 0) {
                nanos = looked.awaitNanos(nanos);
            }
            return mark.position() > after || endsBelow(after, asked);
        } finally {
            lock.unlock();
        }
    }

    /** A reader is where an event was: a look begun after it has asked, and that ends below it, has found that one gone. */
    private boolean endsBelow(long after, long asked) {
        return lastLook > asked && lastHead < after;
    }

    /** Something was committed: look soon. */
    void signal() {
        lock.lock();
        try {
            signalled = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A reader has met a server that does not hold the event at the watermark: connect anew. */
    void suspect() {
        lock.lock();
        try {
            suspected = true;
            signalled = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    boolean isSuspected() {
        lock.lock();
        try {
            return suspected;
        } finally {
            lock.unlock();
        }
    }

    /** A look begins. */
    Mark begin() {
        lock.lock();
        try {
            looksBegun++;
            return mark;
        } finally {
            lock.unlock();
        }
    }

    /** @return how long to wait before the next look */
    Duration publish(Look look) {
        lock.lock();
        try {
            if (look.watermark() > mark.position()) {
                foundAt = System.nanoTime();
                mark = look.mark();
            }
            lastLook = looksBegun;
            lastHead = look.more() ? Long.MAX_VALUE : look.seen();
            looked.signalAll();
            return cadence.next(look.held(), since(foundAt));
        } finally {
            lock.unlock();
        }
    }

    /** Begins anew on a server that is not the one before. */
    void reset(Mark first) {
        lock.lock();
        try {
            mark = first;
        } finally {
            lock.unlock();
        }
    }

    /** @param mayWake whether a signal ends the pause early, though not too soon after the last one that did */
    void pause(Duration atMost, boolean mayWake) {
        long start = System.nanoTime();
        lock.lock();
        try {
            long end = start + atMost.toNanos();
            long soonest = mayWake ? lastSignalled + cadence.signalled().toNanos() : end;
            while (!closed) {
                long now = System.nanoTime();
                long left = (signalled && soonest - end < 0 ? soonest : end) - now;
                if (left <= 0) {
                    break;
                }
                wake.awaitNanos(left);
            }
            if (signalled) {
                lastSignalled = System.nanoTime();
                signalled = false;
            }
        } catch (InterruptedException e) {
            closed = true; // nobody interrupts this thread but the end of the JVM's patience
        } finally {
            lock.unlock();
        }
    }

    /** @return whether this is news */
    boolean lost() {
        lock.lock();
        try {
            boolean news = unreachableSince == null && !closed;
            if (news) {
                unreachableSince = System.nanoTime();
            }
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** @return for how long the log had been out of reach; empty if it was not */
    Optional<Duration> connected() {
        lock.lock();
        try {
            Optional<Duration> gone = unreachableFor();
            unreachableSince = null;
            suspected = false;
            return gone;
        } finally {
            lock.unlock();
        }
    }

    /** For how long the log has been out of reach. */
    Optional<Duration> unreachableFor() {
        lock.lock();
        try {
            return Optional.ofNullable(unreachableSince).map(Watermark::since);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            wake.signal();
            looked.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - nanoTime));
    }
}
