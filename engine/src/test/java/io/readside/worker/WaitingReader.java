package io.readside.worker;

import io.readside.event.Position;
import io.readside.readstore.CheckpointBoard;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A reader of this process who waits for a position. */
final class WaitingReader {

    private static final Duration LONG = Duration.ofDays(1);

    private final Thread thread;

    private WaitingReader(Thread thread) {
        this.thread = thread;
    }

    /** Comes back when the reader waits. */
    static WaitingReader of(CheckpointBoard board, String projection, Position position) {
        Thread thread = new Thread(() -> {
            try {
                board.await(projection, position, LONG);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return new WaitingReader(thread);
    }

    void awaitWoken() throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(20));
        if (thread.isAlive()) {
            throw new AssertionError("The reader still waits.");
        }
    }
}
