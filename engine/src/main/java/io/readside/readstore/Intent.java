package io.readside.readstore;

import java.util.List;
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

        /** Whether it is for whoever drives a rebuild, as opposed to whoever feeds the active generation. */
        default boolean isOnRebuild() {
            return this instanceof StartRebuild
                    || this instanceof PauseRebuild
                    || this instanceof ResumeRebuild
                    || this instanceof Abort
                    || this instanceof Swap
                    || this instanceof Rollback
                    || this instanceof Drop;
        }

        /** The number of the generation that it is meant for; empty: the store says whose it is. */
        default Optional<Integer> generation() {
            return Optional.empty();
        }

        /**
         * Tries the parked events of one key again, or of every key.
         *
         * @param generation where they are parked; empty: in the active one
         */
        record Retry(Optional<String> key, Optional<Integer> generation) implements Act {

            /** In the active generation. */
            public Retry(Optional<String> key) {
                this(key, Optional.empty());
            }
        }

        /**
         * Gives up the first parked event of a key, and tries those behind it. It is given up in the other generations of the read
         * model too, whether they have come to it or will.
         *
         * @param position of that event, so that it is this one or none
         * @param reason kept for good
         * @param generation where it is parked; empty: in the active one
         */
        record Skip(String key, long position, String reason, Optional<Integer> generation) implements Act {

            /** In the active generation. */
            public Skip(String key, long position, String reason) {
                this(key, position, reason, Optional.empty());
            }
        }

        /** Applies no more events until {@link Resume}. */
        record Pause() implements Act {}

        /** Goes on after a pause or a stop. */
        record Resume() implements Act {}

        /**
         * Builds the read model anew, beside itself; or goes on with a rebuild that waits or has found differences.
         *
         * @param newTimeline that the log has lost its tail is accepted: green is not set against blue
         */
        record StartRebuild(boolean newTimeline) implements Act {}

        /** Lets the rebuild wait. */
        record PauseRebuild() implements Act {}

        /** Lets the rebuild go on. */
        record ResumeRebuild() implements Act {}

        /** Gives the rebuild up and drops green. */
        record Abort() implements Act {}

        /** Makes green the active generation. */
        record Swap(SwapMode mode) implements Act {}

        /** Makes blue the active generation again. */
        record Rollback() implements Act {}

        /** Drops blue after a swap, or green before one. */
        record Drop() implements Act {}

        /**
         * Recomputes the read model, or a part of it, and sets it against what is there.
         *
         * @param repair whether keys that are wrong are projected anew
         */
        record Reconcile(Scope scope, boolean repair) implements Act {}

        /**
         * Projects keys anew.
         *
         * @param keys at least one, each in plain text or as a JSON array
         */
        record Reproject(List<String> keys) implements Act {
            public Reproject {
                keys = List.copyOf(keys);
            }
        }

        /** Tells which events led to the row of a key. */
        record Why(String key) implements Act {}
    }

    /** How much of a read model is reconciled. */
    public sealed interface Scope {
        /** All of it. */
        record Whole() implements Scope {}

        /**
         * A range of keys, each in plain text or as a JSON array.
         *
         * @param from the first; absent: the first of all
         * @param to the last, inclusive; absent: the last of all
         */
        record Range(Optional<String> from, Optional<String> to) implements Scope {}

        /**
         * Some keys by chance.
         *
         * @param keys how many
         * @param seed tells one sample from another; the same one gives the same sample of the same keys
         */
        record Sample(int keys, long seed) implements Scope {}
    }

    /**
     * What came of it.
     *
     * @param done whether it was carried out, as opposed to refused
     * @param message for the operator
     * @param details for machines, a JSON object; empty: there is no more to say
     */
    public record Report(boolean done, String message, Optional<String> details) {

        /** What needs no more than words. */
        public Report(boolean done, String message) {
            this(done, message, Optional.empty());
        }
    }
}
