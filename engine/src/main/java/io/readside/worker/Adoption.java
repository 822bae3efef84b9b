package io.readside.worker;

import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts what was recomputed in the place of what a generation has that this process feeds. The epoch moves with it, so that
 * the worker's batch in flight, folded from the rows before, has no effect: the worker begins anew.
 */
public final class Adoption {

    /** Parked events taken off in one act. */
    private static final int AT_ONCE = 10_000;

    /** After an act of ours the epoch is another: the keeper asks whose turn it is, and is told that it still is ours. */
    private static final Duration ASKING = Duration.ofSeconds(1);

    private final Tenure tenure;
    private final Applier applier;

    public Adoption(Tenure tenure, Applier applier) {
        this.tenure = tenure;
        this.applier = applier;
    }

    /**
     * Replaces the rows of keys in one act, while both stand at one position. Keys that are parked stay as they are.
     *
     * @return the keys that were replaced
     * @throws CheckpointMoved if they do not stand there any more; nothing was written
     * @throws LeaseLost if this process does not feed the generation any more; nothing was written
     */
    public Set<Key> adopt(GenerationId recomputed, Set<Key> keys) throws InterruptedException {
        long epoch = requireHeld();
        return applier.adopt(epoch, recomputed, keys);
    }

    /**
     * Gives a parked key the row that all its events lead to, and takes those off its queue. Not where an event waits for several
     * keys as one: {@link Projection#splitsByKey()}.
     *
     * @param row recomputed up to {@code at}; absent: there is none
     * @param at events beyond it stay parked
     * @throws LeaseLost if this process does not feed the generation any more; nothing was written
     */
    public void free(Key key, @Nullable StoredRow row, Position at) throws InterruptedException {
        List<ParkedEvent> waiting = waiting(key, at);
        while (!waiting.isEmpty()) {
            long epoch = requireHeld();
            Position last = waiting.get(waiting.size() - 1).position();
            Change change = row == null || row.row() == null
                    ? new Change.Delete(key, last)
                    : new Change.Upsert(key, row.row(), row.lastApplied());
            List<Recovery.Place> done = waiting.stream()
                    .map(event -> new Recovery.Place(key, event.position()))
                    .toList();
            applier.recover(new Recovery(epoch, List.of(change), done, List.of()));
            waiting = waiting(key, at);
        }
    }

    private List<ParkedEvent> waiting(Key key, Position at) {
        return applier.waiting(Set.of(key), AT_ONCE).stream()
                .filter(event -> !event.position().isAfter(at))
                .toList();
    }

    private long requireHeld() throws InterruptedException {
        tenure.awaitHeld(ASKING);
        if (!tenure.isHeld()) {
            throw new LeaseLost("This process does not feed " + tenure.generation()
                    + " any more, another one may. Nothing was written.");
        }
        return applier.current().epoch();
    }
}
