package io.readside.testkit;

import static io.readside.readstore.Guarantee.ATOMIC;
import static io.readside.readstore.Guarantee.CONVERGENT;
import static java.util.stream.Collectors.toMap;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Recovery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Stores that get one thing wrong about rows and checkpoint. */
final class BrokenBatches {

    private BrokenBatches() {}

    static class DoesNothing extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {}

                @Override
                public void stop(long epoch, Poison poison) {}
            };
        }
    }

    /** Claims a transaction and has none: a crash leaves rows and parked events without their checkpoint. */
    static class RowsWithoutCheckpoint extends TamperedStore {
        RowsWithoutCheckpoint() {
            super(ATOMIC, CONVERGENT);
        }
    }

    /** Tells of the checkpoint before it writes the rows, and the parked events. */
    static class CheckpointWithoutRows extends TamperedStore {

        private final Map<GenerationId, Checkpoint> early = new HashMap<>();

        CheckpointWithoutRows() {
            super(CONVERGENT);
        }

        @Override
        Generation shown(Generation real) {
            Checkpoint checkpoint = early.getOrDefault(real.id(), real.checkpoint());
            return with(real, real.epoch(), checkpoint, real.state(), real.parkedKeys());
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    GenerationId id = applier.current().id();
                    early.put(id, batch.to());
                    super.apply(batch);
                    early.remove(id);
                }
            };
        }
    }

    /** Drops the last of several changes. */
    static class Forgetful extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    List<Change> changes = batch.changes();
                    super.apply(changing(batch, changes.size() < 2 ? changes : changes.subList(0, changes.size() - 1)));
                }
            };
        }
    }

    /** Inserts what is new and leaves the last of it behind. */
    static class LosesWhatIsNew extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    List<Change> changes = batch.changes();
                    super.apply(changing(
                            batch, batch.fresh().isEmpty() ? changes : changes.subList(0, changes.size() - 1)));
                }
            };
        }
    }

    /** Says that nothing is there, whatever is. */
    static class SeemsEmpty extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public boolean isEmpty() {
                    return true;
                }
            };
        }
    }

    /** Begins behind the first event. */
    static class BeginsInTheMiddle extends TamperedStore {
        @Override
        public Generations generations() {
            return new Forwarding.ToGenerations(honest.generations()) {
                @Override
                public Generation open(Projection<?> projection) {
                    Generation now = super.open(projection);
                    if (now.checkpoint().equals(Checkpoint.ZERO)) {
                        honest.applier(projection, now.id())
                                .apply(new Batch(now.epoch(), Checkpoint.ZERO, Checkpoint.of(1), List.of(), List.of()));
                    }
                    return super.open(projection);
                }
            };
        }
    }

    /** Takes a batch that was read after a later checkpoint: what lies between is never applied. */
    static class Gappy extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    Checkpoint now = current().checkpoint();
                    boolean isGap = batch.from().position().isAfter(now.position());
                    super.apply(isGap ? from(batch, now) : batch);
                }
            };
        }
    }

    /** The article's plain upsert of the checkpoint, with rows that do not say what is in them. */
    static class AppliesTwice extends TamperedStore {

        private final Map<GenerationId, Checkpoint> last = new HashMap<>();
        private long writes;

        @Override
        Generation shown(Generation real) {
            Checkpoint checkpoint = last.getOrDefault(real.id(), real.checkpoint());
            return with(real, real.epoch(), checkpoint, real.state(), real.parkedKeys());
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public synchronized void apply(Batch batch) {
                    Generation now = honest.reads().serving(projection);
                    long next = now.checkpoint().position().value() + 1;
                    List<Change> changes = batch.changes().stream()
                            .map(change -> movedTo(change, ++writes))
                            .toList();
                    super.apply(
                            new Batch(now.epoch(), now.checkpoint(), Checkpoint.of(next), changes, batch.bindings()));
                    last.put(now.id(), batch.to());
                }

                @Override
                public Map<Key, StoredRow> rows(Set<Key> keys) {
                    return super.rows(keys).entrySet().stream()
                            .collect(toMap(
                                    Map.Entry::getKey,
                                    e -> new StoredRow(e.getValue().row(), Position.ZERO)));
                }
            };
        }
    }

    /** No compare-and-set: whoever is further wins. */
    static class HighestCheckpointWins extends TamperedStore {
        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public synchronized void apply(Batch batch) {
                    Generation now = current();
                    if (batch.to().position().isAfter(now.checkpoint().position())) {
                        super.apply(new Batch(
                                now.epoch(), now.checkpoint(), batch.to(), batch.changes(), batch.bindings()));
                    } else {
                        super.recover(new Recovery(now.epoch(), batch.changes(), List.of(), List.of()));
                    }
                }
            };
        }
    }

    /** Keeps no tombstones. */
    static class BringsDeletedRowsBack extends TamperedStore {
        BringsDeletedRowsBack() {
            super(CONVERGENT);
        }

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public void apply(Batch batch) {
                    super.apply(changing(
                            batch, batch.changes().stream().map(this::written).toList()));
                }

                private Change written(Change change) {
                    if (change instanceof Change.Upsert upsert) {
                        StoredRow held = super.rows(Set.of(upsert.key())).get(upsert.key());
                        if (held != null && held.row() == null) {
                            return movedTo(change, held.lastApplied().value() + 1);
                        }
                    }
                    return change;
                }

                @Override
                public Map<Key, StoredRow> rows(Set<Key> keys) {
                    return super.rows(keys).entrySet().stream()
                            .filter(e -> e.getValue().row() != null)
                            .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
                }
            };
        }
    }

    /** Cannot tell another log from its own. */
    static class LosesAnchors extends TamperedStore {
        @Override
        Generation shown(Generation real) {
            Checkpoint bare = new Checkpoint(real.checkpoint().position());
            return with(real, real.epoch(), bare, real.state(), real.parkedKeys());
        }
    }

    static Batch changing(Batch batch, List<Change> changes) {
        return new Batch(batch.epoch(), batch.from(), batch.to(), changes, batch.bindings(), batch.parked());
    }

    private static Batch from(Batch batch, Checkpoint from) {
        return new Batch(batch.epoch(), from, batch.to(), batch.changes(), batch.bindings(), batch.parked());
    }

    static Change movedTo(Change change, long position) {
        Position at = Position.of(position);
        return change instanceof Change.Upsert upsert
                ? new Change.Upsert(upsert.key(), upsert.row(), at)
                : new Change.Delete(((Change.Delete) change).key(), at);
    }
}
