package io.readside.testkit;

import static java.util.stream.Collectors.toMap;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.projection.StoredRow;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.Guarantee;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.RunState;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Contracts of stores that are broken on purpose. Each gets one thing wrong; not run by themselves. */
final class BrokenStores {

    /** Set only where a failure is what is asked for, so that no test runner takes them for tests of its own. */
    static final String ON_PURPOSE = "readside.broken-on-purpose";

    private BrokenStores() {}

    @ExtendWith(OnlyOnPurpose.class)
    abstract static class OnPurpose extends ReadStoreContract {}

    private static final class OnlyOnPurpose implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return context.getConfigurationParameter(ON_PURPOSE).isPresent()
                    ? ConditionEvaluationResult.enabled("asked for")
                    : ConditionEvaluationResult.disabled("run by ReadStoreContractTest");
        }
    }

    /** Shows that what the others share is not what fails them. */
    static class HonestAtomic extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC);
        }
    }

    static class HonestConvergent extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.CONVERGENT);
        }
    }

    static class DoesNothing extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                void write(Projection<?> projection, Batch batch) {}

                @Override
                void record(Projection<?> projection, long epoch, Poison poison) {}
            };
        }
    }

    /** Claims a transaction and has none: a crash leaves rows without their checkpoint. */
    static class RowsWithoutCheckpoint extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                void write(Projection<?> projection, Batch batch) {
                    requireUnmoved(projection, batch);
                    writeOneByOne(projection, batch);
                    beforeWrite();
                    moveCheckpoint(projection, batch);
                }
            };
        }
    }

    static class CheckpointWithoutRows extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.CONVERGENT) {
                @Override
                void write(Projection<?> projection, Batch batch) {
                    requireUnmoved(projection, batch);
                    beforeWrite();
                    moveCheckpoint(projection, batch);
                    writeOneByOne(projection, batch);
                }
            };
        }
    }

    /** Drops the last of several changes. */
    static class Forgetful extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                void write(Projection<?> projection, Batch batch) {
                    List<Change> changes = batch.changes();
                    List<Change> kept = changes.size() < 2 ? changes : changes.subList(0, changes.size() - 1);
                    super.write(projection, new Batch(batch.epoch(), batch.from(), batch.to(), kept, batch.bindings()));
                }
            };
        }
    }

    /** The article's plain upsert of the checkpoint, with rows that do not say what is in them. */
    static class AppliesTwice extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                private long writes;

                @Override
                void requireUnmoved(Projection<?> projection, Batch batch) {}

                @Override
                Change written(Projection<?> projection, Change change) {
                    return movedTo(change, ++writes);
                }

                @Override
                Map<Key, StoredRow> shown(Map<Key, StoredRow> held) {
                    return held.entrySet().stream()
                            .collect(toMap(
                                    Map.Entry::getKey,
                                    e -> new StoredRow(e.getValue().row(), Position.ZERO)));
                }
            };
        }
    }

    /** No compare-and-set: whoever is further wins. */
    static class HighestCheckpointWins extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                void requireUnmoved(Projection<?> projection, Batch batch) {}

                @Override
                void moveCheckpoint(Projection<?> projection, Batch batch) {
                    Position highest = seen(projection)
                            .checkpoint()
                            .position()
                            .max(batch.to().position());
                    set(projection, new Checkpoint(highest), new RunState.Running());
                }
            };
        }
    }

    /** Keeps no tombstones. */
    static class BringsDeletedRowsBack extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.CONVERGENT) {
                @Override
                Change written(Projection<?> projection, Change change) {
                    if (change instanceof Change.Upsert upsert) {
                        StoredRow held =
                                inner(projection).rows(Set.of(upsert.key())).get(upsert.key());
                        if (held != null && held.row() == null) {
                            return movedTo(change, held.lastApplied().value() + 1);
                        }
                    }
                    return change;
                }

                @Override
                Map<Key, StoredRow> shown(Map<Key, StoredRow> held) {
                    return held.entrySet().stream()
                            .filter(e -> e.getValue().row() != null)
                            .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
                }
            };
        }
    }

    /** Goes on calling itself stopped. */
    static class NeverRunsAgain extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                void moveCheckpoint(Projection<?> projection, Batch batch) {
                    set(projection, batch.to(), seen(projection).state());
                }
            };
        }
    }

    /** Lets a zombie stop what another worker runs. */
    static class StopsForAnyone extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                void record(Projection<?> projection, long epoch, Poison poison) {
                    stopAt(projection, poison);
                }
            };
        }
    }

    /** Makes a new epoch for everyone who opens. */
    static class OpensAnew extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                public synchronized Generation open(Projection<?> projection) {
                    Generation now = super.open(projection);
                    return put(new Generation(
                            now.id(), now.version(), now.level(), now.epoch() + 1, now.checkpoint(), now.state(), 0));
                }
            };
        }
    }

    /** Begins behind the first event. */
    static class BeginsInTheMiddle extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                public Generation open(Projection<?> projection) {
                    boolean first = super.open(projection).checkpoint().equals(Checkpoint.ZERO);
                    return first ? set(projection, Checkpoint.of(1), new RunState.Running()) : seen(projection);
                }
            };
        }
    }

    /** Takes any declaration of the right name. */
    static class BelievesAnything extends OnPurpose {
        @Override
        protected CrashableStore create() {
            return new TamperedStore(Guarantee.ATOMIC) {
                @Override
                public Generation open(Projection<?> projection) {
                    try {
                        return super.open(projection);
                    } catch (ProjectionMismatch ignored) {
                        return seen(projection);
                    }
                }
            };
        }
    }

    private static Change movedTo(Change change, long position) {
        Position at = Position.of(position);
        if (change instanceof Change.Upsert upsert) {
            Row row = upsert.row();
            return new Change.Upsert(upsert.key(), row, at);
        }
        return new Change.Delete(((Change.Delete) change).key(), at);
    }
}
