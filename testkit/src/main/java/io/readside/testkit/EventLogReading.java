package io.readside.testkit;

import static io.readside.testkit.LogUnderTest.STREAM;
import static io.readside.testkit.NewEvents.LARGE;
import static io.readside.testkit.NewEvents.event;
import static io.readside.testkit.NewEvents.events;
import static io.readside.testkit.NewEvents.ids;
import static io.readside.testkit.NewEvents.largeEvents;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How events come back: of one stream, of all, and by their positions. */
interface EventLogReading extends LogFixture {

    @Test
    default void an_empty_log_has_nothing_to_read() throws Exception {
        LogUnderTest log = underTest();

        assertThat(log.head()).isEqualTo(Position.ZERO);
        assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10)))
                .isEqualTo(new Page(List.of(), Checkpoint.ZERO));
        assertThat(log.awaitBeyond(Position.ZERO, Duration.ZERO)).isFalse();
        assertThat(log.backlog(Position.ZERO)).isEqualTo(Backlog.none(Position.ZERO));
    }

    @Test
    default void a_stream_is_read_from_a_version_on_and_a_short_page_is_its_end() {
        LogUnderTest log = underTest();
        EventData[] events = events(5);
        log.append(STREAM, ExpectedVersion.none(), events);

        assertThat(log.readStream(STREAM, StreamVersion.of(2), PageLimit.events(2)))
                .extracting(StoredEvent::id)
                .containsExactly(events[2].id(), events[3].id());
        assertThat(log.readStream(STREAM, StreamVersion.of(4), PageLimit.events(2)))
                .hasSize(1);
        assertThat(log.readStream(STREAM, StreamVersion.of(5), PageLimit.events(2)))
                .isEmpty();
        assertThat(log.readStream(StreamName.of("order", "2"), StreamVersion.FIRST, PageLimit.events(2)))
                .isEmpty();
    }

    @Test
    default void reading_goes_through_all_events_in_order_page_by_page() throws Exception {
        LogUnderTest log = underTest();
        List<UUID> appended = new ArrayList<>();
        Position last = Position.ZERO;
        for (int i = 0; i < 10; i++) {
            EventData[] events = events(1 + i % 3);
            appended.addAll(ids(events));
            last = log.append(StreamName.of("order", "" + i % 4), ExpectedVersion.any(), events)
                    .position();
        }
        log.complete(last);

        List<StoredEvent> read = new ArrayList<>();
        Checkpoint after = Checkpoint.ZERO;
        while (after.position().isBefore(last)) {
            Page page = log.read(after, EventFilter.ALL, PageLimit.events(4));
            assertThat(page.events()).hasSizeBetween(1, 4);
            if (page.events().size() == 4) {
                assertThat(page.scannedTo())
                        .isEqualTo(log.checkpointAt(page.events().get(3)));
            }
            read.addAll(page.events());
            after = page.scannedTo();
        }

        assertThat(read).extracting(StoredEvent::id).containsExactlyElementsOf(appended);
        assertThat(read).extracting(StoredEvent::position).isSorted().doesNotHaveDuplicates();
        assertThat(after.position()).isEqualTo(last);
        assertThat(log.head()).isEqualTo(last);
    }

    @Test
    default void a_reader_that_is_up_to_date_stays_where_it_is() throws Exception {
        LogUnderTest log = underTest();
        Position last = log.append(STREAM, ExpectedVersion.none(), event()).position();
        log.complete(last);

        Checkpoint end = log.readAll(EventFilter.ALL).scannedTo();

        assertThat(end.position()).isEqualTo(last);
        assertThat(log.read(end, EventFilter.ALL, PageLimit.events(10))).isEqualTo(new Page(List.of(), end));
    }

    @Test
    default void a_filter_lets_through_its_categories_only_and_in_order() throws Exception {
        LogUnderTest log = underTest();
        for (int i = 0; i < 6; i++) {
            log.append(StreamName.of("order", "" + i), ExpectedVersion.none(), event());
            log.append(StreamName.of("customer", "" + i), ExpectedVersion.none(), event());
            log.append(StreamName.of("orders", "" + i), ExpectedVersion.none(), event());
        }
        Position last = log.append(new StreamName("order"), ExpectedVersion.none(), event())
                .position();
        log.complete(last);

        Page orders = log.readAll(EventFilter.category("order"));
        Page both = log.readAll(new EventFilter(Set.of("order", "customer")));

        assertThat(orders.events())
                .hasSize(7)
                .allMatch(e -> e.stream().category().equals("order"));
        assertThat(both.events()).hasSize(13);
        assertThat(both.events()).extracting(StoredEvent::position).isSorted();
        assertThat(orders.scannedTo().position()).isEqualTo(last);
    }

    @Test
    default void events_of_other_categories_are_scanned_over() throws Exception {
        LogUnderTest log = underTest();
        Position wanted = log.append(STREAM, ExpectedVersion.none(), event()).position();
        Position last = log.append(StreamName.of("foreign", "1"), ExpectedVersion.none(), events(30))
                .position();
        log.complete(last);

        Page one = log.read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(1));
        Page none = log.read(one.scannedTo(), EventFilter.category("order"), PageLimit.events(2));

        assertThat(one.events()).hasSize(1);
        assertThat(one.scannedTo().position()).isEqualTo(wanted);
        assertThat(none.events()).isEmpty();
        assertThat(none.scannedTo().position()).isEqualTo(last);
    }

    @Test
    default void events_are_read_by_their_positions_in_order_and_missing_ones_are_missing() throws Exception {
        LogUnderTest log = underTest();
        log.complete(log.append(STREAM, ExpectedVersion.none(), events(5)).position());
        List<StoredEvent> all = log.readAll(EventFilter.ALL).events();
        Position beyond = Position.of(all.get(4).position().value() + 1_000);

        assertThat(log.at(Set.of(all.get(3).position(), beyond, all.get(1).position())))
                .containsExactly(all.get(1), all.get(3));
        assertThat(log.at(Set.of())).isEmpty();
    }

    @Test
    default void a_page_ends_where_its_payloads_get_too_large_and_the_next_one_goes_on() throws Exception {
        LogUnderTest log = underTest();
        log.complete(log.append(STREAM, ExpectedVersion.none(), largeEvents(12)).position());
        PageLimit limit = new PageLimit(100, 3 * LARGE);

        List<StoredEvent> read = new ArrayList<>();
        for (Checkpoint at = Checkpoint.ZERO; read.size() < 12; ) {
            Page page = log.read(at, EventFilter.ALL, limit);
            assertThat(page.events()).hasSizeBetween(1, 4);
            read.addAll(page.events());
            at = page.scannedTo();
        }

        assertThat(read).isEqualTo(log.readAll(EventFilter.ALL).events());
        assertThat(log.read(Checkpoint.ZERO, EventFilter.category("order"), new PageLimit(100, 1))
                        .events())
                .as("an event larger than a page")
                .hasSize(1);
    }

    @Test
    default void a_piece_of_a_stream_ends_where_its_payloads_get_too_large() {
        LogUnderTest log = underTest();
        log.append(STREAM, ExpectedVersion.none(), largeEvents(8));

        assertThat(log.readStream(STREAM, StreamVersion.FIRST, new PageLimit(100, 3 * LARGE)))
                .hasSizeBetween(1, 4);
        assertThat(log.readStream(STREAM, StreamVersion.of(7), new PageLimit(100, 1)))
                .hasSize(1);
    }

    /** A page that has got just as far as its limit has more behind it. */
    @Test
    default void wherever_a_page_is_cut_nothing_is_passed_over() throws Exception {
        LogUnderTest log = underTest();
        log.complete(log.append(STREAM, ExpectedVersion.none(), events(5)).position());

        for (EventFilter filter :
                List.of(EventFilter.ALL, EventFilter.category("order"), new EventFilter(Set.of("order", "account")))) {
            List<StoredEvent> all = log.readAll(filter).events();
            for (int bytes = 1; bytes < 150; bytes++) {
                List<StoredEvent> read = new ArrayList<>();
                for (Checkpoint at = Checkpoint.ZERO; read.size() < all.size(); ) {
                    Page page = log.read(at, filter, new PageLimit(100, bytes));
                    assertThat(page.scannedTo().position())
                            .as("pages of %d bytes, %s", bytes, filter)
                            .isGreaterThan(at.position());
                    read.addAll(page.events());
                    at = page.scannedTo();
                    if (page.events().isEmpty()) {
                        break;
                    }
                }
                assertThat(read).as("pages of %d bytes, %s", bytes, filter).isEqualTo(all);
            }
        }
    }
}
