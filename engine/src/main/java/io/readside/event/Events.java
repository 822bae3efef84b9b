package io.readside.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The events of one category: which stored name and schema version stands for which class, and how older versions become
 * the current one. Immutable; classes are named here and nowhere else, never by the data.
 *
 * @param <E> what all of them are, best a sealed interface
 */
public final class Events<E> {

    private final String category;
    private final Map<Class<? extends E>, EventType> types;
    private final Map<String, Class<? extends E>> classes;
    private final Map<EventType, Upcaster> upcasters;

    private Events(Builder<E> builder) {
        category = builder.category;
        types = Map.copyOf(builder.types);
        classes = Map.copyOf(builder.classes);
        upcasters = Map.copyOf(builder.upcasters);
    }

    /**
     * Begins a registration.
     *
     * @param category the text before the first {@code -} of the streams' names, for example {@code order}
     * @param root what all events of the category are; if sealed, {@link Builder#build()} names each forgotten class
     */
    public static <E> Builder<E> of(String category, Class<E> root) {
        return new Builder<>(category, root);
    }

    public String category() {
        return category;
    }

    /** The registered classes, in no order. */
    public Set<Class<? extends E>> classes() {
        return types.keySet();
    }

    /** The stream of one aggregate. */
    public EventStream<E> stream(String id) {
        return new EventStream<>(this, StreamName.of(category, id));
    }

    /**
     * Puts an event in the form in which it is stored.
     *
     * @param newId gives the id of an event that has none yet
     * @throws BadEvent if its class is not registered, or its JSON is too large or cannot be stored
     */
    public EventData encode(NewEvent<? extends E> event, Supplier<UUID> newId) {
        EventType type = types.get(event.payload().getClass());
        if (type == null) {
            throw new BadEvent(event.payload().getClass().getName() + " is not registered for category '" + category
                    + "'. Registered: " + known() + ".");
        }
        UUID id = event.id() == null ? newId.get() : event.id();
        return new EventData(
                id,
                type,
                Json.write(event.payload()),
                event.metadata().isEmpty() ? "{}" : Json.write(event.metadata()),
                event.occurredAt());
    }

    /**
     * Reads a stored event in its current shape, through the upcasters that its version needs.
     *
     * @throws UndecodableEvent if the type or version is not registered, the JSON does not fit, or an upcaster fails
     */
    public Event<E> decode(StoredEvent stored) {
        Class<? extends E> javaType = classes.get(stored.type().name());
        EventType current = javaType == null ? null : types.get(javaType);
        if (javaType == null || current == null || !reaches(stored.type(), current)) {
            throw UndecodableEvent.unknown(stored, known());
        }
        try {
            E payload = Json.read(upcast(stored, current), javaType);
            return new Event<>(
                    payload,
                    stored.id(),
                    stored.stream(),
                    stored.streamVersion(),
                    stored.occurredAt(),
                    stored.recordedAt(),
                    Json.readObject(stored.metadata()));
        } catch (IllegalArgumentException e) {
            throw UndecodableEvent.broken(stored, "Reading the JSON", String.valueOf(e.getMessage()));
        }
    }

    private boolean reaches(EventType stored, EventType current) {
        return stored.equals(current) || upcasters.containsKey(stored);
    }

    private String upcast(StoredEvent stored, EventType current) {
        if (stored.type().equals(current)) {
            return stored.data();
        }
        Map<String, Object> payload = Json.readObject(stored.data());
        EventType type = stored.type();
        while (type.version() < current.version()) {
            Upcaster upcaster = Objects.requireNonNull(upcasters.get(type), "build() checked that the chain is whole");
            try {
                payload = upcaster.upcast(payload);
            } catch (RuntimeException e) {
                throw UndecodableEvent.broken(stored, "The upcaster from " + type, Failure.withoutMessage(e));
            }
            type = new EventType(type.name(), type.version() + 1);
        }
        return Json.write(payload);
    }

    private String known() {
        return types.values().stream().map(EventType::toString).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return "category '" + category + "': " + known();
    }

    /** Collects the registration of one category. */
    public static final class Builder<E> {

        private final String category;
        private final Class<E> root;
        private final Map<Class<? extends E>, EventType> types = new LinkedHashMap<>();
        private final Map<String, Class<? extends E>> classes = new LinkedHashMap<>();
        private final Map<EventType, Upcaster> upcasters = new LinkedHashMap<>();

        private Builder(String category, Class<E> root) {
            this.category = StreamName.of(category, "").category();
            this.root = root;
        }

        /** Registers a class whose stored name is its simple name now, in schema version 1. */
        public Builder<E> type(Class<? extends E> javaType) {
            return type(javaType, javaType.getSimpleName(), 1);
        }

        /**
         * Registers a class under the name and version that are stored with its events.
         *
         * @param name stays for ever; the class may be renamed
         * @param version the current schema version; each older one needs an upcaster
         */
        public Builder<E> type(Class<? extends E> javaType, String name, int version) {
            if (types.putIfAbsent(javaType, new EventType(name, version)) != null) {
                throw new IllegalArgumentException(javaType.getName() + " is registered twice.");
            }
            Class<? extends E> other = classes.putIfAbsent(name, javaType);
            if (other != null) {
                throw new IllegalArgumentException("The stored name '" + name + "' stands for both " + other.getName()
                        + " and " + javaType.getName() + ".");
            }
            return this;
        }

        /** Registers how the payload of {@code fromVersion} becomes that of the version after it. */
        public Builder<E> upcast(String name, int fromVersion, Upcaster upcaster) {
            if (upcasters.putIfAbsent(new EventType(name, fromVersion), upcaster) != null) {
                throw new IllegalArgumentException(
                        "Two upcasters are registered for '" + name + "' version " + fromVersion + ".");
            }
            return this;
        }

        /** @throws IllegalArgumentException naming each forgotten permitted class and each hole in a chain of upcasters */
        public Events<E> build() {
            List<String> missing = SealedTypes.leaves(root).stream()
                    .filter(leaf -> !types.containsKey(leaf))
                    .map(Class::getSimpleName)
                    .toList();
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("Category '" + category + "': not registered: "
                        + String.join(", ", missing) + ". Add .type(…) for each.");
            }
            upcasters.keySet().forEach(this::requireWholeChain);
            return new Events<>(this);
        }

        private void requireWholeChain(EventType from) {
            EventType current = current(from.name());
            if (current == null) {
                throw new IllegalArgumentException("An upcaster is registered for '" + from.name()
                        + "', but no type of this name is. Registered: " + classes.keySet() + ".");
            }
            for (int version = from.version(); version < current.version(); version++) {
                if (!upcasters.containsKey(new EventType(from.name(), version))) {
                    throw new IllegalArgumentException("'" + from.name() + "' is at version " + current.version()
                            + " and has an upcaster from version " + from.version() + ", but none from version "
                            + version + ".");
                }
            }
            if (from.version() >= current.version()) {
                throw new IllegalArgumentException("An upcaster leads away from " + from
                        + ", but the current version is " + current.version() + ".");
            }
        }

        private @Nullable EventType current(String name) {
            Class<? extends E> javaType = classes.get(name);
            return javaType == null ? null : types.get(javaType);
        }
    }
}
