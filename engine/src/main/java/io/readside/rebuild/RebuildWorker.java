package io.readside.rebuild;

import io.readside.eventlog.EventLog;
import io.readside.projection.Projection;
import io.readside.readstore.Intent;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Rebuilds;
import io.readside.reconcile.Meeting;
import io.readside.reconcile.Verifier;
import io.readside.worker.OtherActs;
import io.readside.worker.WorkerThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the rebuilds of one read model, on a thread of its own: does what operators want of them, and takes the next step of
 * the one that is open, while this process feeds its green.
 */
public final class RebuildWorker implements OtherActs, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildWorker.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Projection<?> projection;
    private final Inbox inbox;
    private final Rebuilds rebuilds;
    private final RebuildListener listener;
    private final Rebuilder rebuilder;
    private final RebuildActs acts;
    private final WorkerThread thread;
    private final Runnable hurry;
    private volatile @Nullable Rebuild due;
    private volatile boolean awaitsGreen;
    private @Nullable Rebuild told;

    /**
     * @param projection in its newest version
     * @param hurry has the leases looked at: whoever feeds green learns of a step
     * @param clock for notes and reports
     * @param nanoTime a clock that never goes back, as {@code System.nanoTime()}
     */
    public RebuildWorker(
            Projection<?> projection,
            EventLog log,
            ReadStore store,
            SwapSettings settings,
            RebuildListener listener,
            Runnable hurry,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.projection = projection;
        this.inbox = new Inbox(store.intents());
        this.rebuilds = store.rebuilds();
        this.listener = listener;
        this.hurry = hurry;
        this.thread = new WorkerThread("readside-" + projection.name() + "-rebuild", this::next, () -> {});
        Meeting meeting = new Meeting(store.rebuilds(), nanoTime, thread::pause);
        Verifier verifier = new Verifier(store.comparisons(), meeting, clock);
        Switch swaps = new Switch(store.rebuilds(), verifier, meeting, settings, nanoTime, thread::pause);
        this.rebuilder = new Rebuilder(projection, log, store, verifier);
        this.acts = new RebuildActs(projection, log, store.rebuilds(), rebuilder, swaps);
    }

    public void start() {
        thread.start();
    }

    /** Asks it to end, and does not wait: a step under way ends before the next range of keys, and is taken again by others. */
    public void end() {
        thread.end();
    }

    @Override
    public void close() {
        thread.close();
    }

    /** Tells of the rebuild as it is now, if this process is the one to drive it. */
    public void drive(Rebuild rebuild) {
        due = rebuild;
        inbox.call();
    }

    @Override
    public void fed() {
        if (awaitsGreen) {
            inbox.call();
        }
    }

    @Override
    public boolean take(Intent intent) {
        if (!intent.act().isOnRebuild()) {
            return false;
        }
        inbox.take(intent);
        return true;
    }

    private void next() throws InterruptedException {
        inbox.await(LONGEST_WAIT);
        try {
            inbox.dealWithAll(acts::act);
            Rebuild rebuild = due;
            due = null;
            if (rebuild == null && awaitsGreen) {
                rebuild = open();
            }
            while (rebuild != null && rebuilder.knows(rebuild)) {
                rebuilder.step(rebuild, this::actBetween);
                Rebuild now = open();
                rebuild = now == null || now.state() == rebuild.state() ? null : now;
            }
            tell();
        } catch (RebuildMoved moved) {
            LOG.debug("{}", moved.getMessage());
        } catch (RuntimeException e) {
            LOG.warn(
                    "The rebuild of '{}' is tried again. {}: {}",
                    projection.name(),
                    e.getClass().getSimpleName(),
                    e.getMessage());
            thread.pause(AFTER_FAILURE);
        }
    }

    private @Nullable Rebuild open() {
        return rebuilds.open(Set.of(projection.name())).stream().findFirst().orElse(null);
    }

    private void tell() {
        Optional<Rebuild> last = rebuilds.last(projection.name());
        awaitsGreen = last.filter(rebuild -> rebuild.state() == State.LOADING || rebuild.state() == State.CATCHING_UP)
                .isPresent();
        if (last.isPresent() && isNews(last.get())) {
            told = last.get();
            hurry.run();
            listener.moved(last.get());
        }
    }

    private boolean isNews(Rebuild now) {
        return told == null || told.id() != now.id() || told.state() != now.state();
    }

    private void actBetween() {
        try {
            inbox.dealWithAll(acts::act);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
