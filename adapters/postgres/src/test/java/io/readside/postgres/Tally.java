package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Batch;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The plainest row, for batches that are written by hand. */
record Tally(String name, long count) {

    record Counted(String name) {}

    static final Events<Counted> EVENTS =
            Events.of("tally", Counted.class).type(Counted.class).build();

    static final FoldProjection<Tally> TALLY = Projection.named("tally", Tally.class)
            .from(EVENTS)
            .keyedBy(Counted::name)
            .put(Counted.class, (row, e) -> new Tally(e.name(), row == null ? 1 : row.count() + 1))
            .build();

    static Change upsert(String name, long count, long position) {
        Tally tally = new Tally(name, count);
        return new Change.Upsert(Key.of(name), TALLY.shape().toRow(tally), Position.of(position));
    }

    static Change delete(String name, long position) {
        return new Change.Delete(Key.of(name), Position.of(position));
    }

    static Batch batch(long from, long to, List<Change> changes, Binding... bindings) {
        return new Batch(1, Checkpoint.of(from), Checkpoint.of(to), changes, List.of(bindings));
    }

    static Poison poison(long position) {
        return new Poison(event(position), "no \0 reason", false);
    }

    private static StoredEvent event(long position) {
        return new StoredEvent(
                Position.of(position),
                new StreamName("tally-1"),
                StreamVersion.FIRST,
                new UUID(0, position),
                new EventType("Counted", 1),
                "{}",
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    /** Parks a key. */
    static Parked refused(String name, long position) {
        return new Parked(Key.of(name), event(position), "no \0 reason", false);
    }

    static Parked behind(String name, long position) {
        return new Parked(Key.of(name), event(position), null, false);
    }

    static Batch parking(long from, long to, Parked... parked) {
        return new Batch(1, Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of(), List.of(parked));
    }

    /** Applies what has waited at that place. */
    static Recovery recovery(Change change, Place done) {
        return new Recovery(1, List.of(change), List.of(done), List.of());
    }

    static Batch batch(long from, long to, Change... changes) {
        return batch(from, to, List.of(changes));
    }
}
