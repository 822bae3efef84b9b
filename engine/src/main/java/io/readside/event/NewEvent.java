package io.readside.event;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A fact to append, with what its writer wants to say of it.
 *
 * @param id absent: a new one is made; present: appending it again returns the first result
 * @param metadata plain JSON values; empty for none
 * @param occurredAt when it happened; absent: when it is appended
 */
public record NewEvent<E>(
        E payload,
        @Nullable UUID id,
        Map<String, Object> metadata,
        @Nullable Instant occurredAt) {

    public NewEvent {
        metadata = Map.copyOf(metadata);
    }

    public static <E> NewEvent<E> of(E payload) {
        return new NewEvent<>(payload, null, Map.of(), null);
    }

    public NewEvent<E> withId(UUID id) {
        return new NewEvent<>(payload, id, metadata, occurredAt);
    }

    public NewEvent<E> withMetadata(Map<String, Object> metadata) {
        return new NewEvent<>(payload, id, metadata, occurredAt);
    }

    public NewEvent<E> occurredAt(Instant moment) {
        return new NewEvent<>(payload, id, metadata, moment);
    }

    /** Names the event; leaves payload and metadata out, so that it may stand in a log line. */
    @Override
    public String toString() {
        return payload.getClass().getSimpleName() + " (id " + (id == null ? "to be made" : id) + ")";
    }
}
