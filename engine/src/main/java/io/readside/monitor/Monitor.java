package io.readside.monitor;

import io.readside.eventlog.EventLog;
import io.readside.eventlog.Stall;
import io.readside.readstore.ReadStore;
import java.util.List;
import java.util.Optional;

/** Looks at every projection that a read store holds, this process's own and others. */
public final class Monitor {

    private final EventLog log;
    private final ReadStore store;

    public Monitor(EventLog log, ReadStore store) {
        this.log = log;
        this.store = store;
    }

    /** By name. Checkpoints are read before the head, so that no lag is negative. */
    public List<ProjectionStatus> status() {
        return store.reads().all().stream()
                .map(overview -> new ProjectionStatus(
                        overview, log.backlog(overview.generation().checkpoint().position())))
                .toList();
    }

    /** The transaction that keeps every subscriber of the log back right now; empty if none does. */
    public Optional<Stall> stall() {
        return log.stall();
    }
}
