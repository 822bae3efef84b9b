package io.readside.testkit.faults;

import java.time.Duration;

/** What becomes of a chunk. */
public sealed interface Fate {

    /** It arrives. */
    Fate FORWARD = new Forward();

    /** It is lost, and so is all that follows on its connection, in both directions; neither end is told. */
    Fate BLACK_HOLE = new BlackHole();

    /** Its connection ends there. */
    static Fate cut(Side side) {
        return new Cut(side);
    }

    /** It arrives late, and what follows it in the same direction as well. */
    static Fate delay(Duration by) {
        return new Delay(by);
    }

    /** See {@link #FORWARD}. */
    record Forward() implements Fate {}

    /** See {@link #BLACK_HOLE}. */
    record BlackHole() implements Fate {}

    /** See {@link #cut}. */
    record Cut(Side side) implements Fate {}

    /** See {@link #delay}. */
    record Delay(Duration by) implements Fate {}
}
