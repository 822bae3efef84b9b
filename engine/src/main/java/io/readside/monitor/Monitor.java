package io.readside.monitor;

import io.readside.eventlog.EventLog;
import io.readside.readstore.ReadStore;
import java.util.List;

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
                .map(generation -> new ProjectionStatus(
                        generation, log.backlog(generation.checkpoint().position())))
                .toList();
    }
}
