package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Events;
import io.readside.event.StoredEvent;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A projection that turns each event into statements of SQL, run in order in the transaction of the checkpoint. */
public final class SqlProjection<R> extends Projection<R> {

    private final Map<Class<?>, Function<Event<?>, List<Sql>>> handlers;
    private final @Nullable Function<Object, Collection<?>> keys;

    private SqlProjection(Builder<R, ?> builder) {
        super(builder.declaration, builder.events, builder.unknownTypesIgnored);
        handlers = Map.copyOf(builder.handlers);
        keys = builder.keys;
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

    @Override
    public boolean knowsKeys() {
        return keys != null;
    }

    @Override
    public Folding begin(List<StoredEvent> page) {
        return new StatementFolding(this, page);
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

        private final Declaration<R, ?> declaration;
        private final Events<E> events;
        private final Map<Class<?>, Function<Event<?>, List<Sql>>> handlers = new LinkedHashMap<>();
        private final Set<Class<?>> ignored = new HashSet<>();
        private @Nullable Function<Object, Collection<?>> keys;
        private boolean unknownTypesIgnored;

        private Builder(Declaration<R, ?> declaration, Events<E> events) {
            this.declaration = declaration;
            this.events = events;
        }

        /**
         * Says that the statements of an event touch the rows of one key only, and which. Without it, work on one key is
         * not possible and a repair is a rebuild.
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

        /** Passes over events whose stored type is not registered; by default they are poison. */
        public Builder<R, E> ignoreUnknownTypes() {
            unknownTypesIgnored = true;
            return this;
        }

        /** @throws IllegalArgumentException naming each event that is neither handled nor ignored, and each contradiction */
        public SqlProjection<R> build() {
            Coverage.require(declaration.name, events, handlers.keySet(), ignored, Set.of());
            return new SqlProjection<>(this);
        }

        private IllegalArgumentException problem(String what) {
            return Coverage.problem(declaration.name, what);
        }
    }
}
