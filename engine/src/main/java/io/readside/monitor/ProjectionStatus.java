package io.readside.monitor;

import io.readside.eventlog.Backlog;
import io.readside.readstore.Generation;
import io.readside.readstore.RunState;
import java.time.Duration;

/**
 * One projection at one moment.
 *
 * @param generation the active one
 * @param lag what lies between its checkpoint and the head of the log
 */
public record ProjectionStatus(Generation generation, Backlog lag) {

    public String name() {
        return generation.id().projection();
    }

    /** {@code running} or {@code stopped}. */
    public String state() {
        return generation.state() instanceof RunState.Stopped ? "stopped" : "running";
    }

    /** Whether someone should look: stopped, something parked, or older than allowed. */
    public boolean needsAttention(Duration maxLag) {
        return generation.state() instanceof RunState.Stopped
                || generation.parkedKeys() > 0
                || lag.age().compareTo(maxLag) > 0;
    }
}
