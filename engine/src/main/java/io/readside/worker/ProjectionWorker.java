package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.projection.Folding;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.subscription.Subscription;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one generation, from position zero to live by one code path:
 *
 * <ol>
 *   <li>read a page after the checkpoint, waiting only if there is nothing;
 *   <li>fold it into changes;
 *   <li>apply changes and checkpoint in one call that is compare-and-set on where the batch was begun;
 *   <li>announce the checkpoint to the readers of this process;
 *   <li>if an event cannot be applied, apply what comes before it and stop.
 * </ol>
 *
 * <p>Several workers may be at one generation: one gets each batch through, the others go on from there.
 */
public final class ProjectionWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionWorker.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final Projection<?> projection;
    private final GenerationId generation;
    private final Applier applier;
    private final CheckpointBoard board;
    private final WorkerListener listener;
    private final Subscription subscription;
    private final BatchLimit limit;
    private final Backoff backoff = new Backoff();
    private final WorkerThread thread;
    private long epoch;

    /** @param batchSizeEvents most events of one batch */
    public ProjectionWorker(
            Projection<?> projection,
            Generation generation,
            EventLog log,
            Applier applier,
            CheckpointBoard board,
            WorkerListener listener,
            int batchSizeEvents) {
        this.projection = projection;
        this.generation = generation.id();
        this.applier = applier;
        this.board = board;
        this.listener = listener;
        this.epoch = generation.epoch();
        this.subscription =
                new Subscription(log, EventFilter.category(projection.events().category()), generation.checkpoint());
        this.limit = new BatchLimit(batchSizeEvents);
        this.thread = new WorkerThread("readside-" + generation.id(), this::step);
    }

    public void start() {
        board.announce(projection.name(), subscription.place());
        thread.start();
    }

    /** Finishes or abandons the batch in flight, which either way leaves rows and checkpoint together, and ends. */
    @Override
    public void close() {
        thread.close();
    }

    private boolean step() throws InterruptedException {
        try {
            boolean goOn = feed();
            backoff.reset();
            return goOn;
        } catch (CheckpointMoved e) {
            listener.fenced(generation);
            LOG.info("{}: {}", generation, e.getMessage());
            return resume();
        } catch (RuntimeException e) {
            return pause(e);
        }
    }

    private boolean feed() throws InterruptedException {
        Page page = subscription.next(limit.events(), LONGEST_WAIT);
        if (!page.scannedTo().isAfter(subscription.place().position())) {
            return true;
        }
        try {
            return feed(page);
        } catch (ApplyFailed e) {
            return narrow(page, e);
        }
    }

    private boolean feed(Page page) {
        Folded folded = fold(page);
        Optional<Poison> poison = folded.poison();
        apply(folded, new Checkpoint(poison.map(p -> justBefore(p.position())).orElse(page.scannedTo())), page);
        poison.ifPresent(this::stop);
        return poison.isEmpty();
    }

    private Folded fold(Page page) {
        Folding folding = projection.begin(page.events());
        return folding.fold(applier.rows(folding.keys(applier.bindings(folding.streams()))));
    }

    private void apply(Folded folded, Checkpoint to, Page page) {
        Checkpoint from = subscription.place();
        if (!to.position().isAfter(from.position())) {
            return;
        }
        applier.apply(new Batch(epoch, from, to, folded.changes(), folded.bindings()));
        subscription.seek(to);
        limit.widen();
        board.announce(projection.name(), to);
        listener.applied(generation, to, page.events().size());
        if (folded.unknownIgnored() > 0) {
            listener.ignoredUnknown(generation, folded.unknownIgnored());
        }
    }

    /** A store names no event when it refuses a batch: halve the batch until one event is left. */
    private boolean narrow(Page page, ApplyFailed refusal) {
        if (page.events().size() > 1) {
            limit.narrow(page.events().size());
            return true;
        }
        if (page.events().isEmpty()) {
            throw refusal;
        }
        stop(new Poison(page.events().get(0), String.valueOf(refusal.getMessage())));
        return false;
    }

    private static Position justBefore(Position position) {
        return new Position(position.partition(), position.value() - 1);
    }

    private void stop(Poison poison) {
        applier.stop(epoch, poison);
        board.announceStop(projection.name());
        listener.stopped(generation, poison);
        LOG.warn(
                "Projection '{}' has stopped below {}. All other projections go on. Mend the projection or the event's"
                        + " type and restart the application: it goes on from position {}.",
                projection.name(),
                poison,
                subscription.place());
    }

    private boolean resume() throws InterruptedException {
        try {
            Generation now = applier.current();
            epoch = now.epoch();
            subscription.seek(now.checkpoint());
            board.announce(projection.name(), now.checkpoint());
            return true;
        } catch (RuntimeException e) {
            return pause(e);
        }
    }

    /**
     * Whatever failed may pass: an unreachable database, and what nobody thought of. The outcome of a batch in flight is
     * unknown, and what the store says next is the truth.
     */
    private boolean pause(RuntimeException cause) throws InterruptedException {
        if (thread.isClosing()) {
            return false;
        }
        Duration pause = backoff.next();
        listener.retrying(generation, backoff.attempts(), pause, cause);
        LOG.info(
                "{}: attempt {} failed, the next one in {} ms. {}: {}",
                generation,
                backoff.attempts(),
                pause.toMillis(),
                cause.getClass().getSimpleName(),
                cause.getMessage());
        thread.pause(pause);
        return resume();
    }
}
