package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Events;
import io.readside.event.StoredEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A projection that turns each event into statements of SQL, run in order in the transaction of the checkpoint. */
public final class SqlProjection<R> extends Projection<R> {

    private final Map<Class<?>, Function<Event<?>, List<Sql>>> handlers;
    private final @Nullable Function<Object, Collection<?>> keys;
    private final @Nullable Duration retention;

    private SqlProjection(Builder<R, ?> builder) {
        super(builder.declaration, builder.events, builder.unknownTypesIgnored, builder.policy());
        handlers = Map.copyOf(builder.handlers);
        keys = builder.keys;
        retention = builder.retention;
    }

    Set<Class<?>> handled() {
        return handlers.keySet();
    }

    List<Sql> statements(Event<?> event) {
        Function<Event<?>, List<Sql>> handler = handlers.get(event.payload().getClass());
        return handler == null ? List.of() : handler.apply(event);
    }

    /** Empty if the projection does not say. */
    Collection<?> keys(Event<?> event) {
        return keys == null ? List.of() : keys.apply(event.payload());
    }

    /** How long the store remembers which events it has applied; empty: it need not. */
    public Optional<Duration> oncePerEvent() {
        return Optional.ofNullable(retention);
    }

    @Override
    public boolean knowsKeys() {
        return keys != null;
    }

    @Override
    public boolean splitsByKey() {
        return false;
    }

    @Override
    public Folding begin(List<StoredEvent> page) {
        return new StatementFolding(this, page, new Scope.All());
    }

    @Override
    public Folding beginFor(Set<Key> only, List<StoredEvent> events) {
        return new StatementFolding(this, events, new Scope.Retried(only));
    }

    @Override
    public Folding beginOnly(Set<Key> only, List<StoredEvent> page) {
        if (!knowsKeys()) {
            throw Coverage.problem(
                    name(),
                    "it does not say which keys its statements touch, so none can be built by itself; rebuild it whole, or"
                            + " say so by ownsKey or ownsKeys");
        }
        return new StatementFolding(this, page, new Scope.Picked(only));
    }

    /** The declaration up to the events that it reads. */
    public static final class Source<R> extends Declaration<R, Source<R>> {

        Source(String name, Class<R> row) {
            super(name, row);
        }

        @Override
        Source<R> self() {
            return this;
        }

        public <E> Builder<R, E> from(Events<E> events) {
            return new Builder<>(this, events);
        }
    }

    /** Collects the statements. Functions are pure: the same event gives the same statements on every replay. */
    public static final class Builder<R, E> {

        private static final Duration SHORTEST_RETENTION = Duration.ofMinutes(1);
        private static final Duration LONGEST_RETENTION = Duration.ofDays(36_525);

        private final Declaration<R, ?> declaration;
        private final Events<E> events;
        private final Map<Class<?>, Function<Event<?>, List<Sql>>> handlers = new LinkedHashMap<>();
        private final Set<Class<?>> ignored = new HashSet<>();
        private @Nullable Function<Object, Collection<?>> keys;
        private @Nullable Duration retention;
        private boolean unknownTypesIgnored;
        private @Nullable OnPoison onPoison;

        private Builder(Declaration<R, ?> declaration, Events<E> events) {
            this.declaration = declaration;
            this.events = events;
        }

        /**
         * Says that the statements of an event read and write the rows of one key only, and which. So those of different keys may
         * run in another order than their events, many at once. Without it, work on one key is not possible, a repair is a rebuild,
         * and each change from one statement to another costs a round trip.
         */
        public Builder<R, E> ownsKey(Function<? super E, ?> key) {
            return ownsKeys(event -> List.of(key.apply(event)));
        }

        /** As {@link #ownsKey}, for events that touch several keys, or none. */
        @SuppressWarnings("unchecked") // a payload of this category is an E
        public Builder<R, E> ownsKeys(Function<? super E, ? extends Collection<?>> keysOfEvent) {
            keys = payload -> keysOfEvent.apply((E) payload);
            return this;
        }

        /**
         * Runs the statements of an event once even if the checkpoint is put back while the rows stay: the store keeps the
         * ids of applied events in the transaction of the batch. For statements that are no upserts, whose repetition would
         * show. A generation is made with it or without.
         *
         * @param kept how long an id is kept, by the store's clock; an event that comes again later runs again. At least
         *     1 minute
         */
        public Builder<R, E> oncePerEvent(Duration kept) {
            if (kept.compareTo(SHORTEST_RETENTION) < 0 || kept.compareTo(LONGEST_RETENTION) > 0) {
                throw problem("ids of events are kept from 1 minute to 100 years, not for " + kept);
            }
            retention = kept;
            return this;
        }

        /** One statement for each event of a class. */
        public <T extends E> Builder<R, E> on(Class<T> type, Function<? super T, Sql> statement) {
            return onAll(type, event -> List.of(statement.apply(event.payload())));
        }

        /** Any number of statements, run in their order; the event comes with its id, stream, times and metadata. */
        @SuppressWarnings("unchecked") // handlers are called with events of the class that they are filed under
        public <T extends E> Builder<R, E> onAll(Class<T> type, Function<Event<T>, List<Sql>> statements) {
            if (handlers.put(type, event -> statements.apply((Event<T>) event)) != null) {
                throw problem(type.getSimpleName() + " is handled twice");
            }
            return this;
        }

        /** Says that these events mean nothing to this read model. */
        @SafeVarargs
        public final Builder<R, E> ignore(Class<? extends E>... types) {
            for (Class<? extends E> type : types) {
                ignored.add(type);
            }
            return this;
        }

        /** Passes over events whose stored type or version is not registered; by default they are poison. */
        public Builder<R, E> ignoreUnknownTypes() {
            unknownTypesIgnored = true;
            return this;
        }

        /**
         * What happens about an event that cannot be applied; default {@link OnPoison#PARK_KEY} with owned keys, else {@link
         * OnPoison#STOP}. An event is parked as a whole, so keys that share a parked event are parked with each other.
         */
        public Builder<R, E> onPoison(OnPoison onPoison) {
            this.onPoison = onPoison;
            return this;
        }

        private OnPoison policy() {
            return onPoison == null ? defaultOnPoison(keys != null) : onPoison;
        }

        /** @throws IllegalArgumentException naming each event that is neither handled nor ignored, and each contradiction */
        public SqlProjection<R> build() {
            if (policy() == OnPoison.PARK_KEY && keys == null) {
                throw problem("it cannot park a key, since it does not say which keys its statements touch;"
                        + " say so by ownsKey or ownsKeys, or choose onPoison(STOP)");
            }
            Coverage.require(declaration.name, events, handlers.keySet(), ignored, Set.of());
            return new SqlProjection<>(this);
        }

        private IllegalArgumentException problem(String what) {
            return Coverage.problem(declaration.name, what);
        }
    }
}
