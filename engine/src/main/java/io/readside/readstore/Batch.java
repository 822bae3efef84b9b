package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Folding;
import java.util.List;

/**
 * What one call writes.
 *
 * @param epoch of the generation when the batch was begun
 * @param from the checkpoint that the batch was read after
 * @param to later than {@code from}
 * @param changes in order of {@link Change#lastApplied()}, of a fold at most one for each key; may be empty
 * @param bindings to be added to the index of bound streams; may be empty
 * @param parked events that wait for their keys from now on, in order of position; may be empty
 */
public record Batch(
        long epoch,
        Checkpoint from,
        Checkpoint to,
        List<Change> changes,
        List<Binding> bindings,
        List<Folding.Parked> parked) {

    public Batch {
        if (!to.position().isAfter(from.position())) {
            throw new IllegalArgumentException(
                    "A batch moves the checkpoint on; this one from " + from + " to " + to + ".");
        }
        changes = List.copyOf(changes);
        bindings = List.copyOf(bindings);
        parked = List.copyOf(parked);
    }

    /** A batch in which nothing has to be parked. */
    public Batch(long epoch, Checkpoint from, Checkpoint to, List<Change> changes, List<Binding> bindings) {
        this(epoch, from, to, changes, bindings, List.of());
    }
}
