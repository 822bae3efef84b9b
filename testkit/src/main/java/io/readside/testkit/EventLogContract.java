package io.readside.testkit;

import io.readside.eventlog.EventLog;

/**
 * What every {@link EventLog} promises. A log's own test extends it and hands out an empty log.
 *
 * <pre>{@code
 * class MemoryLogTest extends EventLogContract {
 *     protected EventLog log() { … }
 * }
 * }</pre>
 */
public abstract class EventLogContract
        implements EventLogAppending, EventLogRepeating, EventLogReading, EventLogAnchoring, EventLogFollowing {

    /** An empty log, the same one throughout a test. */
    protected abstract EventLog log();

    @Override
    public final LogUnderTest underTest() {
        return new LogUnderTest(log());
    }
}
