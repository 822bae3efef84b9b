package io.readside.postgres.campaign;

import io.readside.event.Checkpoint;
import io.readside.projection.Folding;
import io.readside.readstore.GenerationId;
import io.readside.worker.WorkerListener;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What a worker of one projection has said, to be waited for. */
final class Signals implements WorkerListener {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition said = lock.newCondition();
    private long appliedTo;
    private int failures;
    private boolean regressed;
    private boolean stopped;

    @Override
    public void applied(GenerationId generation, Checkpoint to, int events) {
        say(() -> appliedTo = Math.max(appliedTo, to.position().value()));
    }

    @Override
    public void retrying(GenerationId generation, int attempt, Duration pause, RuntimeException cause) {
        say(() -> failures++);
    }

    @Override
    public void stopped(GenerationId generation, Folding.Poison poison) {
        say(() -> stopped = true);
    }

    @Override
    public void regressed(GenerationId generation, String reason) {
        say(() -> regressed = true);
    }

    private void say(Runnable what) {
        lock.lock();
        try {
            what.run();
            said.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the fault was met so often, or once if the worker makes too much of it. */
    void awaitFailuresOrStop(int failures, Duration atMost) {
        await(failures + " failures", () -> this.failures >= failures || stopped, atMost);
    }

    /** @return whether the worker has found the log to be another one, and not applied anything beyond a position */
    boolean awaitRegressedOrBeyond(long position, Duration atMost) {
        await("a log that is another one", () -> regressed || appliedTo > position, atMost);
        return regressed && appliedTo <= position;
    }

    private void await(String what, BooleanSupplier condition, Duration atMost) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what + ".");
                }
                nanos = said.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }
}
