package io.readside.testkit;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Logs that get one thing wrong about what is read. */
final class BrokenReads {

    private BrokenReads() {}

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

    static class Reorders extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = honest.read(after, filter, limit);
            return new Page(Backwards.of(page.events()), page.scannedTo());
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

    static class FiltersNothing extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            return honest.read(after, EventFilter.ALL, limit);
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

    static class TakesACutForTheEnd extends TamperedLog {
        @Override
        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
            Page page = super.read(after, filter, limit);
            boolean isCut = page.events().size() < limit.events();
            return isCut
                    ? new Page(
                            page.events(),
                            super.read(after, filter, PageLimit.events(1_000)).scannedTo())
                    : page;
        }
    }

    static class BeginsEachStreamAtItsStart extends TamperedLog {
        @Override
        public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
            return honest.readStream(stream, StreamVersion.FIRST, limit);
        }
    }

    static class FindsByPositionInAnyOrder extends TamperedLog {
        @Override
        public List<StoredEvent> at(Set<Position> positions) {
            return Backwards.of(honest.at(positions));
        }
    }

    static class FindsNothingByPosition extends TamperedLog {
        @Override
        public List<StoredEvent> at(Set<Position> positions) {
            return List.of();
        }
    }
}
