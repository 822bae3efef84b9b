package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.MaterializedView;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Views;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refreshes a materialized view after its source has moved, and not more often than it asks for. */
public final class ViewRefresher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ViewRefresher.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final MaterializedView view;
    private final Views views;
    private final CheckpointBoard board;
    private final Tenure tenure;
    private final Backoff backoff;
    private final WorkerThread thread;
    private Checkpoint refreshed;

    /**
     * @param refreshed the view's checkpoint
     * @param tenure the lease on the view: whoever holds it refreshes it
     */
    public ViewRefresher(
            MaterializedView view, Checkpoint refreshed, Views views, CheckpointBoard board, Tenure tenure) {
        this.view = view;
        this.refreshed = refreshed;
        this.views = views;
        this.board = board;
        this.tenure = tenure;
        this.backoff = new Backoff(view.hashCode());
        this.thread = new WorkerThread("readside-" + view.name(), this::step, tenure::resign);
    }

    public void start() {
        board.announce(view.name(), refreshed);
        thread.start();
    }

    @Override
    public void close() {
        thread.close();
    }

    private void step() throws InterruptedException {
        try {
            if (!tenure.isHeld()) {
                tenure.awaitHeld(LONGEST_WAIT);
                return;
            }
            Position last = refreshed.position();
            board.await(view.source().versionedName(), new Position(last.partition(), last.value() + 1), LONGEST_WAIT);
            if (views.isStale(view)) {
                refreshed = views.refresh(view);
                board.announce(view.name(), refreshed);
                thread.pause(view.atMostEvery());
            }
            backoff.reset();
        } catch (RuntimeException e) { // a view that cannot be computed may be computed later, as an outage may pass
            Duration pause = backoff.next();
            LOG.info(
                    "Refresh of '{}': attempt {} failed, the next one in {} ms. {}: {}",
                    view.name(),
                    backoff.attempts(),
                    pause.toMillis(),
                    e.getClass().getSimpleName(),
                    e.getMessage());
            thread.pause(pause);
        }
    }
}
