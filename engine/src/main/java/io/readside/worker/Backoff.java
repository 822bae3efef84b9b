package io.readside.worker;

import java.time.Duration;

/** Pauses between attempts: about 50 ms, then twice as long each time, up to 5 s; never the same for two workers. */
final class Backoff {

    private static final Duration FIRST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final int SHARES = 1024;

    private final int seed;
    private int attempts;

    /** @param seed differs between workers, so that they do not come back all at once */
    Backoff(int seed) {
        this.seed = seed;
    }

    /** The pause before the next attempt: between a half and the whole of what is due. */
    Duration next() {
        Duration due = FIRST.multipliedBy(1L << Math.min(attempts, 10));
        attempts++;
        Duration most = due.compareTo(LONGEST) > 0 ? LONGEST : due;
        int share = Math.floorMod((seed + attempts) * 0x9E3779B9, SHARES);
        return most.dividedBy(2).plus(most.multipliedBy(share).dividedBy(2L * SHARES));
    }

    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
