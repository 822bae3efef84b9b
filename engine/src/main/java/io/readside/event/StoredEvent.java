package io.readside.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log holds it, its payload still JSON.
 *
 * @param data the payload, a JSON object
 * @param metadata a JSON object; {@code {}} if the writer gave none
 * @param occurredAt when it happened, as the writer claims
 * @param recordedAt when it was appended, by the clock of the log's database
 */
public record StoredEvent(
        Position position,
        StreamName stream,
        StreamVersion streamVersion,
        UUID id,
        EventType type,
        String data,
        String metadata,
        Instant occurredAt,
        Instant recordedAt) {

    /** Names the event; leaves payload and metadata out, so that it may stand in a log line. */
    @Override
    public String toString() {
        return type + " at position " + position + " (" + stream + " version " + streamVersion + ", id " + id + ")";
    }
}
