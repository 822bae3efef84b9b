package io.readside.testkit;

import io.readside.readstore.ReadStore;
import java.time.Duration;

/** A read store that can be made to crash between any two of its writes: what a contract is run against. */
public interface CrashableStore extends AutoCloseable {

    /** The store; after {@link #restart()} it may be another object. */
    ReadStore store();

    /**
     * Lets so many writes pass, then fails every call with {@link io.readside.readstore.StoreUnavailable} as if the
     * process or the database had been killed, until {@link #restart()}. A write is the smallest thing that a crash can
     * separate from the next: a row, a binding, a checkpoint; where statements are sent, a statement; a commit, whose
     * answer may be lost.
     *
     * @param writes from 0, which fails the first one
     */
    void crashAfter(long writes);

    /** Comes up again with what was written before the crash, and does not crash again by itself. */
    void restart();

    /**
     * Lets time pass for the store, so that no test has to wait: its clock goes on, or everything that it has noted becomes
     * so much older.
     *
     * @param duration negative: as if its clock had been set back
     */
    void passTime(Duration duration);

    /** Gives back what the store and its database hold. */
    @Override
    void close();
}
