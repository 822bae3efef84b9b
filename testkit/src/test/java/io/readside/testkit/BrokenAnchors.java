package io.readside.testkit;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import java.util.List;
import java.util.UUID;

/** Logs that get one thing wrong about which log they are. */
final class BrokenAnchors {

    private BrokenAnchors() {}

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

    static class ChangesItsId extends TamperedLog {
        @Override
        public UUID id() {
            return UUID.randomUUID();
        }
    }

    static class BeginsATimelineEachTime extends TamperedLog {
        @Override
        public int beginTimelineAfter(int lost) {
            return honest.beginTimelineAfter(honest.timeline());
        }
    }

    static class GivesTokensOfTheFirstTimeline extends TamperedLog {
        @Override
        public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
            Appended appended = honest.append(stream, expected, events);
            return new Appended(1, appended.position(), appended.streamVersion());
        }
    }
}
