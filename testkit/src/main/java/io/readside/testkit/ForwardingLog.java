package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** Hands everything on; a subclass does one thing otherwise. */
class ForwardingLog implements EventLog {

    private final EventLog log;

    ForwardingLog(EventLog log) {
        this.log = log;
    }

    @Override
    public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        return log.append(stream, expected, events);
    }

    @Override
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
        return log.readStream(stream, from, limit);
    }

    @Override
    public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
        return log.read(after, filter, limit);
    }

    @Override
    public void verify(Checkpoint checkpoint) {
        log.verify(checkpoint);
    }

    @Override
    public List<StoredEvent> at(Set<Position> positions) {
        return log.at(positions);
    }

    @Override
    public UUID id() {
        return log.id();
    }

    @Override
    public Optional<Stall> stall() {
        return log.stall();
    }

    @Override
    public void onLateEvent(Consumer<LateEvent> listener) {
        log.onLateEvent(listener);
    }

    @Override
    public VersionToken newest() {
        return log.newest();
    }

    @Override
    public int timeline() {
        return log.timeline();
    }

    @Override
    public int beginTimelineAfter(int lost) {
        return log.beginTimelineAfter(lost);
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
