package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.MaterializedView;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intents;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Staleness;
import io.readside.readstore.Views;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a materialized view fresh while it holds the view's lease. Each step is one of:
 *
 * <ol>
 *   <li>create the view, if its source was not of the declared version so far, or it has been dropped;
 *   <li>wait for the lease;
 *   <li>do what an operator wants;
 *   <li>refresh the view if it is due, else wait and look again.
 * </ol>
 */
public final class ViewRefresher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewRefresher.class);

    /** An operator, the end of a lease and a source that was swapped are noticed after it. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /** Between two attempts to break off what keeps it from ending; the last one leaves that to the network's timeout. */
    private static final Duration BREAK_OFF_AGAIN = Duration.ofMillis(50);

    private static final int BREAK_OFF_ATTEMPTS = 100;

    private final MaterializedView view;
    private final Views views;
    private final Intents intents;
    private final CheckpointBoard board;
    private final Tenure tenure;
    private final LongSupplier nanoTime;
    private final RefreshSchedule schedule;
    private final Backoff backoff;
    private final WorkerThread thread;
    private boolean created;

    /**
     * @param tenure the lease on the view: whoever holds it refreshes it
     * @param nanoTime a clock that never goes back, as {@code System.nanoTime()}
     */
    public ViewRefresher(
            MaterializedView view,
            Views views,
            Intents intents,
            CheckpointBoard board,
            Tenure tenure,
            LongSupplier nanoTime) {
        this.view = view;
        this.views = views;
        this.intents = intents;
        this.board = board;
        this.tenure = tenure;
        this.nanoTime = nanoTime;
        this.schedule = new RefreshSchedule(view);
        this.backoff = new Backoff(tenure.hashCode());
        this.thread = new WorkerThread("readside-" + view.name(), this::step, tenure::resign);
    }

    /**
     * Creates the view, if it is not there and its source is of the declared version, and begins.
     *
     * @throws ProjectionMismatch if the view cannot be created
     */
    public void start() {
        create();
        if (!created) {
            LOG.info("{} waits until its source is {}.", view, view.source());
        }
        thread.start();
    }

    /** Breaks off a refresh under way, which leaves rows and checkpoint as they were, gives the lease back, and ends. */
    @Override
    public void close() {
        thread.end();
        boolean ended = false;
        for (int attempt = 0; !ended && attempt < BREAK_OFF_ATTEMPTS; attempt++) {
            views.breakOff(view);
            ended = thread.awaitEnd(BREAK_OFF_AGAIN);
        }
    }

    private void create() {
        Optional<Checkpoint> now = views.create(view);
        now.ifPresent(checkpoint -> board.announce(view.name(), checkpoint));
        created = now.isPresent();
    }

    private void step() throws InterruptedException {
        long begun = nanoTime.getAsLong();
        try {
            long epoch = tenure.epoch(); // before the look at the lease: another's may come with a later one
            if (!created) {
                thread.pause(LOOK_AGAIN);
                create();
            } else if (!tenure.isHeld()) {
                tenure.awaitHeld(LOOK_AGAIN);
            } else {
                work(epoch);
                backoff.reset();
            }
        } catch (CheckpointMoved another) {
            LOG.info("{}", another.getMessage());
            tenure.fenced();
        } catch (ProjectionMismatch e) {
            created = false; // it may have been dropped, and is made anew then
            pause(e, Duration.ZERO);
        } catch (RuntimeException e) { // a view that cannot be computed may be computed later, as an outage may pass
            pause(e, Duration.ofNanos(nanoTime.getAsLong() - begun));
        }
    }

    private void work(long epoch) throws InterruptedException {
        Optional<Intent> wanted = tenure.awaitIntent(Duration.ZERO);
        if (wanted.isPresent()) {
            act(wanted.get(), epoch);
            return;
        }
        Staleness now = views.staleness(view);
        Duration wait = schedule.untilDue(now)
                .filter(left -> left.compareTo(LOOK_AGAIN) < 0)
                .orElse(LOOK_AGAIN);
        if (wait.isZero()) {
            board.announce(view.name(), views.refresh(view, epoch));
        } else {
            await(now, wait);
        }
    }

    /** Until the source moves, if that can make it due. */
    private void await(Staleness now, Duration wait) throws InterruptedException {
        Position next = new Position(now.source().partition(), now.source().value() + 1);
        if (now.moved() || board.isAt(view.source().versionedName(), next)) {
            thread.pause(wait); // what was announced is not of the active generation, or already seen
        } else {
            board.await(view.source().versionedName(), next, wait);
        }
    }

    private void act(Intent intent, long epoch) {
        try {
            if (intents.find(intent.id()).flatMap(Intent::report).isEmpty()) {
                Report report = carryOut(intent, epoch);
                intents.report(intent.id(), report);
                LOG.info("{}: {} by {}: {}", view, intent.act(), intent.by(), report.message());
            }
        } finally {
            tenure.dealtWith(intent); // without a report it is brought again
        }
    }

    private Report carryOut(Intent intent, long epoch) {
        if (intent.act() instanceof Act.Pause) {
            views.pause(view, epoch, intent.by());
            return new Report(true, "Is not refreshed any more.");
        }
        if (intent.act() instanceof Act.Resume) {
            views.run(view, epoch);
            return new Report(true, "Is refreshed again.");
        }
        return new Report(
                false,
                "'" + view.name()
                        + "' is a materialized view: it can be paused and resumed. It shows what its source does,"
                        + " '" + view.source().name() + "': ask for that one. Nothing was changed.");
    }

    /** @param took what the attempt cost, and so the least time to leave the database alone */
    private void pause(RuntimeException cause, Duration took) throws InterruptedException {
        if (thread.isClosing()) {
            return;
        }
        Duration next = backoff.next();
        Duration pause = next.compareTo(took) < 0 ? took : next;
        LOG.info(
                "Refresh of '{}': attempt {} failed, the next one in {} ms. {}: {}",
                view.name(),
                backoff.attempts(),
                pause.toMillis(),
                cause.getClass().getSimpleName(),
                cause.getMessage());
        thread.pause(pause);
    }
}
