package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;

/** Materialized views and their checkpoints. */
public interface Views {

    /**
     * Creates the view if it does not exist, fills it once, and gives it a checkpoint row. Safe to race.
     *
     * @return the view's checkpoint now
     */
    Checkpoint create(MaterializedView view);

    /** Whether its source has moved on since the last refresh, or is another generation than it was computed from. */
    boolean isStale(MaterializedView view);

    /**
     * Refreshes the view without locking out readers, and moves its checkpoint to where its source was before the refresh:
     * both or neither.
     *
     * @return the view's checkpoint now
     */
    Checkpoint refresh(MaterializedView view);
}
