package io.readside.readstore;

import io.readside.event.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A read model that is built anew: green beside blue. One at a time for each name. What it is to do next is written down
 * before it is done, so that another process can go on.
 *
 * @param id given by the store, in order
 * @param blue active when it was begun
 * @param green built to take its place
 * @param version of the projection that green is built by
 * @param by who wanted it
 * @param pausedBy who wants it to wait
 * @param begun when events were first read, by the store's clock; empty: none has been yet
 * @param took how long it took from there to the first time at the head, pauses included
 * @param from where green stood when {@code begun} was noted
 * @param since when it came into this state, by the store's clock
 * @param compared what the last comparison found
 * @param note what there is to say about the state, for people
 * @param round counts the comparisons that were begun; one that another has been begun after counts for nothing
 * @param newTimeline whether blue is of a log that is gone, so that green is not set against it
 */
public record Rebuild(
        long id,
        GenerationId blue,
        GenerationId green,
        int version,
        State state,
        String by,
        Optional<String> pausedBy,
        Optional<Instant> begun,
        Optional<Duration> took,
        Position from,
        Instant since,
        Optional<Compared> compared,
        String note,
        int round,
        boolean newTimeline) {

    /** The generation that is not active: green, and blue after a swap. */
    public GenerationId standingBy() {
        return state == State.SWAPPED ? blue : green;
    }

    /** Where it is. In this order, but for ways back after a rollback and after a comparison that found differences. */
    public enum State {
        /** Green exists and is empty; it waits for somebody to say go. */
        PLANNED,
        /** Events from zero on are applied, in large batches, without the indexes that only readers need. */
        LOADING,
        /** Indexes and statistics are there; what has happened since is applied. */
        CATCHING_UP,
        /** As current as blue, and being compared with it; also after a rollback. */
        AT_HEAD,
        /** The comparison found what nobody has declared: it cannot be swapped. */
        DIFFERS,
        /** Equal to blue, or different as declared only; it can be swapped. */
        VERIFIED,
        /** Green is active; blue is fed for a rollback. */
        SWAPPED,
        /** Blue is gone. The end. */
        DROPPED,
        /** Green is gone. The end. */
        ABORTED;

        /** Whether nothing more comes of it. */
        public boolean isEnd() {
            return this == DROPPED || this == ABORTED;
        }
    }

    public String projection() {
        return green.projection();
    }
}
