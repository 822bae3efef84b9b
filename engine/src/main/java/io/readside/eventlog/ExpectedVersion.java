package io.readside.eventlog;

import io.readside.event.StreamVersion;

/** What a writer believes of the stream that it appends to. */
public sealed interface ExpectedVersion {

    /** The stream must not exist. */
    static ExpectedVersion none() {
        return None.NONE;
    }

    /** Whatever the stream holds. */
    static ExpectedVersion any() {
        return Any.ANY;
    }

    /** The last event of the stream has this version. */
    static ExpectedVersion exactly(StreamVersion last) {
        return new Exactly(last);
    }

    /** See {@link #none()}. */
    enum None implements ExpectedVersion {
        NONE;

        @Override
        public String toString() {
            return "no stream";
        }
    }

    /** See {@link #any()}. */
    enum Any implements ExpectedVersion {
        ANY;

        @Override
        public String toString() {
            return "any version";
        }
    }

    /** See {@link #exactly}. */
    record Exactly(StreamVersion last) implements ExpectedVersion {

        @Override
        public String toString() {
            return "version " + last;
        }
    }
}
