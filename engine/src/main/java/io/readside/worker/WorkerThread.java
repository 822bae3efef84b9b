package io.readside.worker;

import io.readside.event.Failure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one step after the other until closed. */
public final class WorkerThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerThread.class);

    /** One step of the work. */
    public interface Step {
        void take() throws InterruptedException;
    }

    private final Step step;
    private final Thread thread;
    private final Runnable atEnd;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** @param atEnd run by the thread as its last act, however it ends */
    public WorkerThread(String name, Step step, Runnable atEnd) {
        this.step = step;
        this.atEnd = atEnd;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Waits, unless and until closed. */
    public void pause(Duration pause) throws InterruptedException {
        if (closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException();
        }
    }

    /**
     * Stands between two steps of whatever takes long: where the thread is to end, it goes no further.
     *
     * @throws InterruptedException if it is to end
     */
    public static void requireGoOn() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("The thread was asked to end between two steps.");
        }
    }

    private void run() {
        try {
            while (!isClosing()) {
                step.take();
            }
        } catch (InterruptedException closed) {
            LOG.debug("{} was interrupted and ends.", thread.getName());
        } catch (RuntimeException | Error e) {
            if (!isClosing()) {
                LOG.error(
                        "{} has died of {}; it does nothing more until the application is restarted.",
                        thread.getName(),
                        Failure.withoutMessage(e));
                throw e;
            }
        } finally {
            atEnd.run();
        }
    }

    /** Asks it to end, and does not wait; again: changes nothing, so that what it does last is not broken off. */
    public synchronized void end() {
        if (!isClosing()) {
            closing.countDown();
            thread.interrupt();
        }
    }

    /** @return whether it has ended in this time, or whoever waits is not to wait */
    boolean awaitEnd(Duration atMost) {
        try {
            thread.join(atMost.toMillis());
            return !thread.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        end();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
