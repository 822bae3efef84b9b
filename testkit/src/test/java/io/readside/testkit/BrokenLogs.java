package io.readside.testkit;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import io.readside.eventlog.WrongExpectedVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Logs that get one thing wrong. */
final class BrokenLogs {

    private BrokenLogs() {}

    /** Shows that what the others share is not what fails them. */
    static class Honest extends TamperedLog {}

    static class DoesNothing extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return new Appended(Position.ZERO, StreamVersion.of(99));
        }
    }

    /** Loses one event in each longer page. */
    static class Gappy extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(after, filter, limit);
            List<StoredEvent> events = new ArrayList<>(page.events());
            if (events.size() > 1) {
                events.remove(events.size() / 2 - 1);
            }
            return new Page(events, page.scannedTo());
        }
    }

    /** Keeps the first event of each append. */
    static class Forgetful extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return honest.append(stream, expected, events.subList(0, Math.min(1, events.size())));
        }
    }

    static class Reorders extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(after, filter, limit);
            List<StoredEvent> events = new ArrayList<>(page.events());
            Collections.reverse(events);
            return new Page(events, page.scannedTo());
        }
    }

    static class FindsByPositionInAnyOrder extends TamperedLog {
        @Override
        public List<StoredEvent> at(Set<Position> positions) {
            List<StoredEvent> events = new ArrayList<>(honest.at(positions));
            Collections.reverse(events);
            return events;
        }
    }

    /** Begins each page with the event that the one before has ended with. */
    static class Repeats extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            long before = Math.max(0, after.position().value() - 1);
            return honest.read(Checkpoint.of(before), filter, limit);
        }
    }

    /** Takes the last event that was wanted for the last one there. */
    static class ScansOnlyWhatIsWanted extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(after, filter, limit);
            if (page.events().isEmpty()) {
                return new Page(page.events(), after);
            }
            StoredEvent last = page.events().get(page.events().size() - 1);
            return new Page(
                    page.events(), new Checkpoint(last.position(), new Anchor(id(), last.position(), last.id())));
        }
    }

    static class AnchorsWrong extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(new Checkpoint(after.position()), filter, limit);
            Position at = page.scannedTo().position();
            return new Page(page.events(), new Checkpoint(at, new Anchor(id(), at, new UUID(0, 0))));
        }
    }

    static class NoticesNoRegress extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            return honest.read(new Checkpoint(after.position()), filter, limit);
        }

        @Override
        public void verify(Checkpoint checkpoint) {}
    }

    static class RegressesWhereItHasNot extends TamperedLog {
        @Override
        public void verify(Checkpoint checkpoint) {
            throw new LogRegressed("At " + checkpoint);
        }
    }

    static class IgnoresBytes extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            return honest.read(after, filter, new PageLimit(limit.events(), Long.MAX_VALUE));
        }

        @Override
        public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
            return honest.readStream(stream, from, new PageLimit(limit.events(), Long.MAX_VALUE));
        }
    }

    static class FiltersNothing extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            return honest.read(after, EventFilter.ALL, limit);
        }
    }

    static class BelievesAnyVersion extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return honest.append(stream, ExpectedVersion.any(), events);
        }
    }

    /** Sees no repeat: each append is a new one. */
    static class AppendsAgain extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return honest.append(
                    stream,
                    expected,
                    events.stream()
                            .map(e ->
                                    new EventData(UUID.randomUUID(), e.type(), e.data(), e.metadata(), e.occurredAt()))
                            .toList());
        }
    }

    /** Two writers of one stream at a time are one too many. */
    static class LosesRaces extends TamperedLog {
        private volatile boolean appending;

        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            if (appending) {
                throw new EventIdConflict("Busy with " + stream, null);
            }
            appending = true;
            try {
                LockSupport.parkNanos(200_000);
                return honest.append(stream, expected, events);
            } finally {
                appending = false;
            }
        }
    }

    static class KeepsHalfOfAnEvent extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return honest.append(
                    stream,
                    expected,
                    events.stream()
                            .map(e -> new EventData(
                                    e.id(), new EventType(e.type().name(), 1), e.data(), "{}", later(e.occurredAt())))
                            .toList());
        }

        private static @Nullable Instant later(@Nullable Instant occurred) {
            return occurred == null ? Instant.EPOCH : occurred.plusSeconds(1);
        }
    }

    /** Compares payloads as text. */
    static class KnowsRepeatsByTheirText extends TamperedLog {
        private final Map<UUID, String> texts = new ConcurrentHashMap<>();

        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            for (EventData event : events) {
                String before = texts.putIfAbsent(event.id(), event.data());
                if (before != null && !before.equals(event.data())) {
                    throw new EventIdConflict("Append to " + stream, null);
                }
            }
            return honest.append(stream, expected, events);
        }
    }

    static class NeverWakes extends TamperedLog {
        @Override
        public boolean awaitBeyond(Position after, Duration atMost) {
            return false;
        }
    }

    static class AlwaysWakes extends TamperedLog {
        @Override
        public boolean awaitBeyond(Position after, Duration atMost) {
            return true;
        }
    }

    /** Says that there is something to read to whoever it sends away. */
    static class StaysOpen extends TamperedLog {
        private volatile boolean closed;

        @Override
        public boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException {
            return honest.awaitBeyond(after, atMost) || closed;
        }

        @Override
        public void close() {
            closed = true;
            honest.close();
        }
    }

    static class ChangesItsId extends TamperedLog {
        @Override
        public UUID id() {
            return UUID.randomUUID();
        }
    }

    static class BeginsEachStreamAtItsStart extends TamperedLog {
        @Override
        public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
            return honest.readStream(stream, StreamVersion.FIRST, limit);
        }
    }

    static class FindsNothingByPosition extends TamperedLog {
        @Override
        public List<StoredEvent> at(Set<Position> positions) {
            return List.of();
        }
    }

    static class IsNeverBehind extends TamperedLog {
        @Override
        public Backlog backlog(Position after) {
            return Backlog.none(head());
        }
    }

    static class NeverEmpty extends TamperedLog {
        @Override
        public Position head() {
            return honest.head().max(Position.of(1));
        }
    }

    /** Everything is a stall, and everything is late. */
    static class CriesWolf extends TamperedLog {
        @Override
        public Optional<Stall> stall() {
            return Optional.of(new Stall(Instant.EPOCH, Duration.ZERO, head(), 1, null, "wolf", null, null, null));
        }

        @Override
        public void onLateEvent(Consumer<LateEvent> listener) {
            listener.accept(new LateEvent(Position.of(1), new UUID(0, 0), new StreamName("order-1"), Instant.EPOCH));
        }
    }

    static class TakesEmptyAppends extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return events.isEmpty()
                    ? new Appended(head(), StreamVersion.FIRST)
                    : honest.append(stream, expected, events);
        }
    }

    static class CountsFromOne extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            Appended appended = honest.append(stream, expected, events);
            return new Appended(appended.position(), appended.streamVersion().next());
        }
    }

    /** Takes what it has returned for what was applied. */
    static class ReadsOnByItself extends TamperedLog {
        private Checkpoint reached = Checkpoint.ZERO;

        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(reached, filter, limit);
            reached = page.scannedTo();
            return page;
        }
    }

    /** Says that there is something, and then there is not. */
    static class WaitsAsItLikes extends TamperedLog {
        @Override
        public boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException {
            honest.awaitBeyond(after, atMost);
            return true;
        }

        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(after, filter, limit);
            return page.events().isEmpty() ? new Page(List.of(), new Checkpoint(after.position())) : page;
        }
    }

    /** Moves on where there is nothing. */
    static class RepeatsItsEnd extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(after, filter, limit);
            return page.events().isEmpty() && !after.equals(Checkpoint.ZERO)
                    ? new Page(page.events(), Checkpoint.ZERO)
                    : page;
        }
    }

    /** Has never heard of a version that is not the next one. */
    static class RefusesEverything extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            throw new WrongExpectedVersion("Append to " + stream, null);
        }
    }
}
