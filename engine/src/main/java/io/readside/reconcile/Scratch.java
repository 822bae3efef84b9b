package io.readside.reconcile;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.eventlog.LogRegressed;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.worker.Contents;
import io.readside.worker.Recomputation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generation in which the active one is recomputed: caught up with it, and brought to stand beside it at one position. Of a
 * read model there is one at a time; what a killed process has left is dropped before. For one thread.
 */
public final class Scratch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

    /** Positions behind that are made good at the meeting itself. */
    private static final long NEAR = 1_000;

    private static final int OTHERS_NAMED = 10;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(3);
    private static final Duration STANDSTILL = Duration.ofSeconds(30);

    private final Workbench bench;
    private final Meeting meeting;
    private final Comparison comparison;
    private final Contents live;
    private final Contents recomputed;
    private final Recomputation recomputation;

    private Scratch(
            Workbench bench, Projection<?> projection, Generation live, Generation scratch, Optional<Set<Key>> keys) {
        this.bench = bench;
        this.meeting = bench.meeting();
        this.comparison = new Comparison(live.id(), projection, scratch.id(), projection);
        this.live = new Contents(bench.store().applier(projection, live.id()));
        this.recomputed = new Contents(bench.store().applier(projection, scratch.id()));
        this.recomputation = new Recomputation(
                projection,
                scratch,
                live,
                bench.log(),
                bench.store().applier(projection, scratch.id()),
                bench.settings(),
                keys);
    }

    /**
     * Makes an empty one.
     *
     * @param keys only these are recomputed; empty: all
     * @throws ReconcileRefused if the active generation cannot be recomputed: of another log, or of a version that this
     *     process has not
     */
    public static Scratch create(Workbench bench, Optional<Set<Key>> keys) {
        Generation live = live(bench);
        Projection<?> projection = projection(bench, live);
        requireSameLog(bench, live);
        bench.store().rebuilds().dropScratch(projection.name());
        Generation scratch = bench.store().rebuilds().scratch(projection);
        return new Scratch(bench, projection, live, scratch, keys);
    }

    /**
     * The projection in the version of the active generation.
     *
     * @throws ReconcileRefused if this process has not its code
     */
    public static Projection<?> projection(Workbench bench) {
        return projection(bench, live(bench));
    }

    static Generation live(Workbench bench) {
        return bench.store().rebuilds().generations(List.of(bench.projection().name())).stream()
                .filter(generation -> generation.role() == Role.ACTIVE)
                .findFirst()
                .orElseThrow();
    }

    static Projection<?> projection(Workbench bench, Generation live) {
        return bench.projection()
                .ofVersion(live.version())
                .orElseThrow(() -> new ReconcileRefused("Generation " + live.id() + " is of version " + live.version()
                        + ", of which this process has not the code. Run the version of the application that has it."));
    }

    private static void requireSameLog(Workbench bench, Generation live) {
        try {
            if (live.state() instanceof RunState.Regressed regressed) {
                throw new ReconcileRefused(
                        "Generation " + live.id() + " cannot be set against the log: " + regressed.reason());
            }
            bench.log().verify(live.checkpoint());
        } catch (LogRegressed regressed) {
            throw new ReconcileRefused(
                    "Generation " + live.id() + " cannot be set against the log: " + regressed.getMessage());
        }
    }

    /** The active generation on the left, what was recomputed on the right. */
    public Comparison comparison() {
        return comparison;
    }

    public Projection<?> projection() {
        return comparison.ofLeft();
    }

    /** What the active generation holds. */
    public Contents live() {
        return live;
    }

    /** What has been recomputed. */
    public Contents recomputed() {
        return recomputed;
    }

    /** Keys that wait for an event on either side, so that their rows are not to be compared. */
    Set<Key> parked() {
        Set<Key> parked = new HashSet<>(live.parked().keySet());
        parked.addAll(recomputed.parked().keySet());
        return parked;
    }

    /**
     * Recomputes at least as far as the active generation is now, and on until it is not far behind: what is set against each other
     * from then on has every event in it that the active one had when this was called.
     *
     * @param goOn asked between two batches
     * @return whether it has got there; false: it was not to go on
     */
    public boolean catchUp(BooleanSupplier goOn) throws InterruptedException {
        Checkpoint goal = checkpoint();
        do {
            if (!reach(goal, goOn)) {
                return false;
            }
            goal = checkpoint();
        } while (goal.position().value() - recomputation.place().position().value() > NEAR);
        return true;
    }

    private boolean reach(Checkpoint goal, BooleanSupplier goOn) throws InterruptedException {
        long moved = bench.nanoTime().getAsLong();
        Position before = recomputation.place().position();
        while (goOn.getAsBoolean()) {
            if (recomputation.next(goal)) {
                return true;
            }
            Position now = recomputation.place().position();
            if (now.isAfter(before)) {
                moved = bench.nanoTime().getAsLong();
                before = now;
            } else if (bench.nanoTime().getAsLong() - moved > STANDSTILL.toNanos()) {
                throw new ReconcileRefused("The log gives nothing after position " + now + ", and " + comparison.left()
                        + " has applied it up to " + goal + ". See ./readside status for what holds the log back.");
            }
        }
        return false;
    }

    private Checkpoint checkpoint() {
        return bench.store().rebuilds().generations(List.of(projection().name())).stream()
                .filter(generation -> generation.id().equals(comparison.left()))
                .findFirst()
                .orElseThrow(() -> new ReconcileRefused("Generation " + comparison.left() + " was dropped meanwhile."))
                .checkpoint();
    }

    /**
     * Does something while both stand at one position.
     *
     * @throws io.readside.readstore.SwapBlocked if they did not come together
     */
    public <T> T meet(Meeting.Act<T> act) throws InterruptedException {
        return meeting.hold(comparison.left(), comparison.right(), this::approach, act);
    }

    private void approach(Checkpoint at) throws InterruptedException {
        if (recomputation.next(at)) {
            Workbench.pause(LOOK_AGAIN);
        }
    }

    /** @throws io.readside.readstore.SwapBlocked if one of the two has gone on from the meeting */
    public void requireStill(Checkpoint at) {
        meeting.requireStill(comparison.left(), comparison.right(), at);
    }

    /**
     * Keys that were not picked and have a row all the same: statements of an event that reaches a picked key touch them too. Their
     * rows lack what other events did, and so may whatever the statements made of them.
     *
     * @param picked the keys that are recomputed
     * @return the first few; never any where each key {@link Projection#splitsByKey() is a sequence of its own}
     */
    public List<Key> others(Set<Key> picked) {
        if (projection().splitsByKey()) {
            return List.of();
        }
        return bench.store().comparisons().sample(id(), projection(), picked.size() + OTHERS_NAMED, 0).stream()
                .filter(key -> !picked.contains(key))
                .limit(OTHERS_NAMED)
                .toList();
    }

    /** Tells which events reach some keys, in order of position. */
    void trace(Set<Key> keys, Checkpoint end, BiConsumer<Key, StoredEvent> to) throws InterruptedException {
        recomputation.trace(keys, end, to);
    }

    /** The name of the generation that is recomputed into. */
    public GenerationId id() {
        return comparison.right();
    }

    @Override
    public void close() {
        try {
            bench.store().comparisons().forget(comparison);
            bench.store().rebuilds().dropScratch(projection().name());
        } catch (RuntimeException e) {
            LOG.info("{} is left behind, and dropped before the next one is made: {}", id(), e.getMessage());
        }
    }
}
