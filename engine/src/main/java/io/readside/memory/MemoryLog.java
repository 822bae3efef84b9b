package io.readside.memory;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Json;
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
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A log in memory: gone with the process. */
public final class MemoryLog implements EventLog {

    private final UUID id = new UUID(System.identityHashCode(this), 0); // of one process, and told apart there
    private final InstantSource clock;
    private final Lock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<StreamName, List<StoredEvent>> streams = new HashMap<>();
    private final Map<UUID, StoredEvent> byId = new HashMap<>();
    private int timeline = 1;
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
        AppendRules.requireTakable(stream, appended);
        lock.lock();
        try {
            Optional<StoredEvent> before = AppendRules.appendedBefore(stream, appended, byId);
            if (before.isEmpty()) {
                int existing = streams.getOrDefault(stream, List.of()).size();
                AppendRules.requireExpected(stream, expected, existing - 1L);
                appended.forEach(data -> store(stream, data));
                grown.signalAll();
            }
            StoredEvent last = before.orElseGet(() -> events.get(events.size() - 1));
            return new Appended(timeline, last.position(), last.streamVersion());
        } finally {
            lock.unlock();
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
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
        lock.lock();
        try {
            List<StoredEvent> page = new ArrayList<>();
            Room room = new Room(limit);
            List<StoredEvent> all = streams.getOrDefault(stream, List.of());
            for (long i = from.value(); i < all.size() && !room.isFull(); i++) {
                page.add(room.take(all.get((int) i)));
            }
            return page;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
        verify(after);
        lock.lock();
        try {
            List<StoredEvent> page = new ArrayList<>();
            Room room = new Room(limit);
            int scanned = (int) after.position().value();
            while (scanned < events.size() && !room.isFull()) {
                StoredEvent event = events.get(scanned);
                scanned++;
                if (filter.accepts(event.stream().category())) {
                    page.add(room.take(event));
                }
            }
            return new Page(page, scanned == after.position().value() ? after : checkpoint(scanned));
        } finally {
            lock.unlock();
        }
    }

    /** Positions of this log have no gaps, so the event at a checkpoint is its anchor. */
    private Checkpoint checkpoint(int scanned) {
        StoredEvent last = events.get(scanned - 1);
        return new Checkpoint(last.position(), new Anchor(id, timeline, last.position(), last.id()));
    }

    @Override
    public void verify(Checkpoint checkpoint) {
        Anchor anchor = checkpoint.anchor();
        if (anchor == null) {
            return;
        }
        lock.lock();
        try {
            int place = (int) anchor.position().value();
            if (!anchor.log().equals(id)
                    || anchor.timeline() > timeline
                    || place > events.size()
                    || !events.get(place - 1).id().equals(anchor.event())) {
                throw new LogRegressed("The memory log " + id + " does not hold event " + anchor.event()
                        + " at position " + place + ", which was read from log " + anchor.log()
                        + ". Nothing was read. Start again with an empty read store.");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<StoredEvent> at(Set<Position> positions) {
        lock.lock();
        try {
            return positions.stream()
                    .sorted()
                    .filter(position -> position.value() > 0 && position.value() <= events.size())
                    .map(position -> events.get((int) position.value() - 1))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Optional<Stall> stall() {
        return Optional.empty();
    }

    /** An event is visible the moment it has a position. */
    @Override
    public void onLateEvent(Consumer<LateEvent> listener) {}

    /** What is left of a page's limit. */
    private static final class Room {

        private int events;
        private long bytes;

        Room(PageLimit limit) {
            events = limit.events();
            bytes = limit.bytes();
        }

        boolean isFull() {
            return events <= 0 || bytes <= 0;
        }

        StoredEvent take(StoredEvent event) {
            events--;
            bytes -= event.data().length() + event.metadata().length();
            return event;
        }
    }

    @Override
    public VersionToken newest() {
        lock.lock();
        try {
            return VersionToken.of(timeline, Position.of(events.size()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int timeline() {
        lock.lock();
        try {
            return timeline;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int beginTimelineAfter(int lost) {
        lock.lock();
        try {
            timeline = Math.max(timeline, lost + 1);
            return timeline;
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
