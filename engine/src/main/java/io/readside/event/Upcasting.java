package io.readside.event;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps from every historical name and version to the current ones: a graph without loops and dead ends. */
final class Upcasting {

    /** Most steps that reading one stored event may take. */
    static final int MAX_STEPS = 10_000;

    /** What a historical event is read as. */
    sealed interface Step {

        /** Exactly one event, of a type that is known beforehand. */
        record To(EventType type, Upcaster upcaster) implements Step {}

        /** Any number of events, whose types are seen only when they come. */
        record Into(Splitter splitter) implements Step {}
    }

    /** An event in its current type, its payload still JSON. */
    record Current(EventType type, String data) {}

    private final Set<EventType> current;
    private final Map<EventType, Step> steps;
    private final Set<EventType> readable;

    /** @throws IllegalArgumentException naming a step that leads away from a current type, to nowhere or in a circle */
    Upcasting(Collection<EventType> current, Map<EventType, Step> steps) {
        this.current = Set.copyOf(current);
        this.steps = Map.copyOf(steps);
        this.readable =
                Stream.concat(current.stream(), steps.keySet().stream()).collect(Collectors.toUnmodifiableSet());
        steps.keySet().forEach(this::requireWayOn);
    }

    /** Every stored type that can be read. */
    Set<EventType> readable() {
        return readable;
    }

    /** The highest version that is known of a stored name. */
    OptionalInt newest(String name) {
        return readable.stream()
                .filter(type -> type.name().equals(name))
                .mapToInt(EventType::version)
                .max();
    }

    private void requireWayOn(EventType from) {
        current.stream()
                .filter(now -> now.name().equals(from.name()) && now.version() <= from.version())
                .forEach(now -> {
                    throw new IllegalArgumentException(
                            "A step leads away from " + from + ", but the current version is " + now.version() + ".");
                });
        List<EventType> path = new ArrayList<>();
        EventType type = from;
        while (steps.get(type) instanceof Step.To to) {
            path.add(type);
            type = to.type();
            if (isLoop(path, type)) {
                throw new IllegalArgumentException("The steps lead in a circle: " + shown(path, type) + ".");
            }
        }
        if (!current.contains(type) && !steps.containsKey(type)) {
            throw new IllegalArgumentException(from + " leads to " + type + ", but no step leads on from version "
                    + type.version() + " of '" + type.name() + "'. Registered: " + shown(current) + ".");
        }
    }

    /** Along a way from step to step, the version of one name only increases. */
    private static boolean isLoop(List<EventType> path, EventType next) {
        return path.stream().anyMatch(type -> type.name().equals(next.name()) && type.version() >= next.version());
    }

    private static String shown(List<EventType> path, EventType next) {
        return path.stream().map(EventType::toString).collect(Collectors.joining(" -> ")) + " -> " + next;
    }

    private static String shown(Collection<EventType> types) {
        return types.stream().map(EventType::toString).sorted().collect(Collectors.joining(", "));
    }

    /**
     * Reads an event of a readable type as what it is today.
     *
     * @return in the order in which they are to be applied; empty if it means nothing any more
     * @throws UndecodableEvent if a step fails, leads to a type that is not registered, or in a circle
     * @throws IllegalArgumentException if the payload is no JSON object
     */
    List<Current> toCurrent(StoredEvent stored) {
        if (current.contains(stored.type())) {
            return List.of(new Current(stored.type(), stored.data()));
        }
        Walk walk = new Walk(stored);
        walk.on(stored.type(), Json.readObject(stored.data()));
        return walk.ends;
    }

    /** The way of one stored event through the steps. */
    private final class Walk {

        private final StoredEvent stored;
        private final List<EventType> path = new ArrayList<>();
        private final List<Current> ends = new ArrayList<>();
        private int taken;

        Walk(StoredEvent stored) {
            this.stored = stored;
        }

        void on(EventType type, Map<String, Object> payload) {
            if (isLoop(path, type)) {
                throw broken("loop detected: " + shown(path, type));
            }
            if (++taken > MAX_STEPS) {
                throw broken("it takes more than " + MAX_STEPS + " steps");
            }
            if (current.contains(type)) {
                ends.add(new Current(type, Json.write(payload)));
                return;
            }
            Step step = steps.get(type);
            if (step == null) {
                throw broken("it leads to " + named(type) + ", which is not registered");
            }
            path.add(type);
            if (step instanceof Step.To to) {
                on(to.type(), upcast(type, to.upcaster(), payload));
            } else if (step instanceof Step.Into into) {
                split(type, into.splitter(), payload).forEach(part -> on(part.type(), Json.readObject(part.data())));
            }
            path.remove(path.size() - 1);
        }

        private Map<String, Object> upcast(EventType from, Upcaster upcaster, Map<String, Object> payload) {
            try {
                Map<String, Object> next = upcaster.upcast(payload);
                if (next != null) {
                    return next;
                }
            } catch (RuntimeException | StackOverflowError e) {
                throw UndecodableEvent.failed(stored, "The upcaster from " + from, e);
            }
            throw UndecodableEvent.broken(stored, "The upcaster from " + from, "it gave null");
        }

        /** As text at once, since the parts may share values that the next upcaster changes. */
        private List<Current> split(EventType from, Splitter splitter, Map<String, Object> payload) {
            List<EventPart> parts;
            try {
                parts = List.copyOf(splitter.split(payload));
            } catch (RuntimeException | StackOverflowError e) {
                throw UndecodableEvent.failed(stored, "The splitter from " + from, e);
            }
            return parts.stream()
                    .map(part -> new Current(part.type(), Json.write(part.payload())))
                    .toList();
        }

        private UndecodableEvent broken(String reason) {
            return UndecodableEvent.broken(stored, "Upcasting", reason);
        }

        /** A name that a splitter has made up may be a piece of the payload. */
        private String named(EventType type) {
            return newest(type.name()).isPresent() ? type.toString() : "a name";
        }
    }
}
