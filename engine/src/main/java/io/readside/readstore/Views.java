package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;
import java.util.Optional;

/** Materialized views and their checkpoints. All but {@link #breakOff} may throw {@link StoreUnavailable}. */
public interface Views {

    /**
     * Creates the view if it is not there, fills it, and gives it a checkpoint row. Safe to race.
     *
     * @return the view's checkpoint now; empty: the view is not there, and its source is still of another version than the
     *     one that it is declared on
     * @throws ProjectionMismatch if its statements make nothing that can be refreshed, or another view than the one that is
     *     stored; nothing was changed
     */
    Optional<Checkpoint> create(MaterializedView view);

    /** How the view stands to its source. */
    Staleness staleness(MaterializedView view);

    /**
     * Refreshes the view without locking out readers, and moves its checkpoint to where its source was before the refresh:
     * both or neither.
     *
     * @return the view's checkpoint now
     * @throws CheckpointMoved if the view's epoch is another: it is another process's turn; nothing was done
     * @throws ProjectionMismatch if the view has become one that cannot vouch for its rows; nothing was done
     */
    Checkpoint refresh(MaterializedView view, long epoch);

    /** Breaks off the refresh that this process has under way, if there is one and the store can be told. */
    void breakOff(MaterializedView view);

    /** Records that it is to stay as it is, unless its epoch has moved. */
    void pause(MaterializedView view, long epoch, String by);

    /** Records that nothing is in the way any more, unless its epoch has moved. */
    void run(MaterializedView view, long epoch);
}
