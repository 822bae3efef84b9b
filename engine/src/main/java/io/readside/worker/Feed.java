package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.Folding;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.MeetingAhead;
import io.readside.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events from the log into one generation:
 *
 * <ol>
 *   <li>read a page after the checkpoint, waiting only if there is nothing;
 *   <li>fold it into changes; an event that fails in a way that may pass is tried again a few times;
 *   <li>see that no more keys would be parked than a bad deploy may park;
 *   <li>apply changes, parked events and checkpoint in one call that is compare-and-set on where the batch was begun;
 *   <li>announce the checkpoint to the readers of this process.
 * </ol>
 *
 * <p>A store names no event when it refuses a batch: the batch is halved until one event is left, whose keys are parked.
 */
final class Feed {

    /** What a step came to. */
    enum Outcome {
        GOES_ON,
        STOPPED
    }

    /** Waits, and is ended by the end of the worker. */
    interface Pauser {
        void pause(Duration pause) throws InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);
    private static final int ATTEMPTS = 3;
    private static final int REHEARSED_EVENTS = 20;
    private static final Duration LOOK_AT_MEETING = Duration.ofMillis(5);

    private final Projection<?> projection;
    private final GenerationId generation;
    private final EventLog log;
    private final Applier applier;
    private final Announcer announcer;
    private final Pauser pauser;
    private final long batchSizeBytes;
    private final EventFilter filter;
    private final Subscription subscription;
    private final BatchLimit limit;
    private final Recoverer recoverer;
    private final ParkedKeys waiting;
    private final MeetingPlace meeting = new MeetingPlace();
    private @Nullable Set<Key> only;
    private StormGuard storms;
    private long epoch;
    private int timeouts;

    Feed(
            Projection<?> projection,
            GenerationId generation,
            EventLog log,
            Applier applier,
            CheckpointBoard board,
            WorkerListener listener,
            WorkerSettings settings,
            Recoverer recoverer,
            Pauser pauser) {
        this.projection = projection;
        this.generation = generation;
        this.log = log;
        this.applier = applier;
        this.announcer = new Announcer(projection, generation, board, listener);
        this.waiting = new ParkedKeys(applier, announcer);
        this.pauser = pauser;
        this.batchSizeBytes = settings.batchSizeBytes();
        this.filter = EventFilter.category(projection.events().category());
        this.subscription = new Subscription(log, filter, Checkpoint.ZERO);
        this.limit = new BatchLimit(settings.batchSizeEvents());
        this.storms = new StormGuard(applier);
        this.recoverer = recoverer;
    }

    long epoch() {
        return epoch;
    }

    /**
     * Reads and folds the first events of the log and forgets what came of it. What a process loads and connects for its
     * first batch is there when its turn comes.
     */
    void rehearse() {
        fold(log.read(Checkpoint.ZERO, filter, new PageLimit(REHEARSED_EVENTS, batchSizeBytes))
                .events());
    }

    /**
     * Nobody reads this generation, or can do anything about it: what is parked in it, or stops it, is for the caller to tell.
     *
     * @param parkedThere keys that are parked where the same events have been applied before, and so may be here
     */
    void standAside(long parkedThere) {
        announcer.mute();
        storms = new StormGuard(applier, parkedThere);
    }

    /** From now on folds only events that reach some keys, and only into these. */
    void restrictTo(Set<Key> keys) {
        only = keys;
    }

    /** From now on goes no further than a checkpoint of another reader of the log. */
    void end(Checkpoint end) {
        meeting.is(Optional.of(end));
    }

    Checkpoint place() {
        return subscription.place();
    }

    /** Begins anew from what the store says. */
    void begin(Generation now) {
        epoch = now.epoch();
        announcer.isOn(now.role());
        meeting.is(now.meeting());
        subscription.seek(now.checkpoint());
        waiting.take();
        List<Key> skipped = waiting.waitingForSkipped();
        if (!skipped.isEmpty()) {
            LOG.info(
                    "{}: {} keys wait for events that were skipped, and are tried again without.",
                    generation,
                    skipped.size());
            free(skipped);
        }
    }

    Outcome next(Duration longestWait) throws InterruptedException {
        if (meeting.isReached(subscription.place().position())) {
            pauser.pause(LOOK_AT_MEETING);
            meeting.is(applier.current().meeting());
            return Outcome.GOES_ON;
        }
        Page page = meeting.upTo(subscription.next(new PageLimit(limit.events(), batchSizeBytes), longestWait));
        if (!page.scannedTo().position().isAfter(subscription.place().position())) {
            return Outcome.GOES_ON;
        }
        try {
            Outcome outcome = feed(page);
            timeouts = 0;
            return outcome;
        } catch (MeetingAhead ahead) {
            meeting.is(Optional.of(ahead.meeting()));
            return Outcome.GOES_ON;
        } catch (ApplyFailed refusal) {
            return refused(page, refusal);
        } catch (ApplyTimedOut broken) {
            return timedOut(page, broken);
        }
    }

    private Outcome feed(Page page) throws InterruptedException {
        Folded folded = foldWithPatience(page);
        Optional<Poison> tooMany = storms.excess(folded.parked());
        if (tooMany.isPresent()) {
            Page before = page.before(tooMany.get().position(), subscription.place());
            apply(foldWithPatience(before), before);
            return stop(tooMany.get());
        }
        apply(folded, page);
        return folded.poison().map(this::stop).orElse(Outcome.GOES_ON);
    }

    private Folded foldWithPatience(Page page) throws InterruptedException {
        Folded folded = fold(page.events());
        Optional<String> failure = folded.failureThatMayPass();
        Backoff backoff = new Backoff(generation.hashCode());
        while (failure.isPresent() && backoff.attempts() < ATTEMPTS - 1) {
            Duration pause = backoff.next();
            announcer.retrying(backoff.attempts(), pause, failure.get());
            pauser.pause(pause);
            folded = fold(page.events());
            failure = folded.failureThatMayPass();
        }
        return folded;
    }

    private Folded fold(List<StoredEvent> events) {
        Folding folding = only == null ? projection.begin(events) : projection.beginOnly(only, events);
        return folding.fold(
                applier.rows(folding.keys(applier.bindings(folding.streams()))), waiting.parked(), waiting.skipped());
    }

    private void apply(Folded folded, Page page) {
        Checkpoint from = subscription.place();
        Page done = folded.poison()
                .map(poison -> page.before(poison.position(), from))
                .orElse(page);
        Checkpoint to = done.scannedTo();
        if (!to.position().isAfter(from.position())) {
            return;
        }
        applier.apply(new Batch(epoch, from, to, folded.changes(), folded.bindings(), folded.parked()));
        subscription.seek(to);
        limit.widen();
        announcer.applied(to, done.events().size(), folded.unknownIgnored());
        waiting.add(folded.parked());
    }

    private Outcome refused(Page page, ApplyFailed refusal) throws InterruptedException {
        if (page.events().isEmpty()) {
            throw refusal;
        }
        if (refusal.what() == ApplyFailed.Cause.TABLE) {
            return stop(new Poison(page.events().get(0), String.valueOf(refusal.getMessage()), false));
        }
        return page.events().size() > 1 ? narrow(page) : parkRefused(page, String.valueOf(refusal.getMessage()));
    }

    /** One event that takes too long gets a few attempts: it may have waited for somebody's lock. */
    private Outcome timedOut(Page page, ApplyTimedOut broken) throws InterruptedException {
        if (page.events().size() > 1) {
            return narrow(page);
        }
        timeouts += page.events().size(); // without an event there is nothing to park
        if (timeouts < ATTEMPTS) {
            throw broken;
        }
        timeouts = 0;
        return parkRefused(page, String.valueOf(broken.getMessage()));
    }

    private Outcome narrow(Page page) {
        limit.narrow(page.events().size());
        return Outcome.GOES_ON;
    }

    /** Parks every key that the only event of a page touches: which of them the store refuses, retrying each tells. */
    private Outcome parkRefused(Page page, String reason) {
        StoredEvent event = page.events().get(0);
        Folded folded = fold(page.events());
        List<Key> keys = folded.changes().stream()
                .flatMap(change -> change.touches().stream())
                .toList();
        if (keys.isEmpty() || projection.onPoison() == OnPoison.STOP) {
            return stop(new Poison(event, reason, false));
        }
        List<Parked> refused = new ArrayList<>(folded.parked());
        keys.forEach(key -> refused.add(new Parked(key, event, reason, false)));
        Optional<Poison> tooMany = storms.excess(refused);
        if (tooMany.isPresent()) {
            return stop(tooMany.get());
        }
        Folded parking = new Folded(List.of(), folded.bindings(), refused, Optional.empty(), folded.unknownIgnored());
        try {
            apply(parking, page);
        } catch (ApplyFailed again) {
            return stop(new Poison(event, reason + " Nor can the event be parked: " + again.getMessage(), false));
        }
        if (projection.splitsByKey() && keys.size() > 1) {
            free(keys);
        }
        return Outcome.GOES_ON;
    }

    /**
     * Applies what waits for keys.
     *
     * @return why those that are still parked are so
     */
    Map<Key, String> free(List<Key> keys) {
        Map<Key, String> still = new LinkedHashMap<>();
        keys.forEach(key -> recoverer.free(epoch, key, waiting.skipped()).ifPresent(why -> still.put(key, why)));
        waiting.take();
        return still;
    }

    private Outcome stop(Poison poison) {
        applier.stop(epoch, poison);
        announcer.stopped(poison, subscription.place());
        return Outcome.STOPPED;
    }
}
