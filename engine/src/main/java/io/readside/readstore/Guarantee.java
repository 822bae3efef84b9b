package io.readside.readstore;

/** What a store promises about rows and checkpoint. */
public enum Guarantee {
    /** Rows and checkpoint of a batch: all or nothing. */
    ATOMIC,

    /**
     * After a crash any subset of a batch's rows, never its checkpoint without all of them. Every row carries the position
     * that it was last changed at, a deleted one leaves a tombstone, and a row is never replaced by an older one.
     */
    CONVERGENT
}
