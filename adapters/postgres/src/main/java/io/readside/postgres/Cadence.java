package io.readside.postgres;

import java.time.Duration;

/**
 * How often the watermark is looked at.
 *
 * @param idle when nothing happens; default 100 ms
 * @param busy for a while after something was found; default 2 ms
 * @param busyFor that while; default 250 ms
 * @param held while a transaction in flight holds the watermark back, each time reading the lock table; default 10 ms
 * @param heldLong the same after it has been held for a second; default 50 ms
 * @param signalled shortest time between two looks that appends have signalled, however many do; default 1 ms
 */
record Cadence(Duration idle, Duration busy, Duration busyFor, Duration held, Duration heldLong, Duration signalled) {

    static final Cadence DEFAULT = new Cadence(
            Duration.ofMillis(100),
            Duration.ofMillis(2),
            Duration.ofMillis(250),
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(1));

    private static final Duration LONG = Duration.ofSeconds(1);

    Cadence withIdle(Duration interval) {
        return new Cadence(interval, busy, busyFor, held, heldLong, signalled);
    }

    /**
     * @param gap whether a transaction in flight holds the watermark below what is visible
     * @param quietFor since the watermark last moved
     */
    Duration next(boolean gap, Duration quietFor) {
        if (gap) {
            return quietFor.compareTo(LONG) < 0 ? held : heldLong;
        }
        return quietFor.compareTo(busyFor) < 0 ? busy : idle;
    }
}
