package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.projection.Change.Delete;
import io.readside.projection.Change.Upsert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch of a fold by key. Each event takes effect on all its keys or on none; a row whose last applied position is not
 * below the event's has it already and is left alone; each result is put in store form before it is folded further.
 */
final class KeyFolding<R> implements Folding {

    private final FoldProjection<R> projection;
    private final Decoding decoding;
    private final KeyFinder finder;
    private final List<Set<Key>> keysOfItem = new ArrayList<>();
    private final Map<Key, Current<R>> current = new HashMap<>();

    KeyFolding(FoldProjection<R> projection, List<StoredEvent> page) {
        this.projection = projection;
        this.decoding = new Decoding(projection, projection.handled(), page);
        this.finder = new KeyFinder(projection.keying(), projection.shape());
    }

    @Override
    public Set<StreamName> streams() {
        Set<StreamName> streams = new LinkedHashSet<>();
        if (projection.keying() instanceof Keying.Bound) {
            decoding.items().forEach(item -> streams.add(item.event().stream()));
        }
        return streams;
    }

    @Override
    public Set<Key> keys(Map<StreamName, List<Binding>> known) {
        finder.know(known);
        Set<Key> all = new LinkedHashSet<>();
        forEachItem((index, item) -> {
            Set<Key> keys = finder.keys(item);
            keysOfItem.add(keys);
            all.addAll(keys);
        });
        return all;
    }

    @Override
    public Folded fold(Map<Key, StoredRow> rows) {
        rows.forEach((key, stored) -> current.put(key, Current.of(projection.shape(), stored)));
        forEachItem((index, item) -> apply(item, keysOfItem.get(index)));
        return new Folded(changes(), bindings(), decoding.poison(), decoding.unknownIgnored());
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

    private void apply(Decoding.Item item, Set<Key> keys) {
        Position position = item.stored().position();
        Map<Key, Current<R>> staged = new HashMap<>();
        for (Key key : keys) {
            Current<R> before = current.getOrDefault(key, Current.absent());
            if (before.lastApplied().isBefore(position)) {
                Handler<R> handler = projection.handler(item.type());
                if (handler != null) {
                    R after = handler.apply(key, before.value(), item.event());
                    staged.put(key, before.after(projection.shape(), key, after, position));
                }
            }
        }
        current.putAll(staged);
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        current.forEach((key, state) -> {
            Change change = state.change(key);
            if (change != null) {
                changes.add(change);
            }
        });
        changes.sort(Comparator.comparing(Change::lastApplied));
        return changes;
    }

    /** Without those of the poison and of what comes after it. */
    private List<Binding> bindings() {
        return decoding.poison()
                .map(poison -> finder.made().stream()
                        .filter(binding -> binding.boundAt().isBefore(poison.position()))
                        .toList())
                .orElse(finder.made());
    }

    /** The row of a key as the batch has left it so far. */
    private record Current<R>(
            @Nullable R value, @Nullable Row row, Position lastApplied, boolean existed, boolean touched) {

        static <R> Current<R> absent() {
            return new Current<>(null, null, Position.ZERO, false, false);
        }

        static <R> Current<R> of(RowShape<R> shape, StoredRow stored) {
            Row row = stored.row();
            return new Current<>(
                    row == null ? null : shape.fromRow(row), row, stored.lastApplied(), row != null, false);
        }

        Current<R> after(RowShape<R> shape, Key key, @Nullable R value, Position position) {
            if (value == null) {
                return new Current<>(null, null, position, existed, true);
            }
            Row row = storeForm(shape, value);
            if (!shape.keyOf(row).equals(key)) {
                throw new Refusal(
                        "the fold of one key returned the row of another; delete the one and insert the other");
            }
            return new Current<>(shape.fromRow(row), row, position, existed, true);
        }

        private static <R> Row storeForm(RowShape<R> shape, R value) {
            try {
                return shape.toRow(value);
            } catch (IllegalArgumentException e) {
                throw new Refusal("the fold's result cannot be stored: " + e.getMessage(), e);
            }
        }

        @Nullable
        Change change(Key key) {
            if (!touched) {
                return null;
            }
            if (row != null) {
                return new Upsert(key, row, lastApplied);
            }
            return existed ? new Delete(key, lastApplied) : null;
        }
    }
}
