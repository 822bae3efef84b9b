package io.readside.monitor;

import io.readside.eventlog.Backlog;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.Reconciled;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.util.Optional;

/**
 * One projection at one moment.
 *
 * @param overview of its active generation
 * @param lag what lies between its checkpoint and the head of the log; parked events are not in it, they have a count and an
 *     age of their own
 * @param rebuild the one that is open
 * @param drift what the last reconcile found wrong in this generation; empty: nothing, or there has been none
 */
public record ProjectionStatus(
        Overview overview, Backlog lag, Optional<RebuildStatus> rebuild, Optional<Reconciled> drift) {

    public Generation generation() {
        return overview.generation();
    }

    public String name() {
        return generation().id().projection();
    }

    /** {@code running}, {@code stopped}, {@code paused} or {@code regressed}. */
    public String state() {
        RunState state = generation().state();
        if (state instanceof RunState.Stopped) {
            return "stopped";
        }
        if (state instanceof RunState.Paused) {
            return "paused";
        }
        return state instanceof RunState.Regressed ? "regressed" : "running";
    }

    /**
     * Whether someone should look: not running, something parked, a rebuild due or stuck, a view that was changed by hand,
     * drift that was found, or older than allowed. A materialized view may be older by its schedule and the time that a refresh takes.
     */
    public boolean needsAttention(Duration maxLag) {
        Duration allowed =
                maxLag.plus(overview.refresh().map(Overview.Refresh::allowedAge).orElse(Duration.ZERO));
        return !(generation().state() instanceof RunState.Running)
                || generation().parkedKeys() > 0
                || overview.rebuild().isPresent()
                || !generation().shown()
                || drift.isPresent()
                || rebuild.filter(RebuildStatus::needsAttention).isPresent()
                || lag.age().compareTo(allowed) > 0;
    }
}
