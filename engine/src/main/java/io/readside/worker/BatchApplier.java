package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.event.StoredEvent;
import io.readside.eventlog.Page;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.worker.Feed.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the batches of one generation, one after the other:
 *
 * <ol>
 *   <li>see that no more keys would be parked than a bad deploy may park;
 *   <li>apply changes, parked events and checkpoint in one call that is compare-and-set on where the batch was begun;
 *   <li>announce the checkpoint to the readers of this process.
 * </ol>
 *
 * <p>A store names no event when it refuses a batch: the batch is halved until one event is left, whose keys are parked.
 */
final class BatchApplier {

    private static final Logger LOG = LoggerFactory.getLogger(BatchApplier.class);
    private static final int ATTEMPTS = 3;

    private final Projection<?> projection;
    private final GenerationId generation;
    private final Applier applier;
    private final Announcer announcer;
    private final PageFolder folder;
    private final KeptRows kept;
    private final ParkedKeys waiting;
    private final BatchLimit limit;
    private final Recoverer recoverer;
    private StormGuard storms;
    private Checkpoint place = Checkpoint.ZERO;
    private Gathering tried;
    private long epoch;
    private int timeouts;

    BatchApplier(
            Projection<?> projection,
            GenerationId generation,
            Applier applier,
            Announcer announcer,
            PageFolder folder,
            KeptRows kept,
            ParkedKeys waiting,
            BatchLimit limit,
            Recoverer recoverer) {
        this.projection = projection;
        this.generation = generation;
        this.applier = applier;
        this.announcer = announcer;
        this.folder = folder;
        this.kept = kept;
        this.waiting = waiting;
        this.limit = limit;
        this.recoverer = recoverer;
        this.storms = new StormGuard(applier);
        this.tried = new Gathering(kept, place);
    }

    long epoch() {
        return epoch;
    }

    /** Up to where batches have been applied. */
    Checkpoint place() {
        return place;
    }

    /** @param keys that are parked where the same events have been applied before, and so may be here */
    void expectParked(long keys) {
        storms = new StormGuard(applier, keys);
    }

    /** Begins anew from what the store says. */
    void begin(Generation now) {
        epoch = now.epoch();
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

    /** A step has ended without a refusal. */
    void succeeded() {
        timeouts = 0;
    }

    /**
     * Applies a page of which something is to be parked, or that ends at an event that stops the projection.
     *
     * @param page upon which nothing else has been folded
     */
    Outcome parkOrStop(Page page, Folded folded) throws InterruptedException {
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

    /** Nothing happens if it is empty. */
    void apply(Gathering batch) {
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

    /** The store has refused the last batch: what to do about it, done. */
    Outcome refused(ApplyFailed refusal) {
        kept.forget();
        Page page = tried.last();
        if (tried.events() == 0) {
            throw refusal;
        }
        if (refusal.what() == ApplyFailed.Cause.TABLE) {
            return stop(new Poison(page.events().get(0), String.valueOf(refusal.getMessage()), false));
        }
        return tried.events() > 1 ? narrow() : parkRefused(page, String.valueOf(refusal.getMessage()));
    }

    /** One event that takes too long gets a few attempts: it may have waited for somebody's lock. */
    Outcome timedOut(ApplyTimedOut broken) {
        kept.forget();
        Page page = tried.last();
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
