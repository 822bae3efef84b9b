package io.readside.consistency;

import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Source;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.PageLimit;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows that one stream leads to, straight from the log. */
record StrongRead<R>(EventLog log, FoldProjection<R> projection, StreamName stream) {

    private static final Logger LOG = LoggerFactory.getLogger(StrongRead.class);
    private static final PageLimit PAGE = PageLimit.events(500);
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_CHARACTERS = 16 << 20; // of payloads, which are held at once

    StrongRead {
        if (!stream.category().equals(projection.events().category())) {
            throw new IllegalArgumentException(
                    projection + " reads category '" + projection.events().category() + "', and stream " + stream
                            + " is of '" + stream.category() + "': no row of it comes from there.");
        }
    }

    /** Fresh, or Parked if the events cannot all be applied or are too many. */
    Answer<Optional<R>> row(Key key) {
        List<StoredEvent> events = new ArrayList<>();
        StreamVersion next = StreamVersion.FIRST;
        List<StoredEvent> page;
        long characters = 0;
        do {
            page = log.readStream(stream, next, PAGE);
            events.addAll(page);
            characters +=
                    page.stream().mapToLong(event -> event.data().length()).sum();
            if (events.size() > MOST_EVENTS || characters > MOST_CHARACTERS) {
                return untold(
                        "it has more than " + MOST_EVENTS + " events or " + MOST_CHARACTERS + " characters of payload");
            }
            next = page.isEmpty()
                    ? next
                    : page.get(page.size() - 1).streamVersion().next();
        } while (!page.isEmpty()); // a page may be cut by its size
        Position last =
                events.isEmpty() ? Position.ZERO : events.get(events.size() - 1).position();
        try {
            Map<Key, R> rows = projection.foldStored(events);
            return new Fresh<>(Optional.ofNullable(rows.get(key)), last, 0, Source.STREAM);
        } catch (IllegalStateException poison) {
            return untold(String.valueOf(poison.getMessage()));
        }
    }

    private Answer<Optional<R>> untold(String why) {
        String reason = projection + ": stream " + stream + " is not folded for its reader: " + why + ".";
        LOG.debug(reason);
        return new Parked<>(reason, Optional.empty());
    }
}
