package io.readside.worker;

import java.time.Duration;

/** Pauses between attempts: 50 ms, then twice as long each time, up to 5 s. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private int attempts;

    /** The pause before the next attempt. */
    Duration next() {
        Duration pause = FIRST.multipliedBy(1L << Math.min(attempts, 10));
        attempts++;
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
