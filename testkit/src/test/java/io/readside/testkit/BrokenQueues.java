package io.readside.testkit;

import static io.readside.readstore.Guarantee.CONVERGENT;
import static java.util.stream.Collectors.toMap;

import io.readside.event.Position;
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
import io.readside.readstore.Snapshot;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Stores that get one thing wrong about events that wait for a key. */
final class BrokenQueues {

    private BrokenQueues() {}

    /** Parks something else than it is told to. */
    abstract static class ParksOtherwise extends TamperedStore {

        abstract List<Parked> parks(List<Parked> told);

        @Override
        final Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(new Batch(
                            batch.epoch(),
                            batch.from(),
                            batch.to(),
                            batch.changes(),
                            batch.bindings(),
                            parks(batch.parked())));
                }
            };
        }
    }

    /** Parks every event as if it waited behind another. */
    static class LosesTheReason extends ParksOtherwise {
        @Override
        List<Parked> parks(List<Parked> told) {
            return told.stream()
                    .map(event -> new Parked(event.key(), event.event(), null, event.mayPass()))
                    .toList();
        }
    }

    /** Parks only the event that fails. */
    static class ForgetsWhatWaitsBehind extends ParksOtherwise {
        @Override
        List<Parked> parks(List<Parked> told) {
            return told.stream().filter(event -> event.reason() != null).toList();
        }
    }

    /** Drops what is more than it expected. */
    static class ParksAHundred extends ParksOtherwise {
        @Override
        List<Parked> parks(List<Parked> told) {
            return told.stream().limit(100).toList();
        }
    }

    /** Writes no row beside a parked event. */
    static class HoldsUpTheBatch extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(batch.parked().isEmpty() ? batch : BrokenBatches.changing(batch, List.of()));
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

    static class ReordersTheQueue extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public List<ParkedEvent> waiting(Set<Key> keys, int most) {
                    return Backwards.of(super.waiting(keys, most));
                }
            };
        }
    }

    /** Tells of an event that waits for several keys once. */
    static class OneKeyForAnEvent extends TamperedStore {
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
        @Override
        <T> Snapshot<T> shown(Snapshot<T> real) {
            return new Snapshot<>(real.generation(), real.value());
        }
    }

    static class CountsNoKeys extends TamperedStore {
        @Override
        Generation shown(Generation real) {
            return with(real, real.epoch(), real.checkpoint(), real.state(), 0);
        }
    }

    /** Lists parked keys of every read model, whichever is asked for. */
    static class ListsEveryone extends TamperedStore {
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
        @Override
        Overview shown(Overview real) {
            return new Overview(real.generation(), real.parkedEvents(), Duration.ZERO, real.lease(), real.rebuild());
        }
    }
}
