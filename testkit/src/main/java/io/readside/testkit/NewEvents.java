package io.readside.testkit;

import io.readside.event.EventData;
import io.readside.event.EventType;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Events to append, made up. */
final class NewEvents {

    /** Bytes of a large payload, which nothing compresses. */
    static final int LARGE = 40_000;

    private NewEvents() {}

    static EventData event() {
        return event(UUID.randomUUID(), "OrderPlaced", "{\"total\":12}");
    }

    static EventData event(UUID id, String type, String data) {
        return new EventData(id, new EventType(type, 1), data, "{}", null);
    }

    static EventData[] events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event()).toArray(EventData[]::new);
    }

    static EventData[] largeEvents(int count) {
        Random random = new Random(count);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    byte[] noise = new byte[LARGE * 3 / 4 - 20];
                    random.nextBytes(noise);
                    String text = Base64.getEncoder().encodeToString(noise);
                    return event(UUID.randomUUID(), "Large", "{\"x\":\"" + text + "\"}");
                })
                .toArray(EventData[]::new);
    }

    static List<UUID> ids(EventData[] events) {
        return List.of(events).stream().map(EventData::id).toList();
    }
}
