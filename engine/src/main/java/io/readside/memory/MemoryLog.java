package io.readside.memory;

import io.readside.event.EventData;
import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import io.readside.eventlog.WrongExpectedVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** A log in memory: gone with the process. */
public final class MemoryLog implements EventLog {

    private final InstantSource clock;
    private final Lock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<StreamName, List<StoredEvent>> streams = new HashMap<>();
    private final Map<UUID, StoredEvent> byId = new HashMap<>();
    private boolean closed;

    private MemoryLog(InstantSource clock) {
        this.clock = clock;
    }

    /** @param clock gives the time at which events are recorded */
    public static MemoryLog create(InstantSource clock) {
        return new MemoryLog(clock);
    }

    @Override
    public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> appended) {
        if (appended.isEmpty()) {
            throw new IllegalArgumentException("An append has at least one event.");
        }
        lock.lock();
        try {
            List<StoredEvent> existing = streams.getOrDefault(stream, List.of());
            Optional<Appended> before = appendedBefore(stream, appended);
            if (before.isPresent()) {
                return before.get();
            }
            requireExpected(stream, expected, existing.size() - 1L);
            appended.forEach(data -> store(stream, data));
            grown.signalAll();
            return result(events.get(events.size() - 1));
        } finally {
            lock.unlock();
        }
    }

    private static Appended result(StoredEvent last) {
        return new Appended(last.position(), last.streamVersion());
    }

    private Optional<Appended> appendedBefore(StreamName stream, List<EventData> appended) {
        List<StoredEvent> found = appended.stream()
                .map(data -> byId.get(data.id()))
                .filter(Objects::nonNull)
                .toList();
        long distinct = appended.stream().map(EventData::id).distinct().count();
        if (distinct < appended.size()) {
            throw new EventIdConflict(
                    "An append to '" + stream + "' names one event id twice. Nothing was appended.", null);
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean same = found.size() == appended.size();
        for (int i = 0; same && i < found.size(); i++) {
            StoredEvent stored = found.get(i);
            same = stored.stream().equals(stream)
                    && (i == 0
                            || stored.streamVersion()
                                    .equals(found.get(i - 1).streamVersion().next()))
                    && stored.type().equals(appended.get(i).type())
                    && stored.data().equals(Json.canonical(appended.get(i).data()));
        }
        if (!same) {
            throw new EventIdConflict(
                    "An append to '" + stream + "' names " + found.size() + " event ids that exist, of "
                            + appended.size() + ", and they are not the same events. Nothing was appended.",
                    null);
        }
        return Optional.of(result(found.get(found.size() - 1)));
    }

    private static void requireExpected(StreamName stream, ExpectedVersion expected, long actual) {
        boolean met = expected instanceof ExpectedVersion.Any
                || (expected instanceof ExpectedVersion.None && actual < 0)
                || (expected instanceof ExpectedVersion.Exactly exactly
                        && exactly.last().value() == actual);
        if (!met) {
            throw new WrongExpectedVersion(
                    "Append to '" + stream + "' expected " + expected + ", but the stream "
                            + (actual < 0 ? "does not exist" : "is at version " + actual) + ". Nothing was appended.",
                    null);
        }
    }

    private void store(StreamName stream, EventData data) {
        List<StoredEvent> existing = streams.computeIfAbsent(stream, name -> new ArrayList<>());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant occurred = data.occurredAt() == null ? now : data.occurredAt().truncatedTo(ChronoUnit.MICROS);
        StoredEvent event = new StoredEvent(
                Position.of(events.size() + 1L),
                stream,
                StreamVersion.of(existing.size()),
                data.id(),
                data.type(),
                Json.canonical(data.data()),
                Json.canonical(data.metadata()),
                occurred,
                now);
        events.add(event);
        existing.add(event);
        byId.put(event.id(), event);
    }

    @Override
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, int maxEvents) {
        lock.lock();
        try {
            return streams.getOrDefault(stream, List.of()).stream()
                    .skip(from.value())
                    .limit(maxEvents)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Page read(Position after, EventFilter filter, int maxEvents) {
        lock.lock();
        try {
            List<StoredEvent> page = new ArrayList<>();
            long scanned = after.value();
            while (scanned < events.size() && page.size() < maxEvents) {
                StoredEvent event = events.get((int) scanned);
                scanned++;
                if (filter.accepts(event.stream().category())) {
                    page.add(event);
                }
            }
            return new Page(page, Position.of(scanned));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Position head() {
        lock.lock();
        try {
            return Position.of(events.size());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Backlog backlog(Position after) {
        lock.lock();
        try {
            Position head = Position.of(events.size());
            if (!head.isAfter(after)) {
                return Backlog.none(head);
            }
            Duration age = Duration.between(events.get((int) after.value()).recordedAt(), clock.instant());
            return new Backlog(head, head.value() - after.value(), false, age.isNegative() ? Duration.ZERO : age);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (events.size() <= after.value() && !closed && nanos > 0) {
                nanos = grown.awaitNanos(nanos);
            }
            return events.size() > after.value();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
