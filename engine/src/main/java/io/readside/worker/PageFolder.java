package io.readside.worker;

import io.readside.eventlog.Page;
import io.readside.projection.Folding;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.GenerationId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds pages upon a batch in the making. An event that fails in a way that may pass is tried again a few times. */
final class PageFolder {

    private static final int ATTEMPTS = 3;

    private final Projection<?> projection;
    private final GenerationId generation;
    private final ParkedKeys waiting;
    private final Announcer announcer;
    private final Feed.Pauser pauser;
    private volatile @Nullable Set<Key> only; // pages are begun by the thread that reads ahead, too

    PageFolder(
            Projection<?> projection,
            GenerationId generation,
            ParkedKeys waiting,
            Announcer announcer,
            Feed.Pauser pauser) {
        this.projection = projection;
        this.generation = generation;
        this.waiting = waiting;
        this.announcer = announcer;
        this.pauser = pauser;
    }

    /** From now on folds only events that reach some keys, and only into these. */
    void restrictTo(Set<Key> keys) {
        only = keys;
    }

    Folding begin(Page page) {
        Set<Key> keys = only;
        return keys == null ? projection.begin(page.events()) : projection.beginOnly(keys, page.events());
    }

    Folded fold(Folding folding, Gathering upon) {
        return folding.fold(
                upon.rows(folding.keys(upon.bindings(folding.streams()))), waiting.parked(), waiting.skipped());
    }

    /** @param first of the page */
    Folded foldWithPatience(Page page, Folding first, Gathering upon) throws InterruptedException {
        Folded folded = fold(first, upon);
        Optional<String> failure = folded.failureThatMayPass();
        Backoff backoff = new Backoff(generation.hashCode());
        while (failure.isPresent() && backoff.attempts() < ATTEMPTS - 1) {
            Duration pause = backoff.next();
            announcer.retrying(backoff.attempts(), pause, failure.get());
            pauser.pause(pause);
            folded = fold(begin(page), upon);
            failure = folded.failureThatMayPass();
        }
        return folded;
    }
}
