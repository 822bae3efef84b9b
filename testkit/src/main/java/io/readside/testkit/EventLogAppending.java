package io.readside.testkit;

import static io.readside.testkit.LogUnderTest.STREAM;
import static io.readside.testkit.LogUnderTest.exactly;
import static io.readside.testkit.NewEvents.event;
import static io.readside.testkit.NewEvents.events;
import static io.readside.testkit.NewEvents.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.event.BadEvent;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.WrongExpectedVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an append does, and what it refuses. */
interface EventLogAppending extends LogFixture {

    @Test
    default void the_first_event_of_a_stream_has_version_zero_and_a_position_after_the_beginning() {
        LogUnderTest log = underTest();

        Appended appended = log.append(STREAM, ExpectedVersion.none(), event());

        assertThat(appended.streamVersion()).isEqualTo(StreamVersion.FIRST);
        assertThat(appended.position()).isGreaterThan(Position.ZERO);
        assertThat(appended.token().position()).isEqualTo(appended.position());
    }

    @Test
    default void an_append_returns_the_place_of_its_last_event() {
        LogUnderTest log = underTest();
        log.append(STREAM, ExpectedVersion.none(), event());

        Appended appended = log.append(STREAM, ExpectedVersion.any(), event(), event(), event());

        assertThat(appended.streamVersion()).isEqualTo(StreamVersion.of(3));
        assertThat(log.readStream(STREAM, StreamVersion.of(3), PageLimit.events(1)))
                .extracting(StoredEvent::position)
                .containsExactly(appended.position());
    }

    @Test
    default void events_of_one_append_keep_their_order_without_gaps_in_the_stream() {
        LogUnderTest log = underTest();
        EventData[] events = events(20);

        log.append(STREAM, ExpectedVersion.none(), events);

        List<StoredEvent> stored = log.readStream(STREAM, StreamVersion.FIRST, PageLimit.events(100));
        assertThat(stored).extracting(StoredEvent::id).containsExactlyElementsOf(ids(events));
        assertThat(stored)
                .extracting(e -> e.streamVersion().value())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> (long) i).toList());
        assertThat(stored).extracting(StoredEvent::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    default void an_event_is_stored_as_it_was_given() {
        LogUnderTest log = underTest();
        Instant occurred = Instant.parse("2026-11-23T10:02:11.123456Z");
        EventData event = new EventData(
                UUID.randomUUID(),
                new EventType("Order \"Placed\" \\ ü", 7),
                "{\"b\": [1, 2.50, null], \"a\": {\"text\": \"\\u00fc \\\"quoted\\\" \\n\"}}",
                "{\"user\": \"ann\"}",
                occurred);

        log.append(STREAM, ExpectedVersion.none(), event);

        StoredEvent stored =
                log.readStream(STREAM, StreamVersion.FIRST, PageLimit.events(1)).get(0);
        assertThat(stored.id()).isEqualTo(event.id());
        assertThat(stored.stream()).isEqualTo(STREAM);
        assertThat(stored.type()).isEqualTo(event.type());
        assertThat(Json.canonical(stored.data())).isEqualTo(Json.canonical(event.data()));
        assertThat(Json.canonical(stored.metadata())).isEqualTo(Json.canonical(event.metadata()));
        assertThat(stored.occurredAt()).isEqualTo(occurred);
    }

    @Test
    default void times_are_kept_to_the_microsecond_and_an_absent_one_is_that_of_the_append() {
        LogUnderTest log = underTest();
        EventData precise = new EventData(
                UUID.randomUUID(), new EventType("A", 1), "{}", "{}", Instant.parse("2026-11-23T10:02:11.123456999Z"));

        log.append(STREAM, ExpectedVersion.none(), precise, event());

        List<StoredEvent> stored = log.readStream(STREAM, StreamVersion.FIRST, PageLimit.events(2));
        assertThat(stored.get(0).occurredAt()).isEqualTo("2026-11-23T10:02:11.123456Z");
        assertThat(Duration.between(stored.get(1).occurredAt(), stored.get(1).recordedAt()))
                .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(1));
    }

    @Test
    default void an_append_without_events_is_refused() {
        LogUnderTest log = underTest();

        assertThatIllegalArgumentException().isThrownBy(() -> log.append(STREAM, ExpectedVersion.any()));
    }

    @Test
    default void a_category_that_readside_keeps_for_itself_is_refused() {
        LogUnderTest log = underTest();
        StreamName reserved = StreamName.of("readside", "1");

        assertThatExceptionOfType(BadEvent.class)
                .isThrownBy(() -> log.append(reserved, ExpectedVersion.any(), event()))
                .withMessageContaining("\"readside\"");
        assertThat(log.stream(reserved)).isEmpty();
    }

    @Test
    default void a_stream_that_exists_is_not_created_again() {
        LogUnderTest log = underTest();
        log.append(STREAM, ExpectedVersion.none(), event());

        assertThatExceptionOfType(WrongExpectedVersion.class)
                .isThrownBy(() -> log.append(STREAM, ExpectedVersion.none(), event()))
                .withMessageContaining(STREAM.value())
                .withMessageContaining("no stream")
                .withMessageContaining("version 0");
        assertThat(log.stream(STREAM)).hasSize(1);
    }

    @Test
    default void another_version_than_expected_is_refused_and_nothing_is_appended() {
        LogUnderTest log = underTest();
        log.append(STREAM, ExpectedVersion.none(), event(), event());

        for (long wrong : new long[] {0, 2}) {
            assertThatExceptionOfType(WrongExpectedVersion.class)
                    .isThrownBy(() -> log.append(STREAM, exactly(wrong), event()))
                    .withMessageContaining("version " + wrong)
                    .withMessageContaining("version 1");
        }
        assertThatExceptionOfType(WrongExpectedVersion.class)
                .isThrownBy(() -> log.append(StreamName.of("order", "2"), exactly(0), event()))
                .withMessageContaining("does not exist");
        assertThat(log.stream(STREAM)).hasSize(2);
        assertThat(log.append(STREAM, exactly(1), event()).streamVersion()).isEqualTo(StreamVersion.of(2));
    }

    @Test
    default void of_many_writers_that_expect_the_same_version_one_appends() throws Exception {
        LogUnderTest log = underTest();
        log.append(STREAM, ExpectedVersion.none(), event());

        List<Optional<Appended>> results = Race.of(8, n -> {
            try {
                return Optional.of(log.append(STREAM, exactly(0), event(), event()));
            } catch (WrongExpectedVersion lost) {
                return Optional.empty();
            }
        });

        assertThat(results).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(log.stream(STREAM)).hasSize(3);
    }

    @Test
    default void concurrent_appends_at_any_version_all_land() throws Exception {
        LogUnderTest log = underTest();

        Race.of(8, n -> {
            for (int i = 0; i < 20; i++) {
                log.append(STREAM, ExpectedVersion.any(), events(1 + i % 3));
            }
            return n;
        });

        List<StoredEvent> stored = log.stream(STREAM);
        assertThat(stored).hasSize(8 * (7 + 7 * 2 + 6 * 3));
        assertThat(stored).extracting(StoredEvent::position).isSorted();
    }
}
