package io.readside.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time, and whatever has been added to it. */
final class MovableClock implements InstantSource {

    private volatile Duration added = Duration.ZERO;

    void pass(Duration duration) {
        added = added.plus(duration);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(added);
    }
}
