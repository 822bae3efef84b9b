package io.readside.readstore;

import io.readside.projection.Projection;

/** Creates and finds generations. */
public interface Generations {

    /**
     * The active generation of a projection; on the first call ever, a new and empty one with its table, views and
     * checkpoint row. Safe to race.
     *
     * @throws ProjectionMismatch if what is stored was built by another version, or has other columns
     */
    Generation open(Projection<?> projection);
}
