package io.readside.testkit;

import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.WrongExpectedVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Logs that get one thing wrong about what is appended. */
final class BrokenAppends {

    private BrokenAppends() {}

    static class DoesNothing extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return new Appended(1, Position.ZERO, StreamVersion.of(99));
        }
    }

    /** Keeps the first event of each append. */
    static class Forgetful extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return honest.append(stream, expected, events.subList(0, Math.min(1, events.size())));
        }
    }

    static class BelievesAnyVersion extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return honest.append(stream, ExpectedVersion.any(), events);
        }
    }

    /** Has never heard of a version that is not the next one. */
    static class RefusesEverything extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            throw new WrongExpectedVersion("Append to " + stream, null);
        }
    }

    static class TakesEmptyAppends extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return events.isEmpty()
                    ? new Appended(1, head(), StreamVersion.FIRST)
                    : honest.append(stream, expected, events);
        }
    }

    static class TakesEveryCategory extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            return stream.category().equals("readside")
                    ? new Appended(1, head(), StreamVersion.FIRST)
                    : honest.append(stream, expected, events);
        }
    }

    static class CountsFromOne extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            Appended appended = honest.append(stream, expected, events);
            return new Appended(1, appended.position(), appended.streamVersion().next());
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
}
