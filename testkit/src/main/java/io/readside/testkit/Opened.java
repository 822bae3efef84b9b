package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.Row;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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

    /** @param fresh keys that have no row; all others have one */
    Batch batch(long from, long to, Set<Key> fresh, Change... changes) {
        return new Batch(
                generation.epoch(),
                Checkpoint.of(from),
                Checkpoint.of(to),
                List.of(changes),
                List.of(),
                List.of(),
                Optional.of(fresh));
    }

    /** Moves the checkpoint over events that wait from now on, and writes nothing else. */
    void park(long from, long to, Parked... parked) {
        applier()
                .apply(new Batch(
                        generation.epoch(),
                        Checkpoint.of(from),
                        Checkpoint.of(to),
                        List.of(),
                        List.of(),
                        List.of(parked)));
    }

    /** An event that cannot be applied to a key. */
    Parked failing(Object key, long position, String reason) {
        return new Parked(projection.shape().key(key), event(position), reason, false);
    }

    /** An event that waits behind another. */
    Parked behind(Object key, long position) {
        return new Parked(projection.shape().key(key), event(position), null, false);
    }

    Place place(Object key, long position) {
        return new Place(projection.shape().key(key), Position.of(position));
    }

    /** Some event, with a payload that no message may show. */
    static StoredEvent event(long position) {
        return new StoredEvent(
                Position.of(position),
                new StreamName("counter-1"),
                StreamVersion.of(position),
                new UUID(0, position),
                new EventType("Counted", 1),
                "{\"name\":\"payload\"}",
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
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
        return store.reads().serving(projection);
    }

    Checkpoint checkpoint() {
        return now().checkpoint();
    }

    /** What waits for a key, first to last. */
    List<ParkedEvent> waiting(Object key) {
        return applier().waiting(Set.of(projection.shape().key(key)), Integer.MAX_VALUE);
    }

    /** Where the events lie that wait for a key. */
    List<Long> waitingAt(Object key) {
        return waiting(key).stream().map(event -> event.position().value()).toList();
    }

    Overview overview() {
        return store.reads().all().stream()
                .filter(one -> one.generation().id().equals(generation.id()))
                .findFirst()
                .orElseThrow();
    }

    /** Null if the store knows nothing of the key. */
    @Nullable
    StoredRow stored(Object key) {
        Key name = projection.shape().key(key);
        return applier().rows(Set.of(name)).get(name);
    }
}
