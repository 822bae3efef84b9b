package io.readside.worker;

import io.readside.projection.MaterializedView;
import io.readside.readstore.Staleness;
import java.time.Duration;
import java.util.Optional;

/** When a materialized view is to be refreshed. */
record RefreshSchedule(MaterializedView view) {

    /** How long it rests from now on, zero: it is due; empty: there is nothing to do. */
    Optional<Duration> untilDue(Staleness now) {
        if (now.paused()) {
            return Optional.empty();
        }
        if (now.repointed()) {
            return Optional.of(Duration.ZERO);
        }
        Optional<Duration> interval = now.moved() ? Optional.of(view.atMostEvery()) : view.atLeastEvery();
        return interval.map(every -> left(every.compareTo(now.took()) < 0 ? now.took() : every, now.age()));
    }

    /** A refresh that ends later than now, since the clock was set back, was long ago. */
    private static Duration left(Duration rest, Duration age) {
        return age.isNegative() || age.compareTo(rest) >= 0 ? Duration.ZERO : rest.minus(age);
    }
}
