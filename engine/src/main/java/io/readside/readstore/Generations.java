package io.readside.readstore;

import io.readside.event.Position;
import io.readside.projection.Projection;
import java.time.Instant;

/** Creates and finds generations. */
public interface Generations {

    /**
     * The active generation of a projection; on the first call ever, a new and empty one with its table, views and
     * checkpoint row. Safe to race.
     *
     * @throws ProjectionMismatch if what is stored was built by another version, or has other columns
     */
    Generation open(Projection<?> projection);

    /**
     * Marks the generations of a projection that have passed an event without seeing it: only a rebuild mends them. The
     * first mark stays; a generation that is younger than the finding has seen the event.
     *
     * @param missed the event's position; generations whose checkpoint lies below it are not marked
     * @param found when it was found, by the log's clock
     * @param reason what happened, for the operator
     */
    void markForRebuild(String projection, Position missed, Instant found, String reason);
}
