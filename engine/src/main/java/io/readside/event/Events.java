package io.readside.event;

import io.readside.event.Upcasting.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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
    private final Upcasting upcasting;

    private Events(Builder<E> builder) {
        category = builder.category;
        types = Map.copyOf(builder.types);
        classes = Map.copyOf(builder.classes);
        upcasting = new Upcasting(builder.types.values(), builder.steps);
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

    /** Every stored name and version that can be read, current and historical, in no order. */
    public Set<EventType> storedTypes() {
        return upcasting.readable();
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
     * Whether an event may stand for one of some classes today. Told without reading it, so that what nobody wants costs nothing:
     * where its type is not a current one, it may.
     */
    public boolean mayBe(StoredEvent stored, Set<Class<?>> wanted) {
        Class<? extends E> javaType = classes.get(stored.type().name());
        return javaType == null || wanted.contains(javaType) || !stored.type().equals(types.get(javaType));
    }

    /**
     * Reads a stored event in its current shape, through the steps that its name and version need.
     *
     * @return what it stands for today, in the order in which it is to be applied: one event, unless a {@link Splitter} made
     *     more of it or none; all share its id, place and times
     * @throws UndecodableEvent if the type or version is not registered, the JSON does not fit, or a step fails
     */
    public List<Event<E>> decode(StoredEvent stored) {
        if (!upcasting.readable().contains(stored.type())) {
            throw UndecodableEvent.unknown(
                    stored, upcasting.newest(stored.type().name()), known());
        }
        try {
            List<Event<E>> events = new ArrayList<>();
            for (Upcasting.Current current : upcasting.toCurrent(stored)) {
                events.add(event(stored, current));
            }
            return events;
        } catch (UndecodableEvent e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw UndecodableEvent.broken(stored, "Reading the JSON", String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            throw UndecodableEvent.broken(stored, "Reading the JSON", Failure.withoutMessage(e));
        }
    }

    private Event<E> event(StoredEvent stored, Upcasting.Current current) {
        Class<? extends E> javaType =
                Objects.requireNonNull(classes.get(current.type().name()));
        return new Event<>(
                Json.read(current.data(), javaType),
                stored.id(),
                stored.stream(),
                stored.streamVersion(),
                stored.occurredAt(),
                stored.recordedAt(),
                Json.readObject(stored.metadata()));
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
        private final Map<EventType, Step> steps = new LinkedHashMap<>();

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
         * @param version the current schema version; each older one needs a step that leads on from it
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
            return step(new EventType(name, fromVersion), new Step.To(new EventType(name, fromVersion + 1), upcaster));
        }

        /** Registers that events stored under this name and version bear another name today; {@link Renaming} says which. */
        public Renaming rename(String name, int version) {
            return new Renaming(new EventType(name, version));
        }

        /** Registers that an event stored under this name and version stands for several events today, or for none. */
        public Builder<E> split(String name, int version, Splitter splitter) {
            return step(new EventType(name, version), new Step.Into(splitter));
        }

        private Builder<E> step(EventType from, Step step) {
            if (steps.putIfAbsent(from, step) != null) {
                throw new IllegalArgumentException(
                        "Two upcasters are registered for '" + from.name() + "' version " + from.version() + ".");
            }
            return this;
        }

        /**
         * @throws IllegalArgumentException naming each forgotten permitted class, and a step that leads away from a current
         *     version, to nowhere or in a circle
         */
        public Events<E> build() {
            List<String> missing = SealedTypes.leaves(root).stream()
                    .filter(leaf -> !types.containsKey(leaf))
                    .map(Class::getSimpleName)
                    .toList();
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("Category '" + category + "': not registered: "
                        + String.join(", ", missing) + ". Add .type(…) for each.");
            }
            return new Events<>(this);
        }

        /** The second half of {@link #rename}. */
        public final class Renaming {

            private final EventType from;

            private Renaming(EventType from) {
                this.from = from;
            }

            /** The payload fits as it is. */
            public Builder<E> to(String name, int version) {
                return to(name, version, payload -> payload);
            }

            public Builder<E> to(String name, int version, Upcaster upcaster) {
                return step(from, new Step.To(new EventType(name, version), upcaster));
            }
        }
    }
}
