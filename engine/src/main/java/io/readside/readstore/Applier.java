package io.readside.readstore;

import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The writing side of one generation. Many workers may hold one; the store lets one batch through at a time. Every method
 * may throw {@link StoreUnavailable}.
 */
public interface Applier {

    /** The generation as it is now. */
    Generation current();

    /** The keys that streams are bound to; streams without any may be missing. */
    Map<StreamName, List<Binding>> bindings(Set<StreamName> streams);

    /** The rows of keys, tombstones included; keys without any may be missing. */
    Map<Key, StoredRow> rows(Set<Key> keys);

    /**
     * Applies a batch and moves the checkpoint. An {@link Guarantee#ATOMIC} store does both or neither; a {@link
     * Guarantee#CONVERGENT} one moves the checkpoint last. A generation that was stopped runs again.
     *
     * @throws CheckpointMoved if the epoch or the checkpoint is another than the batch was begun with; the checkpoint did
     *     not move, and no row of an atomic store changed
     * @throws ApplyFailed if the store refuses a change for good
     */
    void apply(Batch batch);

    /**
     * Records that an event cannot be applied, unless another worker has passed it since.
     *
     * @param epoch of the generation when the event was read; if it has moved since, nothing is recorded
     */
    void stop(long epoch, Folding.Poison poison);
}
