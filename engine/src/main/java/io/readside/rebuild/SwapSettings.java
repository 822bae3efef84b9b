package io.readside.rebuild;

import java.time.Duration;

/**
 * How a swap goes about its locks.
 *
 * @param lockTimeout longest time that an attempt keeps readers of the views waiting; default 50 ms, at least 1 ms
 * @param tryFor how long it is tried again before it gives up; default 1 minute
 */
public record SwapSettings(Duration lockTimeout, Duration tryFor) {

    /** 50 ms, 1 minute. */
    public static final SwapSettings DEFAULT = new SwapSettings(Duration.ofMillis(50), Duration.ofMinutes(1));

    public SwapSettings {
        if (lockTimeout.toMillis() < 1 || tryFor.isNegative()) {
            throw new IllegalArgumentException(
                    "A swap's lock timeout is 1 ms or longer, and it is tried for no negative time: " + lockTimeout
                            + ", " + tryFor + ".");
        }
    }
}
