package io.readside.readstore;

import java.util.Optional;

/**
 * What an operator wants done with a read model. It is a row in the store: whoever holds the lease, and so has the code,
 * does it and says so there.
 *
 * @param id given by the store, in order
 * @param by who wants it, for the record
 * @param report what came of it; empty: nobody has dealt with it yet
 */
public record Intent(long id, String projection, Act act, String by, Optional<Report> report) {

    /** What is wanted. */
    public sealed interface Act {

        /** Tries the parked events of one key again, or of every key. */
        record Retry(Optional<String> key) implements Act {}

        /**
         * Gives up the first parked event of a key, and tries those behind it.
         *
         * @param position of that event, so that it is this one or none
         * @param reason kept for good
         */
        record Skip(String key, long position, String reason) implements Act {}

        /** Applies no more events until {@link Resume}. */
        record Pause() implements Act {}

        /** Goes on after a pause or a stop. */
        record Resume() implements Act {}
    }

    /**
     * What came of it.
     *
     * @param done whether it was carried out, as opposed to refused
     * @param message for the operator
     */
    public record Report(boolean done, String message) {}
}
