package io.readside.testkit;

import static io.readside.readstore.Guarantee.ATOMIC;
import static io.readside.readstore.Guarantee.CONVERGENT;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.Reads;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import io.readside.readstore.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stores that get one thing wrong about events that wait for a key. */
final class BrokenQueues {

    private BrokenQueues() {}

    /** Parks every event as if it waited behind another. */
    static class LosesTheReason extends TamperedStore {
        LosesTheReason() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(parking(
                            batch,
                            batch.parked().stream()
                                    .map(event -> new Parked(event.key(), event.event(), null, event.mayPass()))
                                    .toList()));
                }
            };
        }
    }

    /** Parks only the event that fails. */
    static class ForgetsWhatWaitsBehind extends TamperedStore {
        ForgetsWhatWaitsBehind() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(parking(
                            batch,
                            batch.parked().stream()
                                    .filter(event -> event.reason() != null)
                                    .toList()));
                }
            };
        }
    }

    /** Writes no row beside a parked event. */
    static class HoldsUpTheBatch extends TamperedStore {
        HoldsUpTheBatch() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(
                            batch.parked().isEmpty()
                                    ? batch
                                    : new Batch(
                                            batch.epoch(),
                                            batch.from(),
                                            batch.to(),
                                            List.of(),
                                            batch.bindings(),
                                            batch.parked()));
                }
            };
        }
    }

    /** Forgets what it knew of an event that is parked again. */
    static class ParksAnew extends TamperedStore {
        ParksAnew() {
            super(CONVERGENT);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    List<Place> again = batch.parked().stream()
                            .map(event -> new Place(event.key(), event.event().position()))
                            .toList();
                    super.recover(new Recovery(batch.epoch(), List.of(), again, List.of()));
                    super.apply(batch);
                }
            };
        }
    }

    /** Drops what is more than it expected. */
    static class ParksAHundred extends TamperedStore {
        ParksAHundred() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(
                            parking(batch, batch.parked().stream().limit(100).toList()));
                }
            };
        }
    }

    static class ReordersTheQueue extends TamperedStore {
        ReordersTheQueue() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public List<ParkedEvent> waiting(Set<Key> keys, int most) {
                    return reversed(super.waiting(keys, most));
                }
            };
        }
    }

    /** Tells of an event that waits for several keys once. */
    static class OneKeyForAnEvent extends TamperedStore {
        OneKeyForAnEvent() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public List<ParkedEvent> waiting(Set<Key> keys, int most) {
                    Set<Position> seen = new HashSet<>();
                    return super.waiting(keys, most).stream()
                            .filter(event -> seen.add(event.position()))
                            .toList();
                }
            };
        }
    }

    static class KeysAsText extends TamperedStore {
        KeysAsText() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public Map<Key, Position> parked() {
                    return super.parked().entrySet().stream()
                            .collect(toMap(e -> Key.of(e.getKey().toString()), Map.Entry::getValue));
                }
            };
        }
    }

    static class CountsForEver extends TamperedStore {
        CountsForEver() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public int parkedWithin(Duration window) {
                    return super.parked().size();
                }
            };
        }
    }

    /** Looks a key up in any read model. */
    static class MixesReadModels extends TamperedStore {
        MixesReadModels() {
            super(ATOMIC);
        }

        @Override
        public Reads reads() {
            return new ShownReads() {
                @Override
                public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
                    Snapshot<Optional<R>> found = super.row(projection, key);
                    Optional<ParkedEvent> anywhere = parked(Optional.empty()).stream()
                            .map(ParkedKey::first)
                            .filter(first -> first.key().equals(key))
                            .findFirst();
                    return new Snapshot<>(found.generation(), found.value(), anywhere);
                }
            };
        }
    }

    /** Shows the old row of a parked key as if it were current. */
    static class KeepsQuiet extends TamperedStore {
        KeepsQuiet() {
            super(ATOMIC);
        }

        @Override
        <T> Snapshot<T> shown(Snapshot<T> real) {
            return new Snapshot<>(real.generation(), real.value());
        }
    }

    static class CountsNoKeys extends TamperedStore {
        CountsNoKeys() {
            super(ATOMIC);
        }

        @Override
        Generation shown(Generation real) {
            return with(real, real.epoch(), real.checkpoint(), real.state(), 0);
        }
    }

    /** Lists parked keys of every read model, whichever is asked for. */
    static class ListsEveryone extends TamperedStore {
        ListsEveryone() {
            super(ATOMIC);
        }

        @Override
        public Reads reads() {
            return new ShownReads() {
                @Override
                public List<ParkedKey> parked(Optional<String> projection) {
                    return super.parked(Optional.empty());
                }
            };
        }
    }

    static class KnowsNoAge extends TamperedStore {
        KnowsNoAge() {
            super(ATOMIC);
        }

        @Override
        Overview shown(Overview real) {
            return new Overview(real.generation(), real.parkedEvents(), Duration.ZERO, real.lease(), real.rebuild());
        }
    }

    /** Takes events off the queue before their row is written. */
    static class QueueBeforeRows extends TamperedStore {
        QueueBeforeRows() {
            super(CONVERGENT);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    super.recover(new Recovery(recovery.epoch(), List.of(), recovery.done(), recovery.again()));
                    super.recover(new Recovery(recovery.epoch(), recovery.changes(), List.of(), List.of()));
                }
            };
        }
    }

    /** Claims a transaction for a recovery and has none. */
    static class RecoversInPieces extends TamperedStore {
        RecoversInPieces() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    super.recover(new Recovery(recovery.epoch(), recovery.changes(), List.of(), List.of()));
                    super.recover(new Recovery(recovery.epoch(), List.of(), recovery.done(), recovery.again()));
                }
            };
        }
    }

    /** Frees a key with its first event. */
    static class FreesTooEarly extends TamperedStore {
        FreesTooEarly() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    List<Place> done = waiting(keysOf(recovery), Integer.MAX_VALUE).stream()
                            .map(event -> new Place(event.key(), event.position()))
                            .toList();
                    super.recover(new Recovery(recovery.epoch(), recovery.changes(), done, recovery.again()));
                }
            };
        }
    }

    static class FreesEveryKey extends TamperedStore {
        FreesEveryKey() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    List<Place> done = waiting(parked().keySet(), Integer.MAX_VALUE).stream()
                            .map(event -> new Place(event.key(), event.position()))
                            .toList();
                    super.recover(new Recovery(recovery.epoch(), recovery.changes(), done, recovery.again()));
                }
            };
        }
    }

    static class NeverFrees extends TamperedStore {
        NeverFrees() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    super.recover(new Recovery(recovery.epoch(), recovery.changes(), List.of(), recovery.again()));
                }
            };
        }
    }

    static class NotesNoFailure extends TamperedStore {
        NotesNoFailure() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    super.recover(new Recovery(recovery.epoch(), recovery.changes(), recovery.done(), List.of()));
                }
            };
        }
    }

    /** Notes the failure of an event that it has freed. */
    static class ParksWhatIsNotParked extends TamperedStore {
        ParksWhatIsNotParked() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    super.recover(recovery);
                    Generation now = current();
                    long next = now.checkpoint().position().value() + 1;
                    super.apply(new Batch(
                            now.epoch(),
                            now.checkpoint(),
                            Checkpoint.of(next),
                            List.of(),
                            List.of(),
                            recovery.again()));
                }
            };
        }
    }

    static class RecoversOverNewerRows extends TamperedStore {
        RecoversOverNewerRows() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    List<Change> newest = recovery.changes().stream()
                            .<Change>map(change -> new Change.Upsert(
                                    ((Change.Upsert) change).key(),
                                    ((Change.Upsert) change).row(),
                                    Position.of(Long.MAX_VALUE)))
                            .toList();
                    super.recover(new Recovery(recovery.epoch(), newest, recovery.done(), recovery.again()));
                }
            };
        }
    }

    static class RecoversForAnyone extends TamperedStore {
        RecoversForAnyone() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery recovery) {
                    super.recover(
                            new Recovery(current().epoch(), recovery.changes(), recovery.done(), recovery.again()));
                }
            };
        }
    }

    /** Skips whatever is first. */
    static class SkipsAnother extends TamperedStore {
        SkipsAnother() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public boolean skip(long epoch, Skip skip) {
                    Position first = parked().getOrDefault(skip.key(), skip.position());
                    return super.skip(epoch, new Skip(skip.key(), first, skip.reason(), skip.by()));
                }
            };
        }
    }

    static class SkipsForAnyone extends TamperedStore {
        SkipsForAnyone() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public boolean skip(long epoch, Skip skip) {
                    return super.skip(current().epoch(), skip);
                }
            };
        }
    }

    /** Says that it did. */
    static class SkipsNothing extends TamperedStore {
        SkipsNothing() {
            super(ATOMIC);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public boolean skip(long epoch, Skip skip) {
                    return parked().containsKey(skip.key());
                }
            };
        }
    }

    static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }

    private static Set<Key> keysOf(Recovery recovery) {
        return recovery.done().stream().map(Place::key).collect(toSet());
    }

    private static Batch parking(Batch batch, List<Parked> parked) {
        return new Batch(batch.epoch(), batch.from(), batch.to(), batch.changes(), batch.bindings(), parked);
    }
}
