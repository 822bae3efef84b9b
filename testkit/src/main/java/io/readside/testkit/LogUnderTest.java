package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import java.time.Duration;
import java.util.List;

/** A log with what its contract does to it again and again. */
final class LogUnderTest extends ForwardingLog {

    /** Longer than any of this takes, so that a wait that ends by it is a failure. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final StreamName STREAM = StreamName.of("order", "1");

    LogUnderTest(EventLog log) {
        super(log);
    }

    static ExpectedVersion exactly(long version) {
        return ExpectedVersion.exactly(StreamVersion.of(version));
    }

    Appended append(StreamName stream, ExpectedVersion expected, EventData... events) {
        return append(stream, expected, List.of(events));
    }

    List<StoredEvent> stream(StreamName stream) {
        return readStream(stream, StreamVersion.FIRST, PageLimit.events(10_000));
    }

    /** From the beginning, in one page. */
    Page readAll(EventFilter filter) {
        return read(Checkpoint.ZERO, filter, PageLimit.events(1_000));
    }

    Checkpoint checkpointAt(StoredEvent event) {
        return new Checkpoint(event.position(), new Anchor(id(), event.position(), event.id()));
    }

    /** Until readers may read up to a position. */
    void complete(Position position) throws InterruptedException {
        assertThat(awaitBeyond(Position.of(position.value() - 1), PATIENCE))
                .as("position %s can be read within %s", position, PATIENCE)
                .isTrue();
    }
}
