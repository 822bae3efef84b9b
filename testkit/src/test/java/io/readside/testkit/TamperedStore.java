package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.ReadSession;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.RunState;
import io.readside.readstore.Snapshot;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A store that keeps rows in the memory store and checkpoints by itself, so that a subclass can get one thing wrong. As it
 * stands it is honest, in the guarantee that it is made with.
 */
class TamperedStore implements CrashableStore, ReadStore, Generations, Reads {

    private final Guarantee guarantee;
    private final MemoryReadStore rows = MemoryReadStore.atomic(InstantSource.system());
    private final Map<String, Generation> generations = new HashMap<>();
    private long writesLeft = Long.MAX_VALUE;

    TamperedStore(Guarantee guarantee) {
        this.guarantee = guarantee;
    }

    // What subclasses get wrong

    /** One batch, in the guarantee of the store. */
    void write(Projection<?> projection, Batch batch) {
        requireUnmoved(projection, batch);
        if (guarantee == Guarantee.ATOMIC) {
            for (int i = 0; i <= batch.changes().size() + batch.bindings().size(); i++) {
                beforeWrite();
            }
            writeRows(projection, batch.changes(), batch.bindings());
        } else {
            writeOneByOne(projection, batch);
            beforeWrite();
        }
        moveCheckpoint(projection, batch);
    }

    void requireUnmoved(Projection<?> projection, Batch batch) {
        Generation now = seen(projection);
        if (now.epoch() != batch.epoch() || !now.checkpoint().equals(batch.from())) {
            throw new CheckpointMoved("at " + now.checkpoint() + ", begun at " + batch.from());
        }
    }

    void moveCheckpoint(Projection<?> projection, Batch batch) {
        set(projection, batch.to(), new RunState.Running());
    }

    /** What a row is written as. */
    Change written(Projection<?> projection, Change change) {
        return change;
    }

    /** What a worker is told that a key holds. */
    Map<Key, StoredRow> shown(Map<Key, StoredRow> held) {
        return held;
    }

    // The honest rest

    final void writeOneByOne(Projection<?> projection, Batch batch) {
        for (Binding binding : batch.bindings()) {
            beforeWrite();
            writeRows(projection, List.of(), List.of(binding));
        }
        for (Change change : batch.changes()) {
            beforeWrite();
            writeRows(projection, List.of(change), List.of());
        }
    }

    final void writeRows(Projection<?> projection, List<Change> changes, List<Binding> bindings) {
        Applier inner = inner(projection);
        Generation now = inner.current();
        Checkpoint next = Checkpoint.of(now.checkpoint().position().value() + 1);
        List<Change> kept =
                changes.stream().map(change -> written(projection, change)).toList();
        inner.apply(new Batch(now.epoch(), now.checkpoint(), next, kept, bindings));
    }

    final Applier inner(Projection<?> projection) {
        return rows.applier(projection, new GenerationId(projection.name(), 1));
    }

    final Generation seen(Projection<?> projection) {
        return generations.getOrDefault(projection.name(), rows.active(projection));
    }

    final Generation set(Projection<?> projection, Checkpoint checkpoint, RunState state) {
        Generation now = seen(projection);
        return put(new Generation(now.id(), now.version(), now.level(), now.epoch(), checkpoint, state, 0));
    }

    final Generation put(Generation generation) {
        generations.put(generation.id().projection(), generation);
        return generation;
    }

    final void beforeWrite() {
        writesLeft -= writesLeft == Long.MAX_VALUE ? 0 : 1;
        requireUp();
    }

    private void requireUp() {
        if (writesLeft < 0) {
            throw new StoreUnavailable("crashed");
        }
    }

    private synchronized <T> T up(Supplier<T> work) {
        requireUp();
        return work.get();
    }

    @Override
    public synchronized void crashAfter(long writes) {
        writesLeft = writes;
    }

    @Override
    public void restart() {
        crashAfter(Long.MAX_VALUE);
    }

    @Override
    public ReadStore store() {
        return this;
    }

    @Override
    public Guarantee guarantee() {
        return guarantee;
    }

    @Override
    public Generations generations() {
        return this;
    }

    @Override
    public Reads reads() {
        return this;
    }

    @Override
    public Optional<Views> views() {
        return Optional.empty();
    }

    @Override
    public Generation open(Projection<?> projection) {
        return up(() -> {
            rows.open(projection);
            return generations.computeIfAbsent(projection.name(), name -> rows.active(projection));
        });
    }

    @Override
    public Generation active(Projection<?> projection) {
        return up(() -> seen(projection));
    }

    @Override
    public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
        return up(
                () -> new Snapshot<>(seen(projection), rows.row(projection, key).value()));
    }

    @Override
    public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
        return up(() ->
                new Snapshot<>(seen(projection), rows.rows(projection, limit).value()));
    }

    @Override
    public <T> Snapshot<T> query(Projection<?> projection, Function<ReadSession, T> query) {
        return up(() ->
                new Snapshot<>(seen(projection), rows.query(projection, query).value()));
    }

    @Override
    public List<Generation> all() {
        return up(() -> rows.all().stream()
                .map(g -> generations.get(g.id().projection()))
                .toList());
    }

    @Override
    public void close() {}

    @Override
    public Applier applier(Projection<?> projection, GenerationId generation) {
        return new Applier() {

            @Override
            public Generation current() {
                return active(projection);
            }

            @Override
            public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
                return up(() -> inner(projection).bindings(streams));
            }

            @Override
            public Map<Key, StoredRow> rows(Set<Key> keys) {
                return up(() -> shown(inner(projection).rows(keys)));
            }

            @Override
            public void apply(Batch batch) {
                up(() -> {
                    write(projection, batch);
                    return batch;
                });
            }

            @Override
            public void stop(long epoch, Poison poison) {
                up(() -> {
                    record(projection, epoch, poison);
                    return poison;
                });
            }
        };
    }

    void record(Projection<?> projection, long epoch, Poison poison) {
        Generation now = seen(projection);
        Position at = poison.position();
        if (now.epoch() == epoch && now.checkpoint().position().isBefore(at)) {
            stopAt(projection, poison);
        }
    }

    final void stopAt(Projection<?> projection, Poison poison) {
        set(
                projection,
                seen(projection).checkpoint(),
                new RunState.Stopped(poison.position(), poison.event().toString(), poison.reason(), Instant.EPOCH));
    }
}
