package io.readside.testkit;

import io.readside.event.Event;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.Json;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamVersion;
import io.readside.event.UndecodableEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stored payloads of a category's past, and what they are read as. */
final class GoldenFiles<E> {

    private static final UUID ID = new UUID(0, 1);

    private final Events<E> events;
    private final Path folder;

    GoldenFiles(Events<E> events, Path folder) {
        this.events = events;
        this.folder = folder;
    }

    /** Each version that can be read and has no payload. */
    List<String> missing() {
        return types().map(GoldenFiles::payload)
                .filter(name -> !Files.exists(folder.resolve(name)))
                .map(name -> name + " is missing in " + folder + ": keep a payload as the log stores it")
                .toList();
    }

    /** Each file that belongs to no version that can be read. */
    List<String> strays() {
        Set<String> known = types().flatMap(type -> Stream.of(payload(type), expected(type)))
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !known.contains(name))
                    .sorted()
                    .map(name -> name + " is of no registered version; what was stored has to stay readable")
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each payload that is read as something else than expected. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        types().filter(type -> Files.exists(folder.resolve(payload(type)))).forEach(type -> {
            Path expected = folder.resolve(expected(type));
            String actual = read(type);
            if (!Files.exists(expected)) {
                differences.add(expected(type) + " is missing in " + folder + "; today it would be\n" + actual);
            } else if (!Json.canonical(text(expected)).equals(actual)) {
                differences.add(payload(type) + " is read as\n" + actual + "\nand not as " + expected(type) + " says");
            }
        });
        return differences;
    }

    private Stream<EventType> types() {
        return events.storedTypes().stream().sorted((a, b) -> payload(a).compareTo(payload(b)));
    }

    private String read(EventType type) {
        try {
            return Json.canonical(Json.write(events.decode(stored(type)).stream()
                    .map(Event::payload)
                    .map(this::shown)
                    .toList()));
        } catch (UndecodableEvent e) {
            return String.valueOf(e.getMessage());
        }
    }

    private Map<String, Object> shown(E payload) {
        EventData data = events.encode(NewEvent.of(payload), () -> ID);
        return Map.of("type", data.type().name(), "data", Json.readObject(data.data()));
    }

    private StoredEvent stored(EventType type) {
        return new StoredEvent(
                Position.of(1),
                events.stream("golden").name(),
                StreamVersion.FIRST,
                ID,
                type,
                text(folder.resolve(payload(type))),
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String payload(EventType type) {
        return type.name() + ".v" + type.version() + ".json";
    }

    private static String expected(EventType type) {
        return type.name() + ".v" + type.version() + ".expected.json";
    }
}
