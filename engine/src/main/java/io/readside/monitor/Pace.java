package io.readside.monitor;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast events go into a generation that is built.
 *
 * @param perSecond positions of the log
 * @param source where that is known from
 */
public record Pace(double perSecond, Source source) {

    /** Positions a second where nothing has been measured yet. */
    public static final double ASSUMED_PER_SECOND = 10_000;

    /** Where a pace is known from. */
    public enum Source {
        /** This rebuild, since it was begun, pauses included. */
        MEASURED,
        /** The last rebuild of the same read model. */
        LAST_TIME,
        /** Nobody has measured: a round figure. */
        ASSUMED
    }

    static final Pace ASSUMED = new Pace(ASSUMED_PER_SECOND, Source.ASSUMED);

    /** Empty if no time has passed, or nothing was read. */
    static Optional<Pace> of(long positions, Duration time, Source source) {
        return positions <= 0 || time.isZero() || time.isNegative()
                ? Optional.empty()
                : Optional.of(new Pace(positions * 1e9 / time.toNanos(), source));
    }

    /** How long so many events take. */
    public Duration time(long events) {
        return Duration.ofMillis(Math.round(events * 1e3 / perSecond));
    }

    /** Whether it is more than a measurement of this very rebuild. */
    public boolean isEstimated() {
        return source != Source.MEASURED;
    }
}
