package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.MeetingAhead;
import io.readside.subscription.Subscription;
import io.readside.worker.ReadAhead.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events from the log into one generation:
 *
 * <ol>
 *   <li>read a page after the checkpoint, waiting only if there is nothing;
 *   <li>fold it into changes; an event that fails in a way that may pass is tried again a few times;
 *   <li>while more is at hand, fold further pages upon it: a batch is small at the head and large behind;
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
    private final BooleanSupplier mayGather;
    private final WorkerSettings settings;
    private final EventFilter filter;
    private final PageFolder folder;
    private final ReadAhead ahead;
    private final KeptRows kept;
    private final BatchLimit limit;
    private final Recoverer recoverer;
    private final ParkedKeys waiting;
    private final MeetingPlace meeting = new MeetingPlace();
    private Checkpoint place = Checkpoint.ZERO;
    private Gathering tried;
    private StormGuard storms;
    private long epoch;
    private int timeouts;

    /** @param mayGather whether there is time for one page more before the batch is applied; asked before each */
    Feed(
            Projection<?> projection,
            GenerationId generation,
            EventLog log,
            Applier applier,
            CheckpointBoard board,
            WorkerListener listener,
            WorkerSettings settings,
            Recoverer recoverer,
            Pauser pauser,
            BooleanSupplier mayGather) {
        this.projection = projection;
        this.generation = generation;
        this.log = log;
        this.applier = applier;
        this.announcer = new Announcer(projection, generation, board, listener);
        this.waiting = new ParkedKeys(applier, announcer);
        this.pauser = pauser;
        this.mayGather = mayGather;
        this.settings = settings;
        this.filter = EventFilter.category(projection.events().category());
        this.folder = new PageFolder(projection, generation, waiting, announcer, pauser);
        this.ahead = new ReadAhead(
                "readside-" + generation + "-reading", new Subscription(log, filter, Checkpoint.ZERO), folder::begin);
        this.kept = new KeptRows(applier, settings.keptBytes());
        this.tried = new Gathering(kept, place);
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
        Page first = log.read(Checkpoint.ZERO, filter, new PageLimit(REHEARSED_EVENTS, settings.batchSizeBytes()));
        Folded unused = folder.fold(folder.begin(first), new Gathering(kept, Checkpoint.ZERO));
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
        folder.restrictTo(keys);
    }

    /** From now on goes no further than a checkpoint of another reader of the log. */
    void end(Checkpoint end) {
        meeting.is(Optional.of(end));
    }

    Checkpoint place() {
        return place;
    }

    /** Ends what runs beside it. */
    void end() {
        ahead.end();
    }

    /** Begins anew from what the store says. */
    void begin(Generation now) {
        epoch = now.epoch();
        announcer.isOn(now.role());
        meeting.is(now.meeting());
        place = now.checkpoint();
        kept.begin(place);
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

    /** Applies one batch, if there is anything to apply. */
    Outcome next(Duration longestWait) throws InterruptedException {
        if (meeting.isReached(place.position())) {
            pauser.pause(LOOK_AT_MEETING);
            meeting.is(applier.current().meeting());
            return Outcome.GOES_ON;
        }
        try {
            Outcome outcome = gather(ahead.next(place, pageLimit(), longestWait));
            timeouts = 0;
            return outcome;
        } catch (MeetingAhead ahead) {
            meeting.is(Optional.of(ahead.meeting()));
            return Outcome.GOES_ON;
        } catch (ApplyFailed refusal) {
            kept.forget();
            return refused(tried.last(), refusal);
        } catch (ApplyTimedOut broken) {
            kept.forget();
            return timedOut(tried.last(), broken);
        }
    }

    private PageLimit pageLimit() {
        return new PageLimit(Math.min(limit.events(), settings.pageSizeEvents()), settings.batchSizeBytes());
    }

    private Outcome gather(Piece first) throws InterruptedException {
        Gathering batch = new Gathering(kept, place);
        Piece piece = first;
        while (true) {
            if (!settings.isPlain()) {
                ahead.readOn(piece, pageLimit());
            }
            Page page = meeting.upTo(piece.page());
            Folded folded = folder.foldWithPatience(
                    page, page.equals(piece.page()) ? piece.folding() : folder.begin(page), batch);
            if (!folded.parked().isEmpty() || folded.poison().isPresent()) {
                apply(batch);
                return parkOrStop(page, folded);
            }
            batch.add(folded, page);
            if (!piece.full() || !page.equals(piece.page()) || !hasRoom(batch)) {
                apply(batch);
                forgetAtHead(piece);
                return Outcome.GOES_ON;
            }
            piece = ahead.next(batch.to(), pageLimit(), Duration.ZERO);
        }
    }

    /** What is kept pays where one batch follows the other. At the head it would only take up memory. */
    private void forgetAtHead(Piece last) {
        if (!last.full()) {
            kept.forget();
        }
    }

    private boolean hasRoom(Gathering batch) {
        return batch.events() + pageLimit().events() <= limit.events()
                && batch.bytes() < settings.gatheredBytes()
                && mayGather.getAsBoolean();
    }

    private Outcome parkOrStop(Page page, Folded folded) throws InterruptedException {
        Optional<Poison> tooMany = storms.excess(folded.parked());
        if (tooMany.isPresent()) {
            Page before = page.before(tooMany.get().position(), place);
            apply(folder.foldWithPatience(before, folder.begin(before), new Gathering(kept, place)), before);
            return stop(tooMany.get());
        }
        apply(folded, page);
        return folded.poison().map(this::stop).orElse(Outcome.GOES_ON);
    }

    private void apply(Folded folded, Page page) {
        Gathering batch = new Gathering(kept, place);
        batch.add(
                folded,
                folded.poison()
                        .map(poison -> page.before(poison.position(), place))
                        .orElse(page));
        apply(batch);
    }

    private void apply(Gathering batch) {
        if (batch.isEmpty()) {
            return;
        }
        tried = batch;
        applier.apply(batch.batch(epoch));
        batch.keep();
        place = batch.to();
        limit.widen();
        announcer.applied(place, batch.events(), batch.unknownIgnored());
        waiting.add(batch.parked());
    }

    private Outcome refused(Page page, ApplyFailed refusal) throws InterruptedException {
        if (tried.events() == 0) {
            throw refusal;
        }
        if (refusal.what() == ApplyFailed.Cause.TABLE) {
            return stop(new Poison(page.events().get(0), String.valueOf(refusal.getMessage()), false));
        }
        return tried.events() > 1 ? narrow() : parkRefused(page, String.valueOf(refusal.getMessage()));
    }

    /** One event that takes too long gets a few attempts: it may have waited for somebody's lock. */
    private Outcome timedOut(Page page, ApplyTimedOut broken) throws InterruptedException {
        if (tried.events() > 1) {
            return narrow();
        }
        timeouts += page.events().size(); // without an event there is nothing to park
        if (timeouts < ATTEMPTS) {
            throw broken;
        }
        timeouts = 0;
        return parkRefused(page, String.valueOf(broken.getMessage()));
    }

    private Outcome narrow() {
        limit.narrow(tried.events());
        return Outcome.GOES_ON;
    }

    /** Parks every key that the only event of a page touches: which of them the store refuses, retrying each tells. */
    private Outcome parkRefused(Page page, String reason) {
        StoredEvent event = page.events().get(0);
        Folded folded = folder.fold(folder.begin(page), new Gathering(kept, place));
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
        kept.reread(keys);
        waiting.take();
        return still;
    }

    private Outcome stop(Poison poison) {
        applier.stop(epoch, poison);
        announcer.stopped(poison, place);
        return Outcome.STOPPED;
    }
}
