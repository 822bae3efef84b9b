package io.readside.monitor;

import io.readside.eventlog.Backlog;
import io.readside.readstore.Generation;
import io.readside.readstore.Lease;
import io.readside.readstore.Overview;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.util.Optional;

/**
 * A rebuild that is open, at one moment.
 *
 * @param blue who feeds it and how it is
 * @param green the same; the active generation once it was swapped
 * @param left what lies between green's checkpoint and the head of the log
 * @param behind the same of blue: how old its rows are if the swap were taken back now
 * @param pace how fast green is built; empty: it is at the head
 */
public record RebuildStatus(
        Rebuild rebuild, Overview blue, Overview green, Backlog left, Backlog behind, Optional<Pace> pace) {

    /** How long green needs to the head; empty: it is there, or waits for somebody. */
    public Optional<Duration> timeLeft() {
        return rebuild.pausedBy().isPresent() ? Optional.empty() : pace.map(known -> known.time(left.events()));
    }

    /** Whether blue is there to go back to, of the same log, and fed. */
    public boolean canRollBack() {
        return rebuild.state() == State.SWAPPED
                && !rebuild.newTimeline()
                && blue.generation().state() instanceof RunState.Running
                && isFed(blue);
    }

    /** Whether somebody holds the lease of one of the two. */
    public static boolean isFed(Overview generation) {
        return generation.lease().filter(Lease::isHeld).isPresent();
    }

    /** Whether someone should look: green is not what blue is, or something keeps it from getting there. */
    public boolean needsAttention() {
        return rebuild.state() == State.DIFFERS || (rebuild.state() != State.SWAPPED && isStuck(green.generation()));
    }

    private static boolean isStuck(Generation green) {
        return green.parkedKeys() > 0
                || green.state() instanceof RunState.Stopped
                || green.state() instanceof RunState.Regressed;
    }
}
