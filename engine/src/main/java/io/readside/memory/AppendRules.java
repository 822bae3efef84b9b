package io.readside.memory;

import io.readside.event.BadEvent;
import io.readside.event.EventData;
import io.readside.event.Json;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.WrongExpectedVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What an append must be like to be taken. */
final class AppendRules {

    private static final String RESERVED = "readside";

    private AppendRules() {}

    /** @throws IllegalArgumentException if there is no event, or the category is Readside's own */
    static void requireTakable(StreamName stream, List<EventData> appended) {
        if (appended.isEmpty()) {
            throw new IllegalArgumentException("An append has at least one event.");
        }
        if (stream.category().equals(RESERVED)) {
            throw new BadEvent("Nothing was appended to '" + stream + "': category \"" + RESERVED
                    + "\" is kept for Readside itself. Name the category otherwise.");
        }
    }

    /**
     * An append that comes again is known by the ids of its events.
     *
     * @return the last of its events, if it is in the log already
     * @throws EventIdConflict if some of its ids are, but not as these events
     */
    static Optional<StoredEvent> appendedBefore(
            StreamName stream, List<EventData> appended, Map<UUID, StoredEvent> byId) {
        requireDistinctIds(stream, appended);
        List<StoredEvent> found = appended.stream()
                .map(data -> byId.get(data.id()))
                .filter(Objects::nonNull)
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!isSame(stream, appended, found)) {
            throw new EventIdConflict(
                    "An append to '" + stream + "' names " + found.size() + " event ids that exist, of "
                            + appended.size() + ", and they are not the same events. Nothing was appended.",
                    null);
        }
        return Optional.of(found.get(found.size() - 1));
    }

    private static void requireDistinctIds(StreamName stream, List<EventData> appended) {
        long distinct = appended.stream().map(EventData::id).distinct().count();
        if (distinct < appended.size()) {
            throw new EventIdConflict(
                    "An append to '" + stream + "' names one event id twice. Nothing was appended.", null);
        }
    }

    private static boolean isSame(StreamName stream, List<EventData> appended, List<StoredEvent> found) {
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
        return same;
    }

    /** @param actual version of the stream's last event; -1 if there is none */
    static void requireExpected(StreamName stream, ExpectedVersion expected, long actual) {
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
}
