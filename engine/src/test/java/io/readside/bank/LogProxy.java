package io.readside.bank;

import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import java.time.Duration;
import java.util.List;

/** Passes everything on, so that a test can get in between. */
public class LogProxy implements EventLog {

    private final EventLog log;

    public LogProxy(EventLog log) {
        this.log = log;
    }

    @Override
    public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        return log.append(stream, expected, events);
    }

    @Override
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, int maxEvents) {
        return log.readStream(stream, from, maxEvents);
    }

    @Override
    public Page read(Position after, EventFilter filter, int maxEvents) {
        return log.read(after, filter, maxEvents);
    }

    @Override
    public Position head() {
        return log.head();
    }

    @Override
    public Backlog backlog(Position after) {
        return log.backlog(after);
    }

    @Override
    public boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException {
        return log.awaitBeyond(after, atMost);
    }

    @Override
    public void close() {
        log.close();
    }
}
