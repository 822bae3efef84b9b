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

    /** @throws IllegalArgumentException if the events are not in order, or end above what was scanned */
    public Page {
        events = List.copyOf(events);
        requireOrder(events, scannedTo.position());
    }

    private static void requireOrder(List<StoredEvent> events, Position scannedTo) {
        for (int i = 1; i < events.size(); i++) {
            Position before = events.get(i - 1).position();
            Position next = events.get(i).position();
            if (!next.isAfter(before)) {
                throw new IllegalArgumentException("A page is in order of position: the event at position " + next
                        + " came after the one at position " + before + ".");
            }
        }
        if (!events.isEmpty() && events.get(events.size() - 1).position().isAfter(scannedTo)) {
            throw new IllegalArgumentException("A page ends where it was scanned to, position " + scannedTo
                    + ": it has an event at position "
                    + events.get(events.size() - 1).position() + ".");
        }
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

    /**
     * What lies at or below a checkpoint of another reader of the same log, which vouches for the place.
     *
     * @param end if this page does not get there, it stays as it is
     */
    public Page upTo(Checkpoint end) {
        if (!scannedTo.position().isAfter(end.position())) {
            return this;
        }
        return new Page(
                events.stream()
                        .filter(event -> !event.position().isAfter(end.position()))
                        .toList(),
                end);
    }

    private Checkpoint placeOf(StoredEvent event) {
        Anchor anchor = scannedTo.anchor();
        return new Checkpoint(
                event.position(),
                anchor == null ? null : new Anchor(anchor.log(), anchor.timeline(), event.position(), event.id()));
    }
}
