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
import io.readside.readstore.Overview.Rebuild;
import io.readside.readstore.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One generation in memory. Guarded by the store's lock. */
final class MemoryTable {

    @SuppressWarnings({"unchecked", "rawtypes"
    }) // parts at one index are of one class, and all such classes have an order
    static final Comparator<Key> BY_PARTS = (a, b) -> {
        for (int i = 0; i < a.parts().size(); i++) {
            int order = ((Comparable) a.parts().get(i)).compareTo(b.parts().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final GenerationId id;
    private final int version;
    private final String level;
    private final Instant created;
    private final List<String> columns;
    private final Map<Key, StoredRow> rows = new TreeMap<>(BY_PARTS);
    private final Map<StreamName, List<Binding>> bindings = new HashMap<>();
    private final MemoryQueues queues = new MemoryQueues();
    private long epoch = 1;
    private Checkpoint checkpoint = Checkpoint.ZERO;
    private RunState state = new RunState.Running();
    private Optional<Rebuild> rebuild = Optional.empty();

    MemoryTable(Projection<?> projection, Guarantee guarantee, Instant created) {
        id = new GenerationId(projection.name(), 1);
        version = projection.version();
        level = guarantee.name().toLowerCase(Locale.ROOT);
        columns = describe(projection.shape());
        this.created = created;
    }

    /** Whether rows of this shape can be written to it and read from it. */
    boolean holds(RowShape<?> shape) {
        return columns.equals(describe(shape));
    }

    private static List<String> describe(RowShape<?> shape) {
        return Stream.concat(shape.columns().stream(), shape.keyColumns().stream())
                .map(column -> column.name() + ' ' + column.type() + (column.nullable() ? " null" : ""))
                .toList();
    }

    Generation generation() {
        return new Generation(
                id, version, level, epoch, checkpoint, state, queues.firsts().size());
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

    Optional<Rebuild> rebuild() {
        return rebuild;
    }

    void markForRebuild(Rebuild finding, Instant found) {
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
    }
}
