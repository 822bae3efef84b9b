package io.readside.readstore;

import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import java.util.List;

/**
 * Parked events that could be applied after all, or are given up; the checkpoint stays where it is.
 *
 * @param epoch of the generation when the events were read
 * @param changes as in a {@link Batch}
 * @param done what is not parked any more
 * @param again what failed once more: its reason and the number of its attempts are noted
 */
public record Recovery(long epoch, List<Change> changes, List<Place> done, List<Folding.Parked> again) {

    /** An event in the queue of a key. */
    public record Place(Key key, Position position) {}

    public Recovery {
        changes = List.copyOf(changes);
        done = List.copyOf(done);
        again = List.copyOf(again);
    }
}
