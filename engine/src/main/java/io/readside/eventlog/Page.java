package io.readside.eventlog;

import io.readside.event.Checkpoint;
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
}
