package io.readside.rebuild;

import io.readside.readstore.Comparison;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import io.readside.reconcile.Meeting;
import io.readside.reconcile.Verifier;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps, and takes swaps back. Each attempt is short: both sides meet, one transaction makes the change or gives up after the
 * lock timeout, and both go on. What is in the way may go; so it is tried again after a pause of random length.
 */
final class Switch {

    private static final Logger LOG = LoggerFactory.getLogger(Switch.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final Rebuilds rebuilds;
    private final Verifier verifier;
    private final Meeting meeting;
    private final SwapSettings settings;
    private final LongSupplier nanoTime;
    private final Meeting.Waiting waiting;
    private final SplittableRandom jitter;

    Switch(
            Rebuilds rebuilds,
            Verifier verifier,
            Meeting meeting,
            SwapSettings settings,
            LongSupplier nanoTime,
            Meeting.Waiting waiting) {
        this.rebuilds = rebuilds;
        this.verifier = verifier;
        this.meeting = meeting;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.waiting = waiting;
        this.jitter = new SplittableRandom(nanoTime.getAsLong());
    }

    /**
     * Swaps.
     *
     * @param reporting written down with it
     * @throws SwapRefused if it cannot be, or something was in the way for longer than it is tried
     */
    Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Reporting reporting)
            throws InterruptedException {
        Rebuilds reported = rebuilds.reporting(reporting);
        boolean meets = !rebuild.newTimeline() && !comparison.differences().isEntire();
        try {
            return persistently("swap", () -> {
                if (!meets) {
                    return reported.swap(rebuild, comparison, mode, settings.lockTimeout());
                }
                verifier.drain(comparison);
                return meeting.once(
                        rebuild.blue(),
                        rebuild.green(),
                        at -> reported.swap(rebuild, comparison, mode, settings.lockTimeout()));
            });
        } catch (SwapRefused refused) {
            if (refused.wantsComparison()) {
                Rebuild again = rebuilds.move(rebuild, State.AT_HEAD, "to be compared again: " + refused.getMessage());
                LOG.info("Rebuild of '{}': {}", again.projection(), again.note());
            }
            throw refused;
        }
    }

    Rebuild rollback(Rebuild rebuild, String note, Reporting reporting) throws InterruptedException {
        Rebuilds reported = rebuilds.reporting(reporting);
        return persistently("rollback", () -> {
            try {
                return reported.rollback(rebuild, note, settings.lockTimeout()); // green may stand still for good
            } catch (SwapBlocked blueIsBehind) {
                return meeting.once(
                        rebuild.blue(),
                        rebuild.green(),
                        at -> reported.rollback(rebuild, note, settings.lockTimeout()));
            }
        });
    }

    Rebuild drop(Rebuild rebuild, String note, Reporting reporting) throws InterruptedException {
        Rebuilds reported = rebuilds.reporting(reporting);
        return persistently("drop", () -> reported.drop(rebuild, note, settings.lockTimeout()));
    }

    private interface Attempt {
        Rebuild make() throws InterruptedException;
    }

    private Rebuild persistently(String what, Attempt attempt) throws InterruptedException {
        long begun = nanoTime.getAsLong();
        for (int attempts = 1; ; attempts++) {
            try {
                return attempt.make();
            } catch (SwapBlocked blocked) {
                Duration tried = Duration.ofNanos(nanoTime.getAsLong() - begun);
                if (tried.compareTo(settings.tryFor()) > 0) {
                    throw new SwapRefused("The " + what + " was tried " + attempts + " times in " + tried.toSeconds()
                            + " s: " + blocked.getMessage());
                }
                LOG.info("Attempt {} to {}: {}", attempts, what, blocked.getMessage());
                waiting.pause(SHORTEST_PAUSE.plusMillis(jitter.nextLong(SHORTEST_PAUSE.toMillis())));
            }
        }
    }
}
