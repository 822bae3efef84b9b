package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.event.VersionToken;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Logs that get one thing wrong about their end: who waits there, how far it is, and what holds it back. */
final class BrokenHeads {

    private BrokenHeads() {}

    static class NeverEmpty extends TamperedLog {
        @Override
        public VersionToken newest() {
            return VersionToken.of(honest.head().max(Position.of(1)));
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

    static class IsNeverBehind extends TamperedLog {
        @Override
        public Backlog backlog(Position after) {
            return Backlog.none(head());
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
}
