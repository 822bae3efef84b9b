package io.readside.planted.event;

import java.time.Instant;
import java.util.function.LongSupplier;

/** A clock that nobody passed in, once called and once referred to. */
public record LooksAtTheClock(LongSupplier nanos) {

    public LooksAtTheClock() {
        this(System::nanoTime);
    }

    public Instant now() {
        return Instant.now();
    }
}
