package io.readside.eventlog;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import java.util.List;

/**
 * A piece of the log in order.
 *
 * @param events those that the filter accepts, in order of position; may be empty
 * @param scannedTo every event at or below it, wanted or not, was looked at; a reader goes on from here
 */
public record Page(List<StoredEvent> events, Position scannedTo) {

    public Page {
        events = List.copyOf(events);
    }
}
