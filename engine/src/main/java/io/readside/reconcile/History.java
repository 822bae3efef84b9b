package io.readside.reconcile;

import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The events that lead to a row.
 *
 * @param count how many
 * @param last the last of them, in order of position
 */
public record History(long count, List<Entry> last) {

    /** An event by reference: what is in it stays in the log. */
    public record Entry(
            Position position, EventType type, StreamName stream, StreamVersion version, UUID id, Instant recordedAt) {

        static Entry of(StoredEvent event) {
            return new Entry(
                    event.position(),
                    event.type(),
                    event.stream(),
                    event.streamVersion(),
                    event.id(),
                    event.recordedAt());
        }
    }

    public History {
        last = List.copyOf(last);
    }
}
