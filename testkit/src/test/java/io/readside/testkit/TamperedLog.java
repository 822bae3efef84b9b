package io.readside.testkit;

import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryLog;
import java.time.InstantSource;

/** An honest log; those that extend it are not. */
class TamperedLog extends ForwardingLog {

    final EventLog honest;

    TamperedLog() {
        this(MemoryLog.create(InstantSource.system()));
    }

    private TamperedLog(EventLog honest) {
        super(honest);
        this.honest = honest;
    }

    /** Shows that what the others share is not what fails them. */
    static class Honest extends TamperedLog {}
}
