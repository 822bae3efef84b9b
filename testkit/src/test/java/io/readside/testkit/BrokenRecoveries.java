package io.readside.testkit;

import static io.readside.readstore.Guarantee.CONVERGENT;
import static java.util.stream.Collectors.toSet;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stores that get one thing wrong about trying events again, and about giving one up. */
final class BrokenRecoveries {

    private BrokenRecoveries() {}

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

    /** Recovers something else than it is told to. */
    abstract static class RecoversOtherwise extends TamperedStore {

        abstract Recovery recovers(Recovery told, Applier applier);

        @Override
        final Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void recover(Recovery told) {
                    super.recover(recovers(told, applier));
                }
            };
        }
    }

    /** Frees a key with its first event. */
    static class FreesTooEarly extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            Set<Key> keys = told.done().stream().map(Place::key).collect(toSet());
            return freeing(keys, told, applier);
        }
    }

    static class FreesEveryKey extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            return freeing(applier.parked().keySet(), told, applier);
        }
    }

    static class NeverFrees extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            return new Recovery(told.epoch(), told.changes(), List.of(), told.again());
        }
    }

    static class NotesNoFailure extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            return new Recovery(told.epoch(), told.changes(), told.done(), List.of());
        }
    }

    static class RecoversOverNewerRows extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            List<Change> newest = told.changes().stream()
                    .map(change -> BrokenBatches.movedTo(change, Long.MAX_VALUE))
                    .toList();
            return new Recovery(told.epoch(), newest, told.done(), told.again());
        }
    }

    /** Takes all off the queue and writes nothing, if an event was taken off before. */
    static class DropsWhatStillWaits extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            Set<Place> waiting =
                    applier.waiting(told.done().stream().map(Place::key).collect(toSet()), Integer.MAX_VALUE).stream()
                            .map(event -> new Place(event.key(), event.position()))
                            .collect(toSet());
            return waiting.containsAll(told.done())
                    ? told
                    : new Recovery(told.epoch(), List.of(), told.done(), told.again());
        }
    }

    static class RecoversForAnyone extends RecoversOtherwise {
        @Override
        Recovery recovers(Recovery told, Applier applier) {
            return new Recovery(applier.current().epoch(), told.changes(), told.done(), told.again());
        }
    }

    /** Notes the failure of an event that it has freed. */
    static class ParksWhatIsNotParked extends TamperedStore {
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

    /** Skips whatever is first. */
    static class SkipsAnother extends TamperedStore {
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

    static class ForgetsWhatWasSkipped extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public Map<Key, Set<Position>> skipped() {
                    return Map.of();
                }
            };
        }
    }

    /** Knows of its own only. */
    static class KeepsSkipsToItself extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public Map<Key, Set<Position>> skipped() {
                    return current().id().number() == 1 ? super.skipped() : Map.of();
                }
            };
        }
    }

    /** Says that it did. */
    static class SkipsNothing extends TamperedStore {
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

    private static Recovery freeing(Set<Key> keys, Recovery told, Applier applier) {
        List<Place> all = applier.waiting(keys, Integer.MAX_VALUE).stream()
                .map(event -> new Place(event.key(), event.position()))
                .toList();
        return new Recovery(told.epoch(), told.changes(), all, told.again());
    }
}
