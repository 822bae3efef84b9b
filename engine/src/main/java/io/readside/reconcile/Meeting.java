package io.readside.reconcile;

import io.readside.event.Checkpoint;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.SwapBlocked;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Has two generations stand still at one position for a moment, whoever feeds them. Neither worker is asked: batches that go
 * beyond are refused by the store, and each worker then goes as far as it may and waits.
 */
public final class Meeting {

    /** If nobody ends it, since its process was killed, the store does after this time. */
    private static final Duration AT_MOST = Duration.ofSeconds(2);

    /** How long both may take to get there: writers' events wait meanwhile. */
    private static final Duration ARRIVE = Duration.ofMillis(400);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(3);
    private static final int ATTEMPTS = 10;

    private final Rebuilds rebuilds;
    private final LongSupplier nanoTime;
    private final Waiting waiting;

    /** Waits, and is ended by the end of the process. */
    public interface Waiting {
        void pause(Duration pause) throws InterruptedException;
    }

    /** What is done while both stand still. */
    public interface Act<T> {
        T at(Checkpoint meeting) throws InterruptedException;
    }

    /** Feeds one of the two while both are waited for, since nobody else does. */
    public interface Approach {
        /** Goes a step towards the meeting, or pauses where it is there already. */
        void step(Checkpoint meeting) throws InterruptedException;
    }

    public Meeting(Rebuilds rebuilds, LongSupplier nanoTime, Waiting waiting) {
        this.rebuilds = rebuilds;
        this.nanoTime = nanoTime;
        this.waiting = waiting;
    }

    /**
     * Tries a few times.
     *
     * @throws SwapBlocked if they did not come together: one of them is not fed, or is too slow
     */
    public <T> T hold(GenerationId one, GenerationId other, Act<T> act) throws InterruptedException {
        return hold(one, other, this::letOthersCome, act);
    }

    /** As {@link #hold(GenerationId, GenerationId, Act)}, where one of the two has to be fed by the caller. */
    public <T> T hold(GenerationId one, GenerationId other, Approach approach, Act<T> act) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(one, other, approach, act);
            } catch (SwapBlocked late) {
                if (attempt == ATTEMPTS) {
                    throw late;
                }
                waiting.pause(Duration.ofMillis(50L * attempt));
            }
        }
    }

    /** Tries once. */
    public <T> T once(GenerationId one, GenerationId other, Act<T> act) throws InterruptedException {
        return once(one, other, this::letOthersCome, act);
    }

    private <T> T once(GenerationId one, GenerationId other, Approach approach, Act<T> act)
            throws InterruptedException {
        Checkpoint at = rebuilds.meet(one, other, AT_MOST);
        try {
            await(one, other, approach, at);
            return act.at(at);
        } finally {
            rebuilds.part(one, other);
        }
    }

    private void letOthersCome(Checkpoint meeting) throws InterruptedException {
        waiting.pause(LOOK_AGAIN);
    }

    /**
     * What was seen while both stood still counts only if they do so yet: a look that took too long was not one at one
     * position.
     *
     * @throws SwapBlocked if one of them has gone on
     */
    public void requireStill(GenerationId one, GenerationId other, Checkpoint at) {
        List<Generation> gone = both(one, other).stream()
                .filter(generation -> !generation.checkpoint().position().equals(at.position()))
                .toList();
        if (!gone.isEmpty()) {
            throw new SwapBlocked("The meeting of " + one + " and " + other + " at position " + at
                    + " ended before all was seen: " + gone.get(0).id() + " is at "
                    + gone.get(0).checkpoint() + ".");
        }
    }

    private List<Generation> both(GenerationId one, GenerationId other) {
        return rebuilds.generations(Set.of(one.projection())).stream()
                .filter(generation ->
                        generation.id().equals(one) || generation.id().equals(other))
                .toList();
    }

    private void await(GenerationId one, GenerationId other, Approach approach, Checkpoint at)
            throws InterruptedException {
        long begun = nanoTime.getAsLong();
        while (true) {
            List<Generation> missing = both(one, other).stream()
                    .filter(generation -> generation.checkpoint().position().isBefore(at.position()))
                    .toList();
            if (missing.isEmpty()) {
                return;
            }
            if (nanoTime.getAsLong() - begun > ARRIVE.toNanos()) {
                Generation late = missing.get(0);
                throw new SwapBlocked(
                        "Generations " + one + " and " + other + " were to meet at position " + at + ", but "
                                + late.id() + " is at " + late.checkpoint() + " (" + late.state()
                                + ") after " + ARRIVE.toMillis() + " ms. Is it being fed? See ./readside status");
            }
            approach.step(at);
        }
    }
}
