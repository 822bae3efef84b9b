package io.readside.event;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The events of a visit, with a history of names and versions. */
final class Visits {

    sealed interface Visit {}

    record Arrived(String guest, int bags) implements Visit {}

    record Left(String guest) implements Visit {}

    private Visits() {}

    static Events.Builder<Visit> declared() {
        return Events.of("visit", Visit.class).type(Arrived.class, "Arrived", 3).type(Left.class);
    }

    /** Came v1 had "who"; Came v2 is Arrived v2, which counted no bags; Stayed was both events in one. */
    static final Events<Visit> EVENTS = declared()
            .upcast("Came", 1, payload -> {
                payload.put("guest", payload.remove("who"));
                return payload;
            })
            .rename("Came", 2)
            .to("Arrived", 2)
            .upcast("Arrived", 2, payload -> {
                payload.putIfAbsent("bags", 1);
                return payload;
            })
            .rename("Gone", 1)
            .to("Left", 1, payload -> Map.of("guest", payload.get("name")))
            .split(
                    "Stayed",
                    1,
                    payload -> List.of(EventPart.of("Arrived", 2, payload), EventPart.of("Left", 1, payload)))
            .split("Sneezed", 1, payload -> List.of())
            .build();

    static List<Visit> read(Events<Visit> events, String name, int version, String data) {
        return events.decode(stored(name, version, data)).stream()
                .map(Event::payload)
                .toList();
    }

    static UndecodableEvent refused(Events<Visit> events, String name, int version, String data) {
        return catchThrowableOfType(UndecodableEvent.class, () -> events.decode(stored(name, version, data)));
    }

    static UndecodableEvent refused(Events<Visit> events, String name, int version) {
        return refused(events, name, version, "{\"guest\":\"secret\"}");
    }

    static StoredEvent stored(String name, int version, String data) {
        return new StoredEvent(
                Position.of(5),
                new StreamName("visit-1"),
                StreamVersion.FIRST,
                new UUID(0, 1),
                new EventType(name, version),
                data,
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
