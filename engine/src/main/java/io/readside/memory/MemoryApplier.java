package io.readside.memory;

import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.Guarantee;
import io.readside.readstore.RunState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes to a table in memory, whole batches or one thing after the other. */
final class MemoryApplier implements Applier {

    private final MemoryReadStore store;
    private final MemoryTable table;

    MemoryApplier(MemoryReadStore store, MemoryTable table) {
        this.store = store;
        this.table = table;
    }

    @Override
    public Generation current() {
        return store.alone(table::generation);
    }

    @Override
    public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        return store.alone(() -> {
            Map<StreamName, List<Binding>> found = new HashMap<>();
            streams.forEach(stream -> found.put(stream, List.copyOf(table.bindings(stream))));
            return found;
        });
    }

    @Override
    public Map<Key, StoredRow> rows(Set<Key> keys) {
        return store.alone(() -> {
            Map<Key, StoredRow> found = new HashMap<>();
            for (Key key : keys) {
                StoredRow row = table.rows().get(key);
                if (row != null) {
                    found.put(key, row);
                }
            }
            return found;
        });
    }

    @Override
    public void apply(Batch batch) {
        if (store.guarantee() == Guarantee.ATOMIC) {
            store.alone(() -> applyWhole(batch));
        } else {
            applyPiecemeal(batch);
        }
    }

    /** Counts all writes before it makes the first: the crash falls before, never within. */
    private Generation applyWhole(Batch batch) {
        requireUnmoved(batch);
        for (int i = 0; i < batch.bindings().size() + batch.changes().size() + 1; i++) {
            store.beforeWrite();
        }
        batch.bindings().forEach(table::bind);
        batch.changes().forEach(table::write);
        table.set(batch.to(), new RunState.Running());
        return table.generation();
    }

    /** Lets other workers in between any two writes; the checkpoint comes last. */
    private void applyPiecemeal(Batch batch) {
        store.alone(() -> requireUnmoved(batch));
        for (Binding binding : batch.bindings()) {
            write(() -> table.bind(binding));
        }
        for (Change change : batch.changes()) {
            write(() -> table.write(change));
        }
        write(() -> {
            requireUnmoved(batch);
            table.set(batch.to(), new RunState.Running());
        });
    }

    private void write(Runnable write) {
        store.alone(() -> {
            store.beforeWrite();
            write.run();
            return table.generation();
        });
    }

    private Generation requireUnmoved(Batch batch) {
        Generation now = table.generation();
        if (now.epoch() != batch.epoch() || !now.checkpoint().equals(batch.from())) {
            throw new CheckpointMoved("Generation " + now.id() + " is at checkpoint " + now.checkpoint() + ", epoch "
                    + now.epoch() + "; the batch was begun at checkpoint " + batch.from() + ", epoch " + batch.epoch()
                    + ". The checkpoint did not move.");
        }
        return now;
    }

    @Override
    public void stop(long epoch, Poison poison) {
        store.alone(() -> {
            Generation now = table.generation();
            if (now.epoch() == epoch && now.checkpoint().position().isBefore(poison.position())) {
                store.beforeWrite();
                table.set(
                        table.generation().checkpoint(),
                        new RunState.Stopped(
                                poison.position(),
                                poison.event().toString(),
                                poison.reason(),
                                store.clock().instant()));
            }
            return table.generation();
        });
    }
}
