package io.readside.testkit.faults;

/** On which side of a chunk a connection is cut. */
public enum Side {
    /** The chunk is lost: a request was never made, an answer never heard. */
    BEFORE,
    /** The chunk arrives, and nothing after it: a request is carried out, but its answer is lost. */
    AFTER
}
