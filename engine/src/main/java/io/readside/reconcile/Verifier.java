package io.readside.reconcile;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.Difference;
import io.readside.readstore.Stretch;
import io.readside.worker.WorkerThread;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Finds out whether green equals blue but for what is declared, while both are fed:
 *
 * <ol>
 *   <li>from here on the store notes every key that changes on either side;
 *   <li>all ranges are compared; keys that differ, since one of the two is behind or for good, are noted too;
 *   <li>noted keys that have become equal are forgotten, until few are left or none goes any more;
 *   <li>the rest is looked at where both stand at one position. What differs there, differs.
 * </ol>
 */
public final class Verifier {

    /** Rows of a range: what a step keeps in memory at most, and what one of its statements reads. */
    private static final int RANGE = 10_000;

    /** Suspects looked at in one statement. */
    private static final int SUSPECTS = 2_000;

    private static final int ROUNDS = 20;

    private final Comparisons comparisons;
    private final Meeting meeting;
    private final InstantSource clock;

    public Verifier(Comparisons comparisons, Meeting meeting, InstantSource clock) {
        this.comparisons = comparisons;
        this.meeting = meeting;
        this.clock = clock;
    }

    /**
     * @param goOn asked between two steps
     * @return empty if it was not to go on
     * @throws InterruptedException if the thread is to end, between two steps
     */
    public Optional<Compared> verify(Comparison comparison, BooleanSupplier goOn) throws InterruptedException {
        Tally tally = new Tally();
        comparisons.forget(comparison);
        comparisons.watch(comparison);
        Optional<Key> after = Optional.empty();
        do {
            if (!goOn.getAsBoolean()) {
                return Optional.empty();
            }
            WorkerThread.requireGoOn();
            Stretch stretch = comparisons.compare(comparison, after, Optional.empty(), RANGE);
            tally.add(stretch);
            after = stretch.end();
        } while (after.isPresent());
        if (comparison.isOfOneVersion()) {
            WorkerThread.requireGoOn();
            comparisons.compareBindings(comparison);
        }
        drain(comparison);
        return confirm(comparison, tally, goOn);
    }

    /** Forgets noted keys that have become equal, in rounds as long as that makes them fewer. */
    public void drain(Comparison comparison) throws InterruptedException {
        long before = Long.MAX_VALUE;
        long now = comparisons.suspects(comparison);
        for (int round = 0; round < ROUNDS && now > 0 && now < before; round++) {
            Optional<Key> after = Optional.empty();
            do {
                WorkerThread.requireGoOn();
                after = comparisons.confirm(comparison, after, SUSPECTS).last();
            } while (after.isPresent());
            before = now;
            now = comparisons.suspects(comparison);
        }
    }

    /** Ends what {@link #verify} has begun. */
    public void end(Comparison comparison) {
        comparisons.forget(comparison);
    }

    /** A few at a time, each time at a meeting of its own: nobody is held up for long, however many there are. */
    private Optional<Compared> confirm(Comparison comparison, Tally tally, BooleanSupplier goOn)
            throws InterruptedException {
        Optional<Key> after = Optional.empty();
        do {
            if (!goOn.getAsBoolean()) {
                return Optional.empty();
            }
            WorkerThread.requireGoOn();
            Optional<Key> from = after;
            Optional<Key> last = meeting.hold(comparison.left(), comparison.right(), at -> {
                Confirmed confirmed = comparisons.confirm(comparison, from, SUSPECTS);
                meeting.requireStill(comparison.left(), comparison.right(), at);
                tally.add(confirmed.differing(), at);
                return confirmed.last();
            });
            after = last;
        } while (after.isPresent());
        return Optional.of(tally.compared(clock));
    }

    /** What has been found so far. */
    private static final class Tally {

        private final SortedMap<String, Long> expected = new TreeMap<>();
        private final List<Difference> expectedSamples = new ArrayList<>();
        private final List<Difference> samples = new ArrayList<>();
        private long left;
        private long right;
        private long unexpected;
        private Position at = Position.ZERO;

        void add(Stretch stretch) {
            left += stretch.leftRows();
            right += stretch.rightRows();
            for (Difference difference : stretch.expected()) {
                if (difference.kind() == Difference.Kind.VALUES) {
                    difference.cells().forEach(cell -> expected.merge(cell.column(), 1L, Long::sum));
                } else {
                    expected.merge(Compared.ROWS, 1L, Long::sum);
                }
                sample(expectedSamples, difference);
            }
        }

        void add(List<Difference> differing, Checkpoint where) {
            unexpected += differing.size();
            differing.forEach(difference -> sample(samples, difference));
            at = where.position();
        }

        private static void sample(List<Difference> samples, Difference difference) {
            if (samples.size() < Compared.SAMPLES) {
                samples.add(difference);
            }
        }

        Compared compared(InstantSource clock) {
            List<Difference> shown = new ArrayList<>(samples);
            shown.addAll(expectedSamples);
            return new Compared(left, right, unexpected, expected, shown, at, clock.instant());
        }
    }
}
