package io.readside.projection;

import io.readside.event.EventData;
import io.readside.event.Events;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a fold makes of some events, through the same code as in production, stored form of events and rows included, but
 * with neither log nor store. Every event is recorded at the epoch, and its id is its position.
 */
public final class DryRun<R> {

    private final FoldProjection<R> projection;
    private final List<StoredEvent> log = new ArrayList<>();
    private final Map<StreamName, StreamVersion> versions = new HashMap<>();

    DryRun(FoldProjection<R> projection) {
        this.projection = projection;
    }

    /** Goes on with events of another stream of the category. */
    public DryRun<R> on(String streamId, Object... payloads) {
        for (Object payload : payloads) {
            log.add(store(projection.events(), streamId, payload));
        }
        return this;
    }

    @SuppressWarnings("unchecked") // encode refuses a payload that is not of the category
    private <E> StoredEvent store(Events<E> events, String streamId, Object payload) {
        StreamName stream = events.stream(streamId).name();
        long position = log.size() + 1L;
        EventData data = events.encode(NewEvent.of((E) payload), () -> new UUID(0, position));
        StreamVersion version = versions.merge(stream, StreamVersion.FIRST, (last, first) -> last.next());
        return new StoredEvent(
                Position.of(position),
                stream,
                version,
                data.id(),
                data.type(),
                data.data(),
                data.metadata(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /**
     * The row of a key, null if it has none.
     *
     * @param key a {@link Key}, or the value of a key of one part
     * @throws IllegalStateException if one of the events cannot be applied
     */
    public @Nullable R row(Object key) {
        return rows().get(projection.shape().key(key));
    }

    /** Every row by its key. */
    public Map<Key, R> rows() {
        return projection.foldStored(log);
    }
}
