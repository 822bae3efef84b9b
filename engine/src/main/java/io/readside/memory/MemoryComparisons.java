package io.readside.memory;

import io.readside.projection.Column;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.projection.StoredRow;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Difference;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Stretch;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapRefused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sets tables in memory against each other. Guarded by the store's lock. */
final class MemoryComparisons implements Comparisons {

    private static final int STREAMS_SHOWN = 10;

    private final MemoryReadStore store;
    private final Map<GenerationId, NavigableSet<Key>> suspects = new HashMap<>();
    private final Map<GenerationId, Consumer<Key>> watchers = new HashMap<>();

    MemoryComparisons(MemoryReadStore store) {
        this.store = store;
    }

    @Override
    public void watch(Comparison comparison) {
        store.writes().change(() -> {
            if (watchers.containsKey(comparison.right())
                    || comparison.differences().isEntire()) {
                return;
            }
            NavigableSet<Key> noted = suspectsOf(comparison);
            Consumer<Key> watcher = noted::add;
            watchers.put(comparison.right(), watcher);
            left(comparison).watch(watcher);
            right(comparison).watch(watcher);
        });
    }

    @Override
    public void forget(Comparison comparison) {
        store.writes().change(() -> end(comparison.right()));
    }

    /** Forgets what was noted for a generation that is going. */
    void end(GenerationId right) {
        suspects.remove(right);
        Consumer<Key> watcher = watchers.remove(right);
        if (watcher != null) {
            store.tables().forEach(table -> table.unwatch(watcher));
        }
    }

    private MemoryTable left(Comparison comparison) {
        return store.memoryGenerations().table(comparison.left());
    }

    private MemoryTable right(Comparison comparison) {
        return store.memoryGenerations().table(comparison.right());
    }

    private NavigableSet<Key> suspectsOf(Comparison comparison) {
        return suspects.computeIfAbsent(comparison.right(), id -> new TreeSet<>(Key.BY_PARTS));
    }

    @Override
    public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
        return store.alone(() -> {
            if (comparison.differences().isEntire()) {
                return new Stretch(Optional.empty(), count(left(comparison)), count(right(comparison)), 0, List.of());
            }
            NavigableSet<Key> all = new TreeSet<>(Key.BY_PARTS);
            all.addAll(left(comparison).rows().keySet());
            all.addAll(right(comparison).rows().keySet());
            NavigableSet<Key> later = after.map(key -> all.tailSet(key, false)).orElse(all);
            NavigableSet<Key> within = upTo.map(key -> later.headSet(key, true)).orElse(later);
            List<Key> range = within.stream().limit(most).toList();
            boolean isLast = range.size() == within.size();
            return stretch(comparison, range, isLast ? Optional.empty() : Optional.of(range.get(most - 1)));
        });
    }

    private static long count(MemoryTable table) {
        return table.rows().values().stream()
                .filter(stored -> stored.row() != null)
                .count();
    }

    private Stretch stretch(Comparison comparison, List<Key> range, Optional<Key> end) {
        long leftRows = 0;
        long rightRows = 0;
        long noted = 0;
        List<Difference> expected = new ArrayList<>();
        for (Key key : range) {
            @Nullable Row left = row(left(comparison), key);
            @Nullable Row right = row(right(comparison), key);
            leftRows += left == null ? 0 : 1;
            rightRows += right == null ? 0 : 1;
            if (difference(comparison, key, false).isPresent()) {
                suspectsOf(comparison).add(key);
                noted++;
            }
            difference(comparison, key, true).ifPresent(expected::add);
        }
        return new Stretch(end, leftRows, rightRows, noted, expected);
    }

    private static @Nullable Row row(MemoryTable table, Key key) {
        StoredRow stored = table.rows().get(key);
        return stored == null ? null : stored.row();
    }

    /** @param isExpected whether what is declared is asked for, as opposed to what is not */
    private Optional<Difference> difference(Comparison comparison, Key key, boolean isExpected) {
        @Nullable Row left = row(left(comparison), key);
        @Nullable Row right = row(right(comparison), key);
        if (left == null && right == null) {
            return Optional.empty();
        }
        boolean onlyOne = left == null || right == null;
        if (onlyOne && comparison.differences().isExpectedInRows() != isExpected) {
            return Optional.empty();
        }
        List<Difference.Cell> cells = new ArrayList<>();
        for (Comparison.Pair pair : comparison.pairs()) {
            @Nullable String a = text(left(comparison), pair.left(), left);
            @Nullable String b = text(right(comparison), pair.right(), right);
            if (onlyOne || (pair.isExpected() == isExpected && !Objects.equals(a, b))) {
                cells.add(new Difference.Cell(pair.right().name(), a, b));
            }
        }
        Difference.Kind kind = left == null
                ? Difference.Kind.ONLY_RIGHT
                : right == null ? Difference.Kind.ONLY_LEFT : Difference.Kind.VALUES;
        return cells.isEmpty() ? Optional.empty() : Optional.of(new Difference(key.toJson(), kind, cells));
    }

    private static @Nullable String text(MemoryTable table, Column column, @Nullable Row row) {
        if (row == null) {
            return null;
        }
        Object value = row.values().get(table.shape().columns().indexOf(column));
        return value == null ? null : value.toString();
    }

    @Override
    public void suspect(Comparison comparison, Set<Key> keys) {
        store.writes().change(() -> suspectsOf(comparison).addAll(keys));
    }

    @Override
    public void compareBindings(Comparison comparison) {
        store.writes().change(() -> {
            Set<Key> bound = new HashSet<>(left(comparison).boundKeys());
            bound.addAll(right(comparison).boundKeys());
            bound.removeIf(key -> boundOtherwise(comparison, key).isEmpty());
            suspectsOf(comparison).addAll(bound);
        });
    }

    /** The streams that are bound to a key otherwise, as a cell of its row. */
    private Optional<Difference.Cell> boundOtherwise(Comparison comparison, Key key) {
        Set<String> left = streams(left(comparison), key);
        Set<String> right = streams(right(comparison), key);
        return left.equals(right)
                ? Optional.empty()
                : Optional.of(new Difference.Cell(Difference.STREAMS, without(left, right), without(right, left)));
    }

    private static Set<String> streams(MemoryTable table, Key key) {
        return table.bindingsTo(Set.of(key)).stream()
                .map(binding -> binding.stream() + " from position " + binding.boundAt())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static @Nullable String without(Set<String> streams, Set<String> others) {
        String rest = streams.stream()
                .filter(stream -> !others.contains(stream))
                .limit(STREAMS_SHOWN)
                .collect(Collectors.joining(", "));
        return rest.isEmpty() ? null : rest;
    }

    /** With the streams that are bound to it, where they have to be the same. */
    private Optional<Difference> differenceWithStreams(Comparison comparison, Key key) {
        Optional<Difference> ofRows = difference(comparison, key, false);
        Optional<Difference.Cell> ofStreams =
                comparison.isOfOneVersion() ? boundOtherwise(comparison, key) : Optional.empty();
        if (ofStreams.isEmpty()) {
            return ofRows;
        }
        List<Difference.Cell> cells =
                new ArrayList<>(ofRows.map(Difference::cells).orElse(List.of()));
        cells.add(ofStreams.get());
        return Optional.of(
                new Difference(key.toJson(), ofRows.map(Difference::kind).orElse(Difference.Kind.VALUES), cells));
    }

    @Override
    public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
        return store.alone(() -> {
            NavigableSet<Key> noted = suspectsOf(comparison);
            List<Key> looked = after.map(key -> noted.tailSet(key, false)).orElse(noted).stream()
                    .limit(most)
                    .toList();
            List<Difference> differing = new ArrayList<>();
            for (Key key : looked) {
                differenceWithStreams(comparison, key).ifPresentOrElse(differing::add, () -> noted.remove(key));
                if (noted.contains(key)) {
                    requireNotBeyondMeeting(left(comparison), key);
                    requireNotBeyondMeeting(right(comparison), key);
                }
            }
            return new Confirmed(
                    looked.isEmpty() ? Optional.empty() : Optional.of(looked.get(looked.size() - 1)), differing);
        });
    }

    /** Without transactions, rows of a batch that a meeting has held up are there before its checkpoint. */
    private void requireNotBeyondMeeting(MemoryTable table, Key key) {
        StoredRow row = table.rows().get(key);
        if (row == null || store.guarantee() == Guarantee.ATOMIC) {
            return;
        }
        table.meeting(store.clock().instant())
                .filter(meeting -> row.lastApplied().isAfter(meeting.position()))
                .ifPresent(meeting -> {
                    throw new SwapBlocked("The row of key " + key + " of "
                            + table.generation().id() + " was changed at position " + row.lastApplied()
                            + " already, beyond the meeting at " + meeting + ".");
                });
    }

    @Override
    public long suspects(Comparison comparison) {
        return store.alone(() -> suspectsOf(comparison).size());
    }

    @Override
    public List<Key> sample(GenerationId generation, Projection<?> projection, int most, long seed) {
        return store.alone(() -> {
            MemoryTable table = store.memoryGenerations().table(generation);
            return table.rows().keySet().stream()
                    .filter(key -> row(table, key) != null)
                    .sorted(Comparator.comparing((Key key) -> draw(key, seed)).thenComparing(Key.BY_PARTS))
                    .limit(most)
                    .toList();
        });
    }

    private static long draw(Key key, long seed) {
        return new SplittableRandom(seed ^ key.toJson().hashCode() * 0x9E3779B97F4A7C15L).nextLong();
    }

    /** @throws SwapRefused if some key differs, or nobody knows */
    void requireNoDifference(Comparison comparison) {
        if (!watchers.containsKey(comparison.right())) {
            throw SwapRefused.uncompared("Nobody has noted which keys of " + comparison.left() + " and "
                    + comparison.right() + " have changed since they were compared.");
        }
        List<Difference> differing =
                confirm(comparison, Optional.empty(), Integer.MAX_VALUE).differing();
        if (!differing.isEmpty()) {
            throw SwapRefused.differing(differing);
        }
    }
}
