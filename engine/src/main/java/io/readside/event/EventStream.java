package io.readside.event;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** A stream together with the types of its events: where a write goes, checked by the compiler. */
public record EventStream<E>(Events<E> events, StreamName name) {

    public EventStream {
        if (!name.category().equals(events.category())) {
            throw new IllegalArgumentException("Stream '" + name + "' is not of category '" + events.category() + "'.");
        }
    }

    /** Payloads as what a log appends, each with a new id. */
    public List<EventData> encode(E[] payloads, Supplier<UUID> newId) {
        List<NewEvent<E>> newEvents = new ArrayList<>(payloads.length);
        for (E payload : payloads) {
            newEvents.add(NewEvent.of(payload));
        }
        return encode(newEvents, newId);
    }

    /** As {@link #encode(Object[], Supplier)}, with ids, metadata or times of the caller's own. */
    public List<EventData> encode(List<NewEvent<E>> newEvents, Supplier<UUID> newId) {
        return newEvents.stream().map(event -> events.encode(event, newId)).toList();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
