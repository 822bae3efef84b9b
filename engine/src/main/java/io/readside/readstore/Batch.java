package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one call writes.
 *
 * @param epoch of the generation when the batch was begun
 * @param from the checkpoint that the batch was read after
 * @param to later than {@code from}
 * @param changes in order of {@link Change#lastApplied()}, of a fold at most one for each key; may be empty
 * @param bindings to be added to the index of bound streams; may be empty
 * @param parked events that wait for their keys from now on, in order of position; may be empty
 * @param fresh the keys that had no row when the batch was begun, whether they have one after it or not; all others that it
 *     changes had one. A store may write the two by other means, and refuses the batch if it is not so. Empty: nothing is known
 */
public record Batch(
        long epoch,
        Checkpoint from,
        Checkpoint to,
        List<Change> changes,
        List<Binding> bindings,
        List<Folding.Parked> parked,
        Optional<Set<Key>> fresh) {

    public Batch {
        if (!to.position().isAfter(from.position())) {
            throw new IllegalArgumentException(
                    "A batch moves the checkpoint on; this one from " + from + " to " + to + ".");
        }
        changes = List.copyOf(changes);
        bindings = List.copyOf(bindings);
        parked = List.copyOf(parked);
        fresh = fresh.map(Collections::unmodifiableSet);
    }

    /** A batch that may replace any row. */
    public Batch(
            long epoch,
            Checkpoint from,
            Checkpoint to,
            List<Change> changes,
            List<Binding> bindings,
            List<Folding.Parked> parked) {
        this(epoch, from, to, changes, bindings, parked, Optional.empty());
    }

    /** A batch in which nothing has to be parked. */
    public Batch(long epoch, Checkpoint from, Checkpoint to, List<Change> changes, List<Binding> bindings) {
        this(epoch, from, to, changes, bindings, List.of());
    }
}
