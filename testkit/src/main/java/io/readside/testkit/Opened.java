package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Row;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A projection opened in a store and written to by hand, in the words of its rows. */
record Opened<R>(ReadStore store, FoldProjection<R> projection, Generation generation) {

    static <R> Opened<R> in(CrashableStore fixture, FoldProjection<R> projection) {
        ReadStore store = fixture.store();
        return new Opened<>(store, projection, store.generations().open(projection));
    }

    Applier applier() {
        return store.applier(projection, generation.id());
    }

    void apply(long from, long to, Change... changes) {
        applier().apply(batch(from, to, changes));
    }

    void bind(long from, long to, Binding... bindings) {
        applier()
                .apply(new Batch(
                        generation.epoch(), Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of(bindings)));
    }

    Batch batch(long from, long to, Change... changes) {
        return new Batch(generation.epoch(), Checkpoint.of(from), Checkpoint.of(to), List.of(changes), List.of());
    }

    Change upsert(R value, long position) {
        Row row = projection.shape().toRow(value);
        return new Change.Upsert(projection.shape().keyOf(row), row, Position.of(position));
    }

    Change delete(Object key, long position) {
        return new Change.Delete(projection.shape().key(key), Position.of(position));
    }

    Snapshot<Optional<R>> read(Object key) {
        return store.reads().row(projection, projection.shape().key(key));
    }

    Optional<R> row(Object key) {
        return read(key).value();
    }

    List<R> rows() {
        return store.reads().rows(projection, 100_000).value();
    }

    Generation now() {
        return store.reads().active(projection);
    }

    Checkpoint checkpoint() {
        return now().checkpoint();
    }

    /** Null if the store knows nothing of the key. */
    @Nullable
    StoredRow stored(Object key) {
        Key name = projection.shape().key(key);
        return applier().rows(Set.of(name)).get(name);
    }
}
