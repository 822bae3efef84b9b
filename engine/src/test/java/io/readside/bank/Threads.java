package io.readside.bank;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks at threads from outside, so that a test acts when another thread has come to rest and not before. */
public final class Threads {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private Threads() {}

    /** Waits until a thread sleeps for a time that it has limited itself. */
    public static void awaitAsleep(Thread thread) {
        await(thread + " did not fall asleep", () -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    /** Waits until a thread is held up by another one, or has ended. */
    public static void awaitHeldUpOrEnded(Thread thread) {
        await(thread + " went on", () -> thread.getState() == Thread.State.WAITING || !thread.isAlive());
    }

    /** Waits for the end of a thread. */
    public static void awaitEnded(Thread thread) {
        await(thread + " did not end", () -> !thread.isAlive());
    }

    private static void await(String otherwise, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                throw new AssertionError(otherwise + ".");
            }
            Thread.onSpinWait();
        }
    }
}
