package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Recomputes a read model, or some keys of it, into a generation of its own: by the plain path of a live worker, from
 * position zero, event by event in their order. Nobody else feeds that generation, so it takes no lease. For one thread.
 */
public final class Recomputation {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final Projection<?> projection;
    private final EventLog log;
    private final Applier applier;
    private final WorkerSettings settings;
    private final Feed feed;

    /**
     * @param scratch new and empty
     * @param beside the generation that it is to be set against: as many keys as are parked there may be parked here
     * @param keys only events that reach these, and only into these; empty: all
     */
    public Recomputation(
            Projection<?> projection,
            Generation scratch,
            Generation beside,
            EventLog log,
            Applier applier,
            WorkerSettings settings,
            Optional<Set<Key>> keys) {
        this.projection = projection;
        this.log = log;
        this.applier = applier;
        this.settings = settings.plain();
        this.feed = new Feed(
                projection,
                scratch.id(),
                log,
                applier,
                new CheckpointBoard(),
                WorkerListener.NONE,
                this.settings,
                new Recoverer(projection, log, applier, this.settings),
                Recomputation::pause,
                Pace.full(log),
                () -> false);
        feed.standAside(beside.parkedKeys());
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
        WorkerThread.requireGoOn();
        feed.end(end);
        if (feed.place().position().isBefore(end.position()) && feed.next(LONGEST_WAIT) == Feed.Outcome.STOPPED) {
            throw new IllegalStateException("Recomputing " + projection + " from its events stopped: " + why()
                    + ". Mend the projection or the event's type first.");
        }
        return !feed.place().position().isBefore(end.position());
    }

    private String why() {
        return applier.current().state() instanceof RunState.Stopped stopped
                ? stopped.event() + ": " + stopped.reason()
                : "it is halted";
    }

    /**
     * Goes through the log once more and tells which events reach some keys, in order of position.
     *
     * @param keys among those that are recomputed
     * @param end no further than {@link #place()}
     * @throws IllegalArgumentException unless {@link Projection#knowsKeys()}
     */
    public void trace(Set<Key> keys, Checkpoint end, BiConsumer<Key, StoredEvent> to) throws InterruptedException {
        EventFilter filter = EventFilter.category(projection.events().category());
        PageLimit limit = new PageLimit(settings.batchSizeEvents(), settings.batchSizeBytes());
        Checkpoint after = Checkpoint.ZERO;
        while (after.position().isBefore(end.position())) {
            WorkerThread.requireGoOn();
            Page page = log.read(after, filter, limit).upTo(end);
            Folding folding = projection.beginOnly(keys, page.events());
            folding.keys(applier.bindings(folding.streams()));
            folding.reached().forEach((key, events) -> events.forEach(event -> to.accept(key, event)));
            if (!page.scannedTo().position().isAfter(after.position())) {
                throw new IllegalStateException(
                        "The log does not go on after position " + after + ", and was read up to " + end + " before.");
            }
            after = page.scannedTo();
        }
    }
}
