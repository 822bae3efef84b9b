package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.projection.Change.Delete;
import io.readside.projection.Change.Upsert;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a fold by key. Each key is a sequence of its own: an event that fails for one of its keys is parked for it and
 * takes effect on the others. A row whose last applied position is not below the event's has it already and is left alone;
 * each result is put in store form before it is folded further.
 */
final class KeyFolding<R> implements Folding {

    private final FoldProjection<R> projection;
    private final Scope scope;
    private final boolean parks;
    private final Decoding decoding;
    private final KeyFinder finder;
    private final List<Map<Key, List<Event<?>>>> eventsOfItem = new ArrayList<>();
    private final Set<Key> keys = new LinkedHashSet<>();
    private Map<Key, StoredRow> before = Map.of();
    private final Map<Key, Current<R>> changed = new LinkedHashMap<>(); // in order of the last event of each
    private final Parking parking = new Parking();

    KeyFolding(FoldProjection<R> projection, List<StoredEvent> page, Scope scope) {
        this.projection = projection;
        this.scope = scope;
        this.parks = scope.parks(projection.onPoison());
        this.decoding = new Decoding(
                projection,
                projection.handled(),
                page,
                projection.keying() instanceof Keying.OfStream && scope.keepsUnreadable(projection.onPoison()));
        this.finder = new KeyFinder(projection.keying(), projection.shape(), scope);
        if (!(projection.keying() instanceof Keying.Bound)) {
            findKeys();
        }
    }

    @Override
    public Set<StreamName> streams() {
        Set<StreamName> streams = new LinkedHashSet<>();
        if (projection.keying() instanceof Keying.Bound) {
            decoding.items().forEach(item -> streams.add(item.stored().stream()));
        }
        return streams;
    }

    @Override
    public Set<Key> keys(Map<StreamName, List<Binding>> known) {
        if (projection.keying() instanceof Keying.Bound) {
            finder.know(known);
            findKeys();
        }
        return keys;
    }

    private void findKeys() {
        forEachItem((index, item) -> {
            Map<Key, List<Event<?>>> events = eventsByKey(item);
            eventsOfItem.add(events);
            keys.addAll(events.keySet());
        });
    }

    /** What is to be folded into each key: of an item that cannot be read nothing yet. */
    private Map<Key, List<Event<?>>> eventsByKey(Decoding.Item item) {
        List<Set<Key>> keys = finder.keys(item);
        Map<Key, List<Event<?>>> byKey =
                item.events().size() == 1 && keys.get(0).size() == 1
                        ? eventOfKey(item.events().get(0), keys.get(0))
                        : eventsByKey(item, keys);
        if (scope instanceof Scope.Retried tried) {
            requireNothingElsewhere(item, byKey.keySet(), tried.keys());
        }
        if (scope instanceof Scope.All || byKey.keySet().stream().allMatch(scope::includes)) {
            return byKey;
        }
        Map<Key, List<Event<?>>> included = new LinkedHashMap<>(byKey);
        included.keySet().removeIf(key -> !scope.includes(key));
        return included;
    }

    /** As most are: one event of one key. */
    private Map<Key, List<Event<?>>> eventOfKey(Event<?> event, Set<Key> key) {
        return projection.handler(event.payload().getClass()) == null
                ? Map.of()
                : Map.of(key.iterator().next(), List.of(event));
    }

    private Map<Key, List<Event<?>>> eventsByKey(Decoding.Item item, List<Set<Key>> keys) {
        Map<Key, List<Event<?>>> byKey = new LinkedHashMap<>();
        if (!item.isReadable()) {
            keys.get(0).forEach(key -> byKey.put(key, List.of()));
            return byKey;
        }
        for (int i = 0; i < keys.size(); i++) {
            Event<?> event = item.events().get(i);
            if (projection.handler(event.payload().getClass()) != null) {
                keys.get(i)
                        .forEach(key -> byKey.computeIfAbsent(key, k -> new ArrayList<>())
                                .add(event));
            }
        }
        return byKey;
    }

    /** The checkpoint is past the event: a key or a stream that it did not reach then would never get it. */
    private void requireNothingElsewhere(Decoding.Item item, Set<Key> keys, Set<Key> tried) {
        if (!finder.made().isEmpty()) {
            throw new Refusal("it now binds its stream to key "
                    + finder.made().get(0).key() + "; only a rebuild gives its events to that key");
        }
        boolean hasEffect = !item.isReadable()
                || item.events().stream()
                        .anyMatch(event -> projection.handler(event.payload().getClass()) != null);
        if (hasEffect && Collections.disjoint(keys, tried)) {
            throw Refusal.belongsElsewhere(keys);
        }
    }

    @Override
    public Map<Key, List<StoredEvent>> reached() {
        Map<Key, List<StoredEvent>> reached = new LinkedHashMap<>();
        for (int i = 0; i < decoding.items().size(); i++) {
            StoredEvent event = decoding.items().get(i).stored();
            eventsOfItem
                    .get(i)
                    .keySet()
                    .forEach(key ->
                            reached.computeIfAbsent(key, k -> new ArrayList<>()).add(event));
        }
        return reached;
    }

    @Override
    public Folded fold(Map<Key, StoredRow> rows, Map<Key, Position> parked, Map<Key, Set<Position>> skipped) {
        before = rows;
        parking.know(parked, skipped);
        forEachItem((index, item) -> apply(item, eventsOfItem.get(index)));
        return decoding.folded(changes(), finder.made(), parking.added());
    }

    private interface Step {
        void on(int index, Decoding.Item item);
    }

    /** Ends the batch before the first item on which the step fails. */
    private void forEachItem(Step step) {
        for (int i = 0; i < decoding.items().size(); i++) {
            try {
                step.on(i, decoding.items().get(i));
            } catch (RuntimeException | StackOverflowError e) {
                decoding.endBefore(i, e);
                return;
            }
        }
    }

    /** On all its keys or on none, unless keys are parked. */
    private void apply(Decoding.Item item, Map<Key, List<Event<?>>> eventsByKey) {
        if (eventsByKey.size() == 1) {
            Map.Entry<Key, List<Event<?>>> only =
                    eventsByKey.entrySet().iterator().next();
            Current<R> after = apply(item, only.getKey(), only.getValue());
            if (after != null) {
                change(only.getKey(), after);
            }
            return;
        }
        Map<Key, Current<R>> staged = new LinkedHashMap<>(); // each key sees what was before the item
        eventsByKey.forEach((key, events) -> {
            Current<R> after = apply(item, key, events);
            if (after != null) {
                staged.put(key, after);
            }
        });
        staged.forEach(this::change);
    }

    private void change(Key key, Current<R> after) {
        changed.remove(key); // to be the last
        changed.put(key, after);
    }

    private Current<R> current(Key key) {
        Current<R> current = changed.get(key);
        if (current != null) {
            return current;
        }
        StoredRow stored = before.get(key);
        return stored == null ? Current.absent() : Current.of(stored);
    }

    /** @return null if the event is not applied to the key */
    private @Nullable Current<R> apply(Decoding.Item item, Key key, List<Event<?>> events) {
        Current<R> current = current(key);
        if (!current.lastApplied().isBefore(item.position()) || parking.skips(key, item.position())) {
            return null;
        }
        if (parking.holds(key, item.position())) {
            parking.putBehind(key, item.stored());
            return null;
        }
        try {
            return fold(key, current, item, events);
        } catch (RuntimeException | StackOverflowError e) {
            if (!parks) {
                throw e;
            }
            parking.park(key, item.stored(), e);
            return null;
        }
    }

    private Current<R> fold(Key key, Current<R> before, Decoding.Item item, List<Event<?>> events) {
        item.requireReadable();
        Current<R> now = before.read(projection.shape());
        for (Event<?> event : events) {
            Handler<R> handler =
                    Objects.requireNonNull(projection.handler(event.payload().getClass()));
            R after = handler.apply(key, now.value(), event);
            now = now.after(projection.shape(), key, after, item.position());
        }
        return now;
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        changed.forEach((key, state) -> {
            Change change = state.change(key);
            if (change != null) {
                changes.add(change);
            }
        });
        return changes;
    }

    /** The row of a key as the batch has left it so far. */
    private record Current<R>(@Nullable R value, @Nullable Row row, Position lastApplied, boolean existed) {

        static <R> Current<R> absent() {
            return new Current<>(null, null, Position.ZERO, false);
        }

        /** Not {@link #read} yet: a row that its record refuses is the trouble of its key alone. */
        static <R> Current<R> of(StoredRow stored) {
            Row row = stored.row();
            return new Current<>(null, row, stored.lastApplied(), row != null);
        }

        Current<R> read(RowShape<R> shape) {
            return row == null || value != null ? this : new Current<>(shape.fromRow(row), row, lastApplied, existed);
        }

        Current<R> after(RowShape<R> shape, Key key, @Nullable R value, Position position) {
            if (value == null) {
                return new Current<>(null, null, position, existed);
            }
            Row after = storeForm(shape, value);
            if (!shape.isOf(key, after)) {
                throw new Refusal(
                        "the fold of one key returned the row of another; delete the one and insert the other");
            }
            return new Current<>(shape.fromRow(after), after, position, existed);
        }

        private Row storeForm(RowShape<R> shape, R value) {
            try {
                return shape.toRow(value, row);
            } catch (IllegalArgumentException e) {
                throw new Refusal("the fold's result cannot be stored: " + e.getMessage(), e);
            }
        }

        @Nullable
        Change change(Key key) {
            if (row != null) {
                return new Upsert(key, row, lastApplied);
            }
            return existed ? new Delete(key, lastApplied) : null;
        }
    }
}
