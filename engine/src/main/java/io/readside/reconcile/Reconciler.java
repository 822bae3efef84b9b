package io.readside.reconcile;

import io.readside.event.Checkpoint;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Stretch;
import io.readside.readstore.SwapBlocked;
import io.readside.worker.Contents;
import io.readside.worker.WorkerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a read model against an independent recompute of its events, while traffic goes on. Finds, and never repairs:
 *
 * <ol>
 *   <li>recompute into a generation of its own, from position zero by the plain path, and stay caught up;
 *   <li>compare range by range; keys that differ there, since one of the two is ahead or for good, are suspects;
 *   <li>some suspects at a time, look again while both stand at one position: what differs there is drift;
 *   <li>go through the log once more for the events that lead to it; run the checks of the user's.
 * </ol>
 *
 * <p>At the meeting the recomputed row of a suspect is what its events, folded one after the other in their order, make of it at
 * the checkpoint of the read model: batches of another size would come to the same bytes, which the contract of stores holds
 * every store to. So a suspect is not folded a second time.
 *
 * <p>A key that changes between the comparison of its range and the end is looked at as it was then: reconcile is a look at each
 * key at some time since it was begun. For one thread.
 */
public final class Reconciler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Rows of a range: what a step keeps in memory at most, and what one of its statements reads. */
    private static final int RANGE = 10_000;

    /** Suspects looked at while both stand still. */
    private static final int SUSPECTS = 2_000;

    /** Events shown of each wrong key. */
    private static final int EVENTS_SHOWN = 10;

    /** What is done about keys that are wrong, while both generations stand still. */
    public interface Consequence {

        /** They are only reported. */
        Consequence NONE = (scratch, keys) -> {};

        /** @throws CheckpointMoved if they do not stand still any more: the keys are looked at again */
        void follow(Scratch scratch, Set<Key> keys) throws InterruptedException;
    }

    private final Workbench bench;
    private final Scope scope;
    private final Scratch scratch;
    private final Set<Key> sample;
    private final Comparisons comparisons;
    private final Comparison comparison;
    private final long begun;

    private Reconciler(Workbench bench, Scope scope, Scratch scratch, Set<Key> sample, long begun) {
        this.bench = bench;
        this.scope = scope;
        this.scratch = scratch;
        this.sample = sample;
        this.comparisons = bench.store().comparisons();
        this.comparison = scratch.comparison();
        this.begun = begun;
    }

    /**
     * Makes a place to recompute into.
     *
     * @throws ReconcileRefused if the read model cannot be reconciled, or not in this scope
     * @throws IllegalArgumentException if the scope names no key of this read model
     */
    public static Reconciler begin(Workbench bench, Scope scope) {
        long begun = bench.nanoTime().getAsLong();
        if (scope instanceof Scope.Sample wanted) {
            Set<Key> sample = sample(bench, wanted);
            return new Reconciler(bench, scope, Scratch.create(bench, Optional.of(sample)), sample, begun);
        }
        Bounds unused = Bounds.of(scope, Scratch.projection(bench)); // refuses before the work
        return new Reconciler(bench, scope, Scratch.create(bench, Optional.empty()), Set.of(), begun);
    }

    private static Set<Key> sample(Workbench bench, Scope.Sample wanted) {
        Generation live = Scratch.live(bench);
        Projection<?> projection = Scratch.projection(bench, live);
        if (!projection.knowsKeys()) {
            throw new ReconcileRefused(
                    projection + " does not say which keys its statements touch, so a sample of them cannot"
                            + " be recomputed by itself. Reconcile all of it, or a range: ./readside reconcile "
                            + projection.name());
        }
        return Set.copyOf(bench.store().comparisons().sample(live.id(), projection, wanted.keys(), wanted.seed()));
    }

    /** Keys between which a range lies. */
    private record Bounds(Optional<Key> first, Optional<Key> last) {

        static Bounds of(Scope scope, Projection<?> projection) {
            return scope instanceof Scope.Range range
                    ? new Bounds(
                            range.from().map(projection.shape()::keyFromText),
                            range.to().map(projection.shape()::keyFromText))
                    : new Bounds(Optional.empty(), Optional.empty());
        }
    }

    public Projection<?> projection() {
        return scratch.projection();
    }

    /** The generation that is looked at. */
    public GenerationId generation() {
        return comparison.left();
    }

    /**
     * Looks; may be called again, which looks at what is there by then.
     *
     * @param consequence called for some wrong keys at a time
     * @param goOn asked between two steps
     * @return empty if it was not to go on
     * @throws InterruptedException if the thread is to end, between two steps
     */
    public Optional<Reconciliation> look(Consequence consequence, BooleanSupplier goOn) throws InterruptedException {
        Tally tally = new Tally(bench.keysShown());
        boolean isDone = timed("recomputed", () -> scratch.catchUp(goOn))
                && timed("compared", () -> scope instanceof Scope.Sample ? suspectSample(tally) : compare(tally, goOn))
                && timed("confirmed", () -> confirm(tally, consequence, goOn));
        return isDone ? Optional.of(reconciliation(tally)) : Optional.empty();
    }

    private interface Step {
        boolean take() throws InterruptedException;
    }

    private boolean timed(String what, Step step) throws InterruptedException {
        long before = bench.nanoTime().getAsLong();
        boolean isDone = step.take();
        LOG.info(
                "Reconcile of {} ({}): {} in {} ms.",
                generation(),
                Words.scope(scope),
                isDone ? what : "given up",
                Duration.ofNanos(bench.nanoTime().getAsLong() - before).toMillis());
        return isDone;
    }

    private boolean suspectSample(Tally tally) {
        comparisons.suspect(comparison, sample);
        tally.rows(sample.size(), 0);
        return true;
    }

    private boolean compare(Tally tally, BooleanSupplier goOn) throws InterruptedException {
        Bounds bounds = Bounds.of(scope, projection());
        bounds.first().ifPresent(first -> {
            comparisons.suspect(comparison, Set.of(first)); // a range begins after a key
            tally.rows(rows(scratch.live(), Set.of(first)), rows(scratch.recomputed(), Set.of(first)));
        });
        Optional<Key> after = bounds.first();
        do {
            if (!goOn.getAsBoolean() || !scratch.catchUp(goOn)) {
                return false;
            }
            WorkerThread.requireGoOn();
            Stretch stretch = comparisons.compare(comparison, after, bounds.last(), RANGE);
            tally.rows(stretch.leftRows(), stretch.rightRows());
            after = stretch.end();
        } while (after.isPresent());
        if (scope instanceof Scope.Whole) {
            WorkerThread.requireGoOn();
            comparisons.compareBindings(comparison);
        }
        return true;
    }

    /** A few at a time, each time at a meeting of its own: nobody is held up for long, however many there are. */
    private boolean confirm(Tally tally, Consequence consequence, BooleanSupplier goOn) throws InterruptedException {
        Optional<Key> after = Optional.empty();
        do {
            if (!goOn.getAsBoolean() || !scratch.catchUp(goOn)) {
                return false;
            }
            WorkerThread.requireGoOn();
            Optional<Key> from = after;
            Seen seen = scratch.meet(at -> see(from, consequence, at));
            tally.add(seen.drift(), seen.at());
            after = seen.last();
        } while (after.isPresent());
        return true;
    }

    private record Seen(Optional<Key> last, List<Drift> drift, Checkpoint at) {}

    private Seen see(Optional<Key> from, Consequence consequence, Checkpoint at) throws InterruptedException {
        Set<Key> parked = scratch.parked(); // before: whoever is freed meanwhile may have been looked at half-way
        Confirmed confirmed = comparisons.confirm(comparison, from, SUSPECTS);
        scratch.requireStill(at);
        requireWholeSample();
        List<Drift> drift = confirmed.differing().stream()
                .map(difference -> Drift.of(difference, projection().shape()))
                .filter(found -> !parked.contains(found.key()))
                .toList();
        if (!drift.isEmpty()) {
            try {
                consequence.follow(scratch, drift.stream().map(Drift::key).collect(Collectors.toSet()));
            } catch (CheckpointMoved moved) {
                throw new SwapBlocked("The meeting at position " + at + " ended: " + moved.getMessage());
            }
        }
        return new Seen(confirmed.last(), drift, at);
    }

    private void requireWholeSample() {
        List<Key> others = scope instanceof Scope.Sample ? scratch.others(sample) : List.of();
        if (!others.isEmpty()) {
            throw new ReconcileRefused("Statements of " + projection()
                    + " touch rows of other keys than those of the sample, "
                    + others + " among them, so it cannot be recomputed by itself. Reconcile all of it, or a range:"
                    + " ./readside reconcile " + projection().name());
        }
    }

    private Reconciliation reconciliation(Tally tally) throws InterruptedException {
        List<Checked> checked = check();
        Set<Key> here = scratch.live().parked().keySet();
        Set<Key> there = scratch.recomputed().parked().keySet();
        boolean isSample = scope instanceof Scope.Sample;
        return new Reconciliation(
                generation(),
                scope,
                tally.at().position(),
                tally.liveRows(),
                isSample ? rows(scratch.recomputed(), sample) : tally.recomputedRows(),
                tally.drift(),
                withEvents(tally),
                here.stream().filter(key -> !isSample || sample.contains(key)).count(),
                there.stream()
                        .filter(key -> !here.contains(key))
                        .map(this::failing)
                        .toList(),
                isSample && !sample.isEmpty() ? Optional.of(new Confidence(sample.size())) : Optional.empty(),
                checked,
                Duration.ofNanos(bench.nanoTime().getAsLong() - begun),
                bench.clock().instant());
    }

    private static long rows(Contents contents, Set<Key> keys) {
        return contents.rows(keys).values().stream()
                .filter(stored -> stored.row() != null)
                .count();
    }

    private Reconciliation.Failing failing(Key key) {
        return scratch.recomputed().waiting(key, 1).stream()
                .findFirst()
                .map(first -> new Reconciliation.Failing(
                        key.toString(), first.event(), first.reason().orElse("")))
                .orElseThrow();
    }

    private List<Drift> withEvents(Tally tally) throws InterruptedException {
        if (tally.shown().isEmpty() || !projection().knowsKeys()) {
            return tally.shown();
        }
        Histories histories = new Histories(EVENTS_SHOWN);
        scratch.trace(tally.shown().stream().map(Drift::key).collect(Collectors.toSet()), tally.at(), histories::add);
        return tally.shown().stream()
                .map(drift -> drift.with(histories.of(drift.key())))
                .toList();
    }

    private List<Checked> check() throws InterruptedException {
        List<Checked> checked = new ArrayList<>();
        for (Check check : bench.checks()) {
            WorkerThread.requireGoOn();
            checked.add(new Checking(bench.store().reads()).run(check, projection()));
        }
        return checked;
    }

    /** Drops what was recomputed. */
    @Override
    public void close() {
        scratch.close();
    }
}
