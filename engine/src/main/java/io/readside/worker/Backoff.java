package io.readside.worker;

import java.time.Duration;
import java.util.SplittableRandom;

/** Pauses between attempts: about 50 ms, then twice as long each time, up to 5 s; never the same for two workers. */
final class Backoff {

    private static final long FIRST = Duration.ofMillis(50).toNanos();
    private static final long LONGEST = Duration.ofSeconds(5).toNanos();
    private static final int MOST_DOUBLINGS = 10;

    private final SplittableRandom random;
    private int attempts;

    /** @param seed differs between workers, so that they do not come back all at once */
    Backoff(int seed) {
        random = new SplittableRandom(seed);
    }

    /** The pause before the next attempt: between a half and the whole of what is due. */
    Duration next() {
        long due = Math.min(FIRST << Math.min(attempts, MOST_DOUBLINGS), LONGEST);
        attempts++;
        return Duration.ofNanos(random.nextLong(due / 2, due));
    }

    int attempts() {
        return attempts;
    }

    void reset() {
        attempts = 0;
    }
}
