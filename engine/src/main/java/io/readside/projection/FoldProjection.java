package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Events;
import io.readside.event.StoredEvent;
import io.readside.projection.Handler.Expects;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A projection that folds each event into the rows of the keys that it touches. */
public final class FoldProjection<R> extends Projection<R> {

    private final Keying keying;
    private final Map<Class<?>, Handler<R>> handlers;

    private FoldProjection(Builder<R, ?> builder, Keying keying) {
        super(builder.declaration, builder.events, builder.unknownTypesIgnored, builder.onPoison);
        this.keying = keying;
        this.handlers = Map.copyOf(builder.handlers);
    }

    Keying keying() {
        return keying;
    }

    @Nullable
    Handler<R> handler(Class<?> type) {
        return handlers.get(type);
    }

    /** The classes that change a row or bind a stream. */
    Set<Class<?>> handled() {
        Set<Class<?>> handled = new HashSet<>(handlers.keySet());
        if (keying instanceof Keying.Bound bound) {
            handled.addAll(bound.classes());
        }
        return handled;
    }

    @Override
    public boolean knowsKeys() {
        return true;
    }

    @Override
    public boolean splitsByKey() {
        return true;
    }

    @Override
    public Folding begin(List<StoredEvent> page) {
        return new KeyFolding<>(this, page, new Scope.All());
    }

    @Override
    public Folding beginFor(Set<Key> only, List<StoredEvent> events) {
        return new KeyFolding<>(this, events, new Scope.Retried(only));
    }

    @Override
    public Folding beginOnly(Set<Key> keys, List<StoredEvent> page) {
        return new KeyFolding<>(this, page, new Scope.Picked(keys));
    }

    /**
     * Folds events as those of one stream, with neither log nor store: for unit tests of the declaration.
     *
     * @param payloads in their order, as the log would hold them
     */
    public DryRun<R> fold(Object... payloads) {
        return new DryRun<>(this).on("1", payloads);
    }

    /**
     * The rows that some events lead to, if there are no others: those of one stream, for example.
     *
     * @param events in order of position
     * @throws IllegalStateException if one of them cannot be applied
     */
    public Map<Key, R> foldStored(List<StoredEvent> events) {
        Folding folding = begin(events);
        folding.keys(Map.of());
        Folding.Folded folded = folding.fold(Map.of(), Map.of(), Map.of());
        folded.parked().forEach(parked -> {
            throw refused(parked.event(), parked.reason());
        });
        folded.poison().ifPresent(poison -> {
            throw refused(poison.event(), poison.reason());
        });
        Map<Key, R> rows = new HashMap<>();
        for (Change change : folded.changes()) {
            if (change instanceof Change.Upsert upsert) {
                rows.put(upsert.key(), Objects.requireNonNull(shape().fromRow(upsert.row())));
            }
        }
        return rows;
    }

    private IllegalStateException refused(StoredEvent event, @Nullable String reason) {
        return new IllegalStateException(this + " cannot apply " + event + ": " + reason + ".");
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

    /**
     * Collects the keys and the folds. Functions are pure: they see their arguments, no clock, no I/O, no randomness.
     *
     * @param <E> what all events of the category are
     */
    public static final class Builder<R, E> {

        private final Declaration<R, ?> declaration;
        private final Events<E> events;
        private final Map<Class<?>, Handler<R>> handlers = new LinkedHashMap<>();
        private final Set<Class<?>> ignored = new HashSet<>();
        private final Map<Class<?>, Function<Object, Collection<?>>> binders = new HashMap<>();
        private final List<Keying> keyings = new ArrayList<>();
        private boolean unknownTypesIgnored;
        private OnPoison onPoison = defaultOnPoison(true);

        private Builder(Declaration<R, ?> declaration, Events<E> events) {
            this.declaration = declaration;
            this.events = events;
        }

        /** Every event names the one key that it touches: a {@link Key}, or the value of a key of one part. */
        public Builder<R, E> keyedBy(Function<? super E, ?> key) {
            return keysOf(event ->
                    List.of(Objects.requireNonNull((Object) key.apply(event), () -> "keyedBy gave null for an event")));
        }

        /** Every event names the keys that it touches, none, one or many. */
        @SuppressWarnings("unchecked") // a payload of this category is an E
        public Builder<R, E> keysOf(Function<? super E, ? extends Collection<?>> keys) {
            keyings.add(new Keying.OfEvent(payload -> keys.apply((E) payload)));
            return this;
        }

        /** The key is the stream's id, the text after the first dash of its name. */
        public Builder<R, E> keyedByStream() {
            keyings.add(new Keying.OfStream());
            return this;
        }

        /**
         * These events name a key, and bind their stream to it: events that name none reach the keys that their stream
         * was bound to before.
         */
        public <T extends E> Builder<R, E> bind(Class<T> type, Function<? super T, ?> key) {
            return bindAll(
                    type,
                    event -> List.of(
                            Objects.requireNonNull((Object) key.apply(event), () -> "bind gave null for an event")));
        }

        /** As {@link #bind}, for events that name several keys, or none. */
        public <T extends E> Builder<R, E> bindAll(Class<T> type, Function<? super T, ? extends Collection<?>> keys) {
            if (binders.put(type, payload -> keys.apply(type.cast(payload))) != null) {
                throw problem(type.getSimpleName() + " binds twice");
            }
            return this;
        }

        /** Makes the row; if it exists, the event is poison. */
        public <T extends E> Builder<R, E> insert(Class<T> type, Function<? super T, R> row) {
            return handle(type, Expects.ABSENT, (key, absent, event) -> row.apply(event.payload()));
        }

        /** Makes the row of one of the keys that the event touches; if it exists, the event is poison. */
        public <T extends E> Builder<R, E> insert(Class<T> type, BiFunction<Key, ? super T, R> row) {
            return handle(type, Expects.ABSENT, (key, absent, event) -> row.apply(key, event.payload()));
        }

        /** Makes the row unless it exists. */
        public <T extends E> Builder<R, E> insertIfAbsent(Class<T> type, Function<? super T, R> row) {
            return handle(type, Expects.ABSENT_OR_SKIP, (key, absent, event) -> row.apply(event.payload()));
        }

        /** Changes the row; if it does not exist, the event is poison. */
        public <T extends E> Builder<R, E> update(Class<T> type, BiFunction<R, ? super T, R> change) {
            return update(type, (key, row, payload) -> change.apply(row, payload));
        }

        /** Changes the row of one of the keys that the event touches; if it does not exist, the event is poison. */
        public <T extends E> Builder<R, E> update(Class<T> type, Fold.Update<R, ? super T> change) {
            return handle(
                    type,
                    Expects.PRESENT,
                    (key, row, event) -> change.apply(key, Objects.requireNonNull(row), event.payload()));
        }

        /** Changes the row if it exists. */
        public <T extends E> Builder<R, E> updateIfPresent(Class<T> type, BiFunction<R, ? super T, R> change) {
            return handle(
                    type,
                    Expects.PRESENT_OR_SKIP,
                    (key, row, event) -> change.apply(Objects.requireNonNull(row), event.payload()));
        }

        /** Takes the row or null, and gives the row or null. */
        public <T extends E> Builder<R, E> put(Class<T> type, Fold.Put<R, ? super T> change) {
            return handle(type, Expects.EITHER, (key, row, event) -> change.apply(row, event.payload()));
        }

        /** Removes the row if there is one. */
        public <T extends E> Builder<R, E> delete(Class<T> type) {
            return handle(type, Expects.EITHER, (key, row, event) -> null);
        }

        /** The full form: takes the key, the row or null, and the event with its id, stream, times and metadata. */
        public <T extends E> Builder<R, E> fold(Class<T> type, Fold<R, T> fold) {
            return handle(type, Expects.EITHER, fold);
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

        /** What happens about an event that cannot be applied; default {@link OnPoison#PARK_KEY}. */
        public Builder<R, E> onPoison(OnPoison onPoison) {
            this.onPoison = onPoison;
            return this;
        }

        @SuppressWarnings("unchecked") // handlers are called with events of the class that they are filed under
        private <T extends E> Builder<R, E> handle(Class<T> type, Expects expects, Fold<R, T> fold) {
            Fold<R, Object> filed = (key, row, event) -> fold.apply(key, row, (Event<T>) (Event<?>) event);
            if (handlers.put(type, new Handler<>(expects, filed)) != null) {
                throw problem(type.getSimpleName() + " is handled twice");
            }
            return this;
        }

        /** @throws IllegalArgumentException naming each event that is neither handled nor ignored, and each contradiction */
        public FoldProjection<R> build() {
            if (!binders.isEmpty()) {
                keyings.add(new Keying.Bound(binders));
            }
            if (keyings.size() != 1) {
                throw problem(
                        "say once how events find their keys (keyedBy, keysOf, keyedByStream, or bind); it was said "
                                + keyings.size() + " times");
            }
            Coverage.require(declaration.name, events, handlers.keySet(), ignored, binders.keySet());
            return new FoldProjection<>(this, keyings.get(0));
        }

        private IllegalArgumentException problem(String what) {
            return Coverage.problem(declaration.name, what);
        }
    }
}
