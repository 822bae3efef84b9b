package io.readside.testkit;

import static java.util.stream.Collectors.toSet;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Recovery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores that get one thing wrong about rows that were recomputed. */
final class BrokenAdoptions {

    private BrokenAdoptions() {}

    /** Such a row is not replaced by any other. */
    private static final Position NEWEST = Position.of(1_000_000);

    /** Adopts otherwise. */
    abstract static class Adopting extends TamperedStore {

        abstract Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys);

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(applier) {
                @Override
                public Set<Key> adopt(long epoch, GenerationId recomputed, Set<Key> keys) {
                    return Adopting.this.adopt(
                            applier, honest.applier(projection, recomputed), epoch, recomputed, keys);
                }
            };
        }

        /** Writes rows over, by way of what is there for parked ones. */
        static void write(Applier real, Applier recomputed, Set<Key> keys) {
            Map<Key, StoredRow> rows = recomputed.rows(keys);
            List<Change> changes =
                    keys.stream().map(key -> change(key, rows.get(key))).toList();
            real.recover(new Recovery(real.current().epoch(), changes, List.of(), List.of()));
        }

        private static Change change(Key key, @Nullable StoredRow row) {
            return row == null || row.row() == null
                    ? new Change.Delete(key, NEWEST)
                    : new Change.Upsert(key, row.row(), NEWEST);
        }
    }

    static class AdoptsNothing extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            return keys;
        }
    }

    static class KeepsRowsThatShouldNotBe extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            real.adopt(epoch, from, recomputed.rows(keys).keySet());
            return keys;
        }
    }

    static class AdoptsAll extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            Set<Key> all = new HashSet<>(keys);
            List.of("a", "b", "c", "d").forEach(name -> all.add(Key.of(name)));
            real.adopt(epoch, from, all);
            return keys;
        }
    }

    static class LetsBatchesSurvive extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            write(real, recomputed, keys);
            return keys;
        }
    }

    static class AdoptsForAnyone extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            return real.adopt(real.current().epoch(), from, keys);
        }
    }

    static class AdoptsParkedKeys extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            write(
                    real,
                    recomputed,
                    keys.stream().filter(real.parked()::containsKey).collect(toSet()));
            return real.adopt(epoch, from, keys);
        }
    }

    static class AdoptsInPieces extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            Set<Key> adopted = new HashSet<>();
            keys.forEach(key -> adopted.addAll(real.adopt(real.current().epoch(), from, Set.of(key))));
            return adopted;
        }
    }

    /** Shows the streams as they were bound before. */
    static class KeepsBindings extends Adopting {

        private final Map<StreamName, List<Binding>> before = new HashMap<>();

        @Override
        Applier applier(Applier applier, Projection<?> projection) {
            return new ForwardingApplier(super.applier(applier, projection)) {
                @Override
                public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
                    return before.isEmpty() ? super.bindings(streams) : before;
                }
            };
        }

        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            Set<StreamName> streams = Set.of("counter-1", "counter-2", "counter-3", "counter-4", "counter-5").stream()
                    .map(StreamName::new)
                    .collect(toSet());
            before.putAll(real.bindings(streams));
            return real.adopt(epoch, from, keys);
        }
    }

    /** Writes rows over where the one that is there is older, as a batch does. */
    static class LeavesTombstones extends Adopting {
        @Override
        Set<Key> adopt(Applier real, Applier recomputed, long epoch, GenerationId from, Set<Key> keys) {
            Set<Key> gone = real.rows(keys).entrySet().stream()
                    .filter(entry -> entry.getValue().row() == null)
                    .map(Map.Entry::getKey)
                    .collect(toSet());
            Set<Key> others = new HashSet<>(keys);
            others.removeAll(gone);
            real.adopt(epoch, from, others);
            return keys;
        }
    }
}
