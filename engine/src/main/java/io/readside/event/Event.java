package io.readside.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * An event as a fold or an aggregate sees it: the payload in its current shape, and who, where and when. It does not
 * tell its position, which is the business of the log and the checkpoint.
 *
 * @param metadata what the writer added, as plain JSON values; empty if nothing
 * @param occurredAt when it happened, as the writer claims
 * @param recordedAt when it was appended, by the clock of the log's database
 */
public record Event<E>(
        E payload,
        UUID id,
        StreamName stream,
        StreamVersion streamVersion,
        Instant occurredAt,
        Instant recordedAt,
        Map<String, Object> metadata) {

    /** Names the event; leaves payload and metadata out, so that it may stand in a log line. */
    @Override
    public String toString() {
        return payload.getClass().getSimpleName() + " (" + stream + " version " + streamVersion + ", id " + id + ")";
    }
}
