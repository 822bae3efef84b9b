package io.readside.worker;

import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogRegressed;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intents;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds one generation while it holds its lease, from position zero to live by one code path. Each step is one of:
 *
 * <ol>
 *   <li>wait for the lease; who waits for another to give it up goes once through what it will do then;
 *   <li>begin: take checkpoint, epoch and parked keys as the store has them, and see that the log is the one that was read;
 *   <li>do what an operator wants;
 *   <li>feed: read a page, fold it, apply it together with the checkpoint (see {@link Feed}).
 * </ol>
 *
 * <p>Whatever fails, the next step begins anew from what the store says: the outcome of a batch in flight is unknown until
 * then. A worker that was stopped by an event, an operator or the log keeps its lease and waits for an operator.
 */
public final class ProjectionWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionWorker.class);

    /** Longest wait in one step: an operator and the end of a lease are noticed after it. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    /** Longest wait for an event: what an operator has asked for in this process is noticed after it. */
    private static final Duration LONGEST_IDLE = Duration.ofMillis(20);

    /** Longest time that pages are gathered for one batch. */
    private static final Duration LONGEST_GATHERING = Duration.ofSeconds(1);

    private final GenerationId generation;
    private final EventLog log;
    private final Applier applier;
    private final Intents intents;
    private final Tenure tenure;
    private final WorkerListener listener;
    private final CheckpointBoard board;
    private final Feed feed;
    private final Operator operator;
    private final OtherActs others;
    private final String versionedName;
    private final Backoff backoff;
    private final WorkerThread thread;
    private boolean rehearsed;
    private boolean begun;
    private boolean halted;
    private long stepBegan;

    /** @param others does what operators want beyond the feeding of one generation */
    public ProjectionWorker(
            Projection<?> projection,
            Tenure tenure,
            EventLog log,
            Applier applier,
            Intents intents,
            CheckpointBoard board,
            WorkerListener listener,
            WorkerSettings settings,
            OtherActs others) {
        this.generation = tenure.generation();
        this.tenure = tenure;
        this.log = log;
        this.applier = applier;
        this.intents = intents;
        this.board = board;
        this.listener = listener;
        this.others = others;
        this.versionedName = projection.versionedName();
        this.backoff = new Backoff(tenure.hashCode());
        this.thread = new WorkerThread("readside-" + generation, this::step, this::leave);
        Recoverer recoverer = new Recoverer(projection, log, applier, settings);
        this.feed = new Feed(
                projection,
                generation,
                log,
                applier,
                board,
                listener,
                settings,
                recoverer,
                thread::pause,
                new Pace(log, settings.pace(), thread::pause, tenure::nanoTime),
                this::mayGather);
        this.operator = new Operator(projection, log, applier, feed);
    }

    public void start() {
        thread.start();
    }

    /** Asks it to end, and does not wait. */
    public void end() {
        thread.end();
    }

    /**
     * Finishes or abandons the batch in flight, which either way leaves rows and checkpoint together, gives the lease back,
     * and ends.
     */
    @Override
    public void close() {
        thread.close();
    }

    private void leave() {
        feed.end();
        tenure.resign();
    }

    /** A large batch is put off for what an operator wants, and for a sign of life. */
    private boolean mayGather() {
        return !thread.isClosing() && !tenure.isWanted() && tenure.nanoTime() - stepBegan < LONGEST_GATHERING.toNanos();
    }

    private void step() throws InterruptedException {
        try {
            if (!tenure.isHeld()) {
                begun = false;
                standBy();
            } else if (!begun || feed.epoch() != tenure.epoch()) {
                begin();
            } else {
                work();
                backoff.reset();
            }
        } catch (CheckpointMoved e) {
            fenced(e);
        } catch (LogRegressed e) {
            regressed(e);
        } catch (RuntimeException e) {
            pause(e);
        }
    }

    private void standBy() throws InterruptedException {
        if (!rehearsed && tenure.isAnothers()) {
            rehearsed = true;
            rehearse();
        }
        tenure.awaitHeld(LONGEST_WAIT);
    }

    private void rehearse() {
        try {
            feed.rehearse();
        } catch (RuntimeException | LinkageError e) { // it may be of an old event that is never read again
            LOG.debug(
                    "{}: while standing by, a first batch could not be gone through. {}: {}",
                    generation,
                    e.getClass().getSimpleName(),
                    e.getMessage());
        }
    }

    private void begin() {
        Generation now = applier.current();
        if (now.epoch() != tenure.epoch()) {
            tenure.fenced(); // the keeper tells whose turn it is
            return;
        }
        feed.begin(now);
        halted = now.state() instanceof RunState.Paused;
        begun = true;
        log.verify(now.checkpoint());
        if (now.state() instanceof RunState.Regressed) {
            applier.run(now.epoch()); // the log is the right one again
        }
        board.announce(versionedName, now.checkpoint());
        LOG.info("{}: feeding from position {}, epoch {}.", generation, now.checkpoint(), now.epoch());
        listener.leased(generation, now.epoch());
    }

    private void work() throws InterruptedException {
        Optional<Intent> wanted = tenure.awaitIntent(halted ? LONGEST_WAIT : Duration.ZERO);
        if (wanted.isPresent()) {
            act(wanted.get());
        } else if (!halted) {
            stepBegan = tenure.nanoTime();
            halted = feed.next(LONGEST_IDLE) == Feed.Outcome.STOPPED;
            others.fed();
        }
    }

    private void act(Intent intent) {
        try {
            if (isDealtWith(intent) || others.take(intent)) {
                return;
            }
            Operator.Done done = operator.act(intent, halted);
            halted = done.halted();
            intents.report(intent.id(), done.report());
            LOG.info(
                    "{}: {} by {}: {}",
                    generation,
                    intent.act(),
                    intent.by(),
                    done.report().message());
        } finally {
            tenure.dealtWith(intent); // without a report it is brought again
        }
    }

    /** It may have been brought to this process in an earlier turn, and another one has had its turn since. */
    private boolean isDealtWith(Intent intent) {
        return intents.find(intent.id()).flatMap(Intent::report).isPresent();
    }

    private void fenced(CheckpointMoved e) {
        LOG.info("{}: {}", generation, e.getMessage());
        begun = false;
        listener.fenced(generation);
    }

    private void regressed(LogRegressed e) throws InterruptedException {
        try {
            applier.regress(feed.epoch(), String.valueOf(e.getMessage()));
        } catch (RuntimeException unknown) {
            pause(unknown); // it is noticed again
            return;
        }
        LOG.error("{} has stopped: {}", generation, e.getMessage());
        halted = true;
        board.announceTrouble(versionedName);
        listener.regressed(generation, String.valueOf(e.getMessage()));
    }

    /** Whatever failed may pass: an unreachable database, and what nobody thought of. */
    private void pause(RuntimeException cause) throws InterruptedException {
        begun = false;
        if (thread.isClosing()) {
            return;
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
    }
}
