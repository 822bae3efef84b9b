package io.readside.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event to append, its payload already JSON.
 *
 * @param id names the event for ever; the log refuses a second event with this id that is not the same
 * @param data the payload, a JSON object of at most {@link #MAX_DATA_BYTES} bytes in UTF-8
 * @param metadata a JSON object under the same limit
 * @param occurredAt when it happened; absent: when it is appended
 */
public record EventData(
        UUID id,
        EventType type,
        String data,
        String metadata,
        @Nullable Instant occurredAt) {

    /** Largest payload, in bytes of UTF-8: 1 MiB. */
    public static final int MAX_DATA_BYTES = 1 << 20;

    /** @throws BadEvent if data or metadata cannot be stored as they are */
    public EventData {
        requireObject("data", type, id, data);
        requireObject("metadata", type, id, metadata);
    }

    private static void requireObject(String what, EventType type, UUID id, String json) {
        String event = "Event " + id + " (" + type + "): ";
        long bytes = json.length() > MAX_DATA_BYTES ? json.length() : utf8Length(json);
        if (bytes > MAX_DATA_BYTES) {
            throw new BadEvent(event + what + " has " + bytes + " bytes, the limit is " + MAX_DATA_BYTES
                    + ". Store large content elsewhere and append a reference to it.");
        }
        try {
            Json.requireStorableObject(json);
        } catch (IllegalArgumentException e) {
            throw new BadEvent(event + what + " " + e.getMessage(), e);
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Names the event; leaves payload and metadata out, so that it may stand in a log line. */
    @Override
    public String toString() {
        return type + " (id " + id + ")";
    }
}
