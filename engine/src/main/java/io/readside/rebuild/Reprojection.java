package io.readside.rebuild;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Difference;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.SwapBlocked;
import io.readside.reconcile.ReconcileRefused;
import io.readside.reconcile.Scratch;
import io.readside.reconcile.Workbench;
import io.readside.worker.Adoption;
import io.readside.worker.WorkerThread;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Projects some keys anew: recomputes only these, beside the read model, and puts what comes of it in the place of what is there,
 * in one act while both stand at one position. Readers see all of it or nothing; the live worker's batch in flight has no
 * effect.
 *
 * <p>A key that is parked goes from its queue into its row, each in an act of its own, since its events were applied beside.
 */
final class Reprojection {

    private final Workbench bench;
    private final Adoptions adoptions;

    Reprojection(Workbench bench, Adoptions adoptions) {
        this.bench = bench;
        this.adoptions = adoptions;
    }

    /**
     * What came of it.
     *
     * @param replaced keys whose rows are now what their events lead to
     * @param freed those of them that were parked
     * @param parked keys that are parked still, since an event waits for several keys as one
     * @param rowless keys that have no row, since no event leads to one
     */
    record Reprojected(Set<Key> replaced, Set<Key> freed, Set<Key> parked, Set<Key> rowless, Position at) {}

    /**
     * @param names of keys, as people name them
     * @throws ReconcileRefused if these keys cannot be projected by themselves; nothing was changed
     * @throws BrokeOff if it failed after some of them had been projected anew
     */
    Reprojected reproject(List<String> names) throws InterruptedException {
        Projection<?> projection = Scratch.projection(bench);
        Repair.requireKeys(projection);
        Set<Key> keys = new LinkedHashSet<>();
        names.forEach(name -> keys.add(projection.shape().keyFromText(name)));
        try (Scratch scratch = Scratch.create(bench, Optional.of(keys))) {
            boolean unused = scratch.catchUp(() -> true);
            bench.store().comparisons().suspect(scratch.comparison(), keys);
            return scratch.meet(at -> adopt(scratch, keys, at));
        }
    }

    private Reprojected adopt(Scratch scratch, Set<Key> keys, Checkpoint at) throws InterruptedException {
        requireRecomputed(scratch, keys);
        requireAlone(scratch, keys);
        requireNoStrangeStreams(scratch, keys);
        scratch.requireStill(at);
        Set<Key> parked = new HashSet<>(scratch.live().parked().keySet());
        parked.retainAll(keys);
        Set<Key> rowless = rowless(scratch, keys);
        Adoption adoption = adoptions.of(scratch);
        Set<Key> replaced = new HashSet<>();
        try {
            replaced.addAll(adoption.adopt(scratch.id(), keys));
        } catch (CheckpointMoved moved) {
            throw new SwapBlocked("The meeting at position " + at + " ended: " + moved.getMessage());
        }
        if (!scratch.projection().splitsByKey()) {
            return new Reprojected(replaced, Set.of(), parked, rowless, at.position());
        }
        for (Key key : parked) {
            WorkerThread.requireGoOn();
            try {
                adoption.free(key, scratch.recomputed().rows(Set.of(key)).get(key), at.position());
            } catch (RuntimeException e) {
                throw BrokeOff.after(replaced.size(), "the " + keys.size() + " keys", e);
            }
            replaced.add(key);
        }
        return new Reprojected(replaced, parked, Set.of(), rowless, at.position());
    }

    private static Set<Key> rowless(Scratch scratch, Set<Key> keys) {
        Set<Key> rowless = new HashSet<>(keys);
        scratch.recomputed().rows(keys).forEach((key, stored) -> {
            if (stored.row() != null) {
                rowless.remove(key);
            }
        });
        return rowless;
    }

    private void requireRecomputed(Scratch scratch, Set<Key> keys) {
        for (Key key : scratch.recomputed().parked().keySet()) {
            if (keys.contains(key)) {
                ParkedEvent first = scratch.recomputed().waiting(key, 1).get(0);
                throw new ReconcileRefused("Key " + key + " cannot be projected anew, since it fails at "
                        + first.event()
                        + ": " + first.reason().orElse("an event of other keys") + ". Nothing was changed. Mend the"
                        + " projection first.");
            }
        }
    }

    private void requireAlone(Scratch scratch, Set<Key> keys) {
        List<Key> others = scratch.others(keys);
        if (!others.isEmpty()) {
            throw new ReconcileRefused("Statements of the events of " + keys + " touch rows of other keys too, "
                    + others
                    + " among them, so these keys cannot be projected by themselves. Nothing was changed. Name all of them, or"
                    + " repair by: ./readside reconcile " + bench.projection().name() + " --repair");
        }
    }

    /** The events of a stream that is bound to a key wrongly belong to another one, which only a look at all keys tells. */
    private void requireNoStrangeStreams(Scratch scratch, Set<Key> keys) {
        List<String> strange =
                bench
                        .store()
                        .comparisons()
                        .confirm(scratch.comparison(), Optional.empty(), keys.size())
                        .differing()
                        .stream()
                        .flatMap(difference -> difference.cells().stream())
                        .filter(cell -> cell.column().equals(Difference.STREAMS))
                        .map(Difference.Cell::left)
                        .flatMap(left -> Optional.ofNullable(left).stream())
                        .toList();
        if (!strange.isEmpty()) {
            throw new ReconcileRefused(
                    "The read model has streams bound to these keys otherwise than their events say: "
                            + strange
                            + ". Which key is theirs, a look at all keys tells. Nothing was changed. Run: ./readside reconcile "
                            + bench.projection().name() + " --repair");
        }
    }
}
