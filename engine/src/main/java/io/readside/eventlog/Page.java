package io.readside.eventlog;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import java.util.List;

/**
 * A piece of the log in order.
 *
 * @param events those that the filter accepts, in order of position; may be empty
 * @param scannedTo every event at or below it, wanted or not, was looked at; a reader goes on from here. Its anchor is the
 *     last existing event, wanted or not, at or below it
 */
public record Page(List<StoredEvent> events, Checkpoint scannedTo) {

    public Page {
        events = List.copyOf(events);
    }

    /**
     * What comes before a position. It ends at its last event, and what lies between the two is scanned again: a checkpoint
     * that no event vouches for would not notice a log that gives its positions out anew.
     *
     * @param begun where this page begins
     */
    public Page before(Position position, Checkpoint begun) {
        List<StoredEvent> earlier = events.stream()
                .filter(event -> event.position().isBefore(position))
                .toList();
        return new Page(earlier, earlier.isEmpty() ? begun : placeOf(earlier.get(earlier.size() - 1)));
    }

    private Checkpoint placeOf(StoredEvent event) {
        Anchor anchor = scannedTo.anchor();
        return new Checkpoint(
                event.position(), anchor == null ? null : new Anchor(anchor.log(), event.position(), event.id()));
    }
}
