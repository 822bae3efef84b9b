package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.SqlProjection;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The way of events from the log into one generation:
 *
 * <ol>
 *   <li>read a page after the checkpoint, waiting only if there is nothing;
 *   <li>fold it into changes; an event that fails in a way that may pass is tried again a few times;
 *   <li>while more is at hand, fold further pages upon it: a batch is small at the head and large behind;
 *   <li>apply it (see {@link BatchApplier}).
 * </ol>
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

    private static final int REHEARSED_EVENTS = 20;
    private static final Duration LOOK_AT_MEETING = Duration.ofMillis(5);

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
    private final Pace pace;
    private final BatchApplier batches;
    private final MeetingPlace meeting = new MeetingPlace();

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
            Pace pace,
            BooleanSupplier mayGather) {
        this.log = log;
        this.applier = applier;
        this.announcer = new Announcer(projection, generation, board, listener);
        ParkedKeys waiting = new ParkedKeys(applier, announcer);
        this.pauser = pauser;
        this.mayGather = mayGather;
        this.settings = projection instanceof SqlProjection ? settings.ofStatements() : settings;
        this.filter = EventFilter.category(projection.events().category());
        this.folder = new PageFolder(projection, generation, waiting, announcer, pauser);
        this.ahead = new ReadAhead(
                "readside-" + generation + "-reading", new Subscription(log, filter, Checkpoint.ZERO), folder::begin);
        this.kept = new KeptRows(applier, this.settings.keptBytes());
        this.limit = new BatchLimit(this.settings.batchSizeEvents());
        this.pace = pace;
        this.batches =
                new BatchApplier(projection, generation, applier, announcer, folder, kept, waiting, limit, recoverer);
    }

    long epoch() {
        return batches.epoch();
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
        batches.expectParked(parkedThere);
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
        return batches.place();
    }

    /** Ends what runs beside it. */
    void end() {
        ahead.end();
    }

    /** Begins anew from what the store says. */
    void begin(Generation now) {
        announcer.isOn(now.role());
        meeting.is(now.meeting());
        batches.begin(now);
    }

    /** As {@link BatchApplier#free}. */
    Map<Key, String> free(List<Key> keys) {
        return batches.free(keys);
    }

    /** Applies one batch, if there is anything to apply. */
    Outcome next(Duration longestWait) throws InterruptedException {
        if (meeting.isReached(place().position())) {
            pauser.pause(LOOK_AT_MEETING);
            meeting.is(applier.current().meeting());
            return Outcome.GOES_ON;
        }
        try {
            Outcome outcome = gather(ahead.next(place(), pageLimit(), longestWait));
            batches.succeeded();
            return outcome;
        } catch (MeetingAhead ahead) {
            meeting.is(Optional.of(ahead.meeting()));
            return Outcome.GOES_ON;
        } catch (ApplyFailed refusal) {
            return batches.refused(refusal);
        } catch (ApplyTimedOut broken) {
            return batches.timedOut(broken);
        }
    }

    private PageLimit pageLimit() {
        int events = Math.min(limit.events(), settings.pageSizeEvents());
        return new PageLimit(pace.page(events), settings.batchSizeBytes());
    }

    private Outcome gather(Piece first) throws InterruptedException {
        Gathering batch = new Gathering(kept, place());
        Piece piece = first;
        pace.begin();
        while (true) {
            if (!settings.isPlain()) {
                ahead.readOn(piece, pageLimit());
            }
            Page page = meeting.upTo(piece.page());
            Folded folded = folder.foldWithPatience(
                    page, page.equals(piece.page()) ? piece.folding() : folder.begin(page), batch);
            if (!folded.parked().isEmpty() || folded.poison().isPresent()) {
                batches.apply(batch);
                return batches.parkOrStop(page, folded);
            }
            batch.add(folded, page);
            boolean isLast = !piece.full() || !page.equals(piece.page()) || !hasRoom(batch);
            if (isLast) {
                batches.apply(batch);
                forgetAtHead(piece);
            }
            if (piece.full()) {
                pace.rest(batch.to().position());
            }
            if (isLast) {
                return Outcome.GOES_ON;
            }
            pace.begin();
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
        return batch.events() + pageLimit().events() <= pace.batch(limit.events())
                && batch.bytes() < settings.gatheredBytes()
                && mayGather.getAsBoolean();
    }
}
