package io.readside.testkit.faults;

/** Which way bytes go. */
public enum Direction {
    /** A request, or a part of one. */
    TO_SERVER,
    /** An answer, or a part of one. */
    TO_CLIENT
}
