package io.readside.testkit;

import static io.readside.testkit.LogUnderTest.STREAM;
import static io.readside.testkit.NewEvents.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether a checkpoint is of this log, and of what is in it now. */
interface EventLogAnchoring extends LogFixture {

    @Test
    default void a_log_keeps_its_id() {
        LogUnderTest log = underTest();

        assertThat(log.id()).isEqualTo(log.id());
    }

    @Test
    default void what_a_page_has_scanned_is_anchored_in_the_last_event_there_wanted_or_not() throws Exception {
        LogUnderTest log = underTest();
        log.append(STREAM, ExpectedVersion.none(), events(5));
        log.complete(log.append(StreamName.of("foreign", "1"), ExpectedVersion.none(), events(3))
                .position());
        List<StoredEvent> all = log.readAll(EventFilter.ALL).events();

        Page whole = log.readAll(EventFilter.category("order"));
        Page cut = log.read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(2));
        Page foreign = log.read(Checkpoint.ZERO, EventFilter.category("nobody"), PageLimit.events(2));

        assertThat(whole.scannedTo()).isEqualTo(log.checkpointAt(all.get(7)));
        assertThat(cut.scannedTo()).isEqualTo(log.checkpointAt(all.get(1)));
        assertThat(foreign.scannedTo()).isEqualTo(log.checkpointAt(all.get(7)));
    }

    @Test
    default void a_checkpoint_is_read_on_from_while_its_anchor_is_there() throws Exception {
        LogUnderTest log = underTest();
        log.complete(log.append(STREAM, ExpectedVersion.none(), events(4)).position());
        Checkpoint place =
                log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(2)).scannedTo();

        log.verify(place);
        log.verify(Checkpoint.ZERO);

        assertThat(log.read(place, EventFilter.ALL, PageLimit.events(10)).events())
                .hasSize(2);
    }

    @Test
    default void a_checkpoint_from_another_log_is_refused() throws Exception {
        LogUnderTest log = underTest();
        StoredEvent second = appendFourAndReadTwo(log).get(1);
        Anchor elsewhere = new Anchor(UUID.randomUUID(), second.position(), second.id());

        assertRegressed(log, new Checkpoint(second.position(), elsewhere));
    }

    @Test
    default void a_checkpoint_whose_event_is_another_now_is_refused() throws Exception {
        LogUnderTest log = underTest();
        Position place = appendFourAndReadTwo(log).get(1).position();

        assertRegressed(log, new Checkpoint(place, new Anchor(log.id(), place, UUID.randomUUID())));
    }

    @Test
    default void a_checkpoint_above_the_end_of_the_log_is_refused() throws Exception {
        LogUnderTest log = underTest();
        Position beyond =
                Position.of(appendFourAndReadTwo(log).get(1).position().value() + 1_000);

        assertRegressed(log, new Checkpoint(beyond, new Anchor(log.id(), beyond, UUID.randomUUID())));
    }

    @Test
    default void a_timeline_begins_once_for_each_loss_and_stands_in_tokens_and_anchors() throws Exception {
        LogUnderTest log = underTest();
        VersionToken first =
                log.append(STREAM, ExpectedVersion.none(), events(2)).token();

        int second = log.beginTimelineAfter(1);
        int again = log.beginTimelineAfter(1);
        Appended appended = log.append(StreamName.of("order", "2"), ExpectedVersion.none(), events(1));
        log.complete(appended.position());

        assertThat(first.timeline()).isEqualTo(1);
        assertThat(second).isEqualTo(again).isEqualTo(2);
        assertThat(appended.token()).isEqualTo(VersionToken.of(2, appended.position()));
        assertThat(log.newest()).isEqualTo(appended.token());
        assertThat(log.timeline()).isEqualTo(2);
        assertThat(log.readAll(EventFilter.ALL).scannedTo().timeline()).hasValue(2);
        assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(1))
                        .scannedTo()
                        .timeline())
                .hasValue(2);
        assertThat(log.beginTimelineAfter(5)).isEqualTo(6);
    }

    @Test
    default void a_checkpoint_of_a_timeline_that_the_log_has_not_come_to_is_refused() throws Exception {
        LogUnderTest log = underTest();
        StoredEvent second = appendFourAndReadTwo(log).get(1);

        assertRegressed(
                log, new Checkpoint(second.position(), new Anchor(log.id(), 2, second.position(), second.id())));
    }

    private static List<StoredEvent> appendFourAndReadTwo(LogUnderTest log) throws InterruptedException {
        log.complete(log.append(STREAM, ExpectedVersion.none(), events(4)).position());
        return log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(2)).events();
    }

    private static void assertRegressed(EventLog log, Checkpoint checkpoint) {
        assertThatExceptionOfType(LogRegressed.class)
                .isThrownBy(() -> log.verify(checkpoint))
                .withMessageContaining(String.valueOf(checkpoint));
        assertThatExceptionOfType(LogRegressed.class)
                .isThrownBy(() -> log.read(checkpoint, EventFilter.ALL, PageLimit.events(10)));
    }
}
