package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.eventlog.EventLog;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Recomputes a read model, or some keys of it, into a generation of its own: by the plain path of a live worker, from
 * position zero, event by event in their order. Nobody else feeds that generation, so it takes no lease. For one thread.
 */
public final class Recomputation {

    private final Feed feed;
    private final Applier applier;

    /**
     * @param scratch new and empty
     * @param keys only events that reach these, and only into these; empty: all
     */
    public Recomputation(
            Projection<?> projection,
            Generation scratch,
            EventLog log,
            Applier applier,
            WorkerSettings settings,
            Optional<Set<Key>> keys) {
        this.applier = applier;
        this.feed = new Feed(
                projection,
                scratch.id(),
                log,
                applier,
                new CheckpointBoard(),
                WorkerListener.NONE,
                settings,
                new Recoverer(projection, log, applier, settings),
                Recomputation::pause);
        keys.ifPresent(feed::restrictTo);
        feed.begin(scratch);
    }

    private static void pause(Duration pause) throws InterruptedException {
        Thread.sleep(pause.toMillis());
    }

    /** Where it has got. */
    public Checkpoint place() {
        return feed.place();
    }

    /**
     * Applies one batch more, if there is something to apply.
     *
     * @param end a checkpoint of a reader of the same log; the batch goes no further
     * @return whether it has got there
     * @throws IllegalStateException if an event can be neither applied nor parked
     */
    public boolean next(Checkpoint end) throws InterruptedException {
        feed.end(end);
        if (feed.place().position().isBefore(end.position())
                && feed.next(Duration.ofMillis(250)) == Feed.Outcome.STOPPED) {
            throw new IllegalStateException("Recomputing stopped: "
                    + applier.current().state() + ". Mend the projection or the event's type first.");
        }
        return !feed.place().position().isBefore(end.position());
    }
}
