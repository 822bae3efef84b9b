package io.readside.testkit;

import io.readside.event.Checkpoint;
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
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import io.readside.memory.MemoryLog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** An honest log; those that extend it are not. */
class TamperedLog implements EventLog {

    final EventLog honest = MemoryLog.create(InstantSource.system());

    @Override
    public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        return honest.append(stream, expected, events);
    }

    @Override
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
        return honest.readStream(stream, from, limit);
    }

    @Override
    public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
        return honest.read(after, filter, limit);
    }

    @Override
    public void verify(Checkpoint checkpoint) {
        honest.verify(checkpoint);
    }

    @Override
    public List<StoredEvent> at(Set<Position> positions) {
        return honest.at(positions);
    }

    @Override
    public UUID id() {
        return honest.id();
    }

    @Override
    public Optional<Stall> stall() {
        return honest.stall();
    }

    @Override
    public void onLateEvent(Consumer<LateEvent> listener) {
        honest.onLateEvent(listener);
    }

    @Override
    public Position head() {
        return honest.head();
    }

    @Override
    public Backlog backlog(Position after) {
        return honest.backlog(after);
    }

    @Override
    public boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException {
        return honest.awaitBeyond(after, atMost);
    }

    @Override
    public void close() {
        honest.close();
    }
}
