package io.readside.memory;

import io.readside.event.Checkpoint;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.RowShape;
import io.readside.projection.StoredRow;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Overview;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One generation in memory. Guarded by the store's lock. */
final class MemoryTable {

    private final GenerationId id;
    private final RowShape<?> shape;
    private final int version;
    private final String level;
    private final Instant created;
    private final List<String> columns;
    private final Map<Key, StoredRow> rows = new TreeMap<>(Key.BY_PARTS);
    private final Map<StreamName, List<Binding>> bindings = new HashMap<>();
    private final MemoryQueues queues = new MemoryQueues();
    private long epoch = 1;
    private Checkpoint checkpoint = Checkpoint.ZERO;
    private RunState state = new RunState.Running();
    private Optional<Overview.Rebuild> rebuild = Optional.empty();
    private final List<Consumer<Key>> watchers = new ArrayList<>();
    private Role role;
    private @Nullable Checkpoint meeting;
    private Instant meetingEnds = Instant.MIN;

    MemoryTable(GenerationId id, Role role, Projection<?> projection, Guarantee guarantee, Instant created) {
        this.id = id;
        this.role = role;
        shape = projection.shape();
        version = projection.version();
        level = guarantee.name().toLowerCase(Locale.ROOT);
        columns = describe(projection.shape());
        this.created = created;
    }

    /** Whether rows of this shape can be written to it and read from it. */
    boolean holds(RowShape<?> shape) {
        return columns.equals(describe(shape));
    }

    boolean isLikeItsKeys(Key key) {
        return shape.keyNamed(key.toJson()).isPresent();
    }

    private static List<String> describe(RowShape<?> shape) {
        return Stream.concat(shape.columns().stream(), shape.keyColumns().stream())
                .map(column -> column.name() + ' ' + column.type() + (column.nullable() ? " null" : ""))
                .toList();
    }

    RowShape<?> shape() {
        return shape;
    }

    Generation generation() {
        return new Generation(
                id,
                role,
                version,
                level,
                epoch,
                checkpoint,
                state,
                queues.firsts().size(),
                Optional.ofNullable(meeting),
                true);
    }

    Role role() {
        return role;
    }

    void become(Role next) {
        role = next;
    }

    /** Where it waits, by the time that is told. */
    Optional<Checkpoint> meeting(Instant now) {
        if (!meetingEnds.isAfter(now)) {
            meeting = null;
        }
        return Optional.ofNullable(meeting);
    }

    void meet(@Nullable Checkpoint at, Instant until) {
        meeting = at;
        meetingEnds = until;
    }

    /** Hears of every key whose row changes. */
    void watch(Consumer<Key> watcher) {
        watchers.add(watcher);
    }

    void unwatch(Consumer<Key> watcher) {
        watchers.remove(watcher);
    }

    /** The streams bound to keys, for another generation to take over. */
    List<Binding> bindingsTo(Set<Key> keys) {
        return bindings.values().stream()
                .flatMap(List::stream)
                .filter(binding -> keys.contains(binding.key()))
                .toList();
    }

    /** The keys that a stream is bound to. */
    Set<Key> boundKeys() {
        return bindings.values().stream()
                .flatMap(List::stream)
                .map(Binding::key)
                .filter(key -> !key.equals(Key.NONE))
                .collect(Collectors.toSet());
    }

    /** Puts what another generation has in the place of rows and bindings, whatever was there. */
    void replace(Set<Key> keys, MemoryTable by) {
        for (Key key : keys) {
            StoredRow row = by.rows.get(key);
            if (row == null) {
                rows.computeIfPresent(key, (same, old) -> new StoredRow(null, by.checkpoint.position()));
            } else {
                rows.put(key, row);
            }
            watchers.forEach(watcher -> watcher.accept(key));
        }
        bindings.forEach((stream, bound) -> {
            if (bound.removeIf(binding -> keys.contains(binding.key()))) {
                by.bindings(stream).stream()
                        .filter(binding -> binding.key().equals(Key.NONE))
                        .forEach(bound::add);
            }
        });
        by.bindingsTo(keys).forEach(this::bind);
    }

    void moveTo(Checkpoint next) {
        checkpoint = next;
        become(new RunState.Running());
    }

    /** That the log is another one weighs more than any other state. */
    void become(RunState next) {
        if (!(state instanceof RunState.Regressed) || next instanceof RunState.Regressed) {
            state = next;
        }
    }

    void run() {
        state = new RunState.Running();
    }

    void nextEpoch() {
        epoch++;
    }

    Optional<Overview.Rebuild> rebuild() {
        return rebuild;
    }

    void markForRebuild(Overview.Rebuild finding, Instant found) {
        boolean passed = !checkpoint.position().isBefore(finding.at());
        if (rebuild.isEmpty() && passed && !created.isAfter(found)) {
            rebuild = Optional.of(finding);
        }
    }

    MemoryQueues queues() {
        return queues;
    }

    Map<Key, StoredRow> rows() {
        return rows;
    }

    boolean isEmpty() {
        return rows.isEmpty() && bindings.isEmpty();
    }

    List<Binding> bindings(StreamName stream) {
        return bindings.getOrDefault(stream, List.of());
    }

    void bind(Binding binding) {
        List<Binding> known = bindings.computeIfAbsent(binding.stream(), stream -> new ArrayList<>());
        if (known.stream().noneMatch(other -> other.key().equals(binding.key()))) {
            known.add(binding);
        }
    }

    /** Writes unless what it holds is as new; a tombstone stays for ever, so that no late writer brings a row back. */
    void write(Change change) {
        if (change instanceof Change.Upsert upsert) {
            write(upsert.key(), new StoredRow(upsert.row(), upsert.lastApplied()));
        } else if (change instanceof Change.Delete delete) {
            write(delete.key(), new StoredRow(null, delete.lastApplied()));
        } else {
            throw new IllegalArgumentException("The memory store runs no SQL.");
        }
    }

    private void write(Key key, StoredRow row) {
        rows.merge(key, row, (held, offered) -> held.lastApplied().isBefore(offered.lastApplied()) ? offered : held);
        watchers.forEach(watcher -> watcher.accept(key));
    }
}
