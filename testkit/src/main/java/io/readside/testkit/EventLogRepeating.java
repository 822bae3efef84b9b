package io.readside.testkit;

import static io.readside.testkit.LogUnderTest.STREAM;
import static io.readside.testkit.LogUnderTest.exactly;
import static io.readside.testkit.NewEvents.event;
import static io.readside.testkit.NewEvents.events;
import static io.readside.testkit.NewEvents.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An append that comes twice, and an id that stands for something else. */
interface EventLogRepeating extends LogFixture {

    @Test
    default void a_repeated_append_returns_the_first_result_whatever_version_is_expected() {
        LogUnderTest log = underTest();
        EventData[] events = events(3);
        Appended first = log.append(STREAM, ExpectedVersion.none(), events);
        log.append(STREAM, ExpectedVersion.any(), event());

        for (ExpectedVersion expected :
                List.of(ExpectedVersion.none(), ExpectedVersion.any(), exactly(0), exactly(3), exactly(99))) {
            assertThat(log.append(STREAM, expected, events)).isEqualTo(first);
        }
        assertThat(log.stream(STREAM)).hasSize(4);
    }

    @Test
    default void identical_appends_at_the_same_time_are_one() throws Exception {
        LogUnderTest log = underTest();
        for (ExpectedVersion expected : List.of(ExpectedVersion.none(), ExpectedVersion.any())) {
            StreamName stream = StreamName.of("order", expected.toString());
            EventData[] events = events(3);

            List<Appended> results = Race.of(8, n -> log.append(stream, expected, events));

            assertThat(Set.copyOf(results)).hasSize(1);
            assertThat(log.stream(stream)).extracting(StoredEvent::id).containsExactlyElementsOf(ids(events));
        }
    }

    @Test
    default void a_repeat_is_recognised_by_the_value_of_its_data() {
        LogUnderTest log = underTest();
        UUID id = UUID.randomUUID();
        Appended first = log.append(STREAM, ExpectedVersion.none(), event(id, "A", "{\"a\":1,\"b\":[true]}"));

        assertThat(log.append(STREAM, ExpectedVersion.none(), event(id, "A", "{ \"b\": [true], \"a\": 1 }")))
                .isEqualTo(first);
    }

    @Test
    default void an_id_that_stands_for_another_event_is_a_conflict_and_nothing_is_appended() {
        LogUnderTest log = underTest();
        EventData a = event();
        EventData b = event();
        log.append(STREAM, ExpectedVersion.none(), a, b);

        List<List<EventData>> conflicts = List.of(
                List.of(event(a.id(), a.type().name(), "{\"other\":1}"), b), // data
                List.of(event(a.id(), "Other", a.data()), b), // type
                List.of(new EventData(a.id(), new EventType(a.type().name(), 2), a.data(), "{}", null), b), // version
                List.of(b, a), // order
                List.of(a, event()), // only some
                List.of(event(), b),
                List.of(a, event(), b));
        for (List<EventData> conflict : conflicts) {
            for (ExpectedVersion expected : List.of(ExpectedVersion.any(), exactly(1), exactly(0))) {
                assertConflict(log, STREAM, expected, conflict);
            }
        }
        assertConflict(log, StreamName.of("order", "2"), ExpectedVersion.none(), List.of(a, b));
        assertThat(log.stream(STREAM)).hasSize(2);
        assertThat(log.stream(StreamName.of("order", "2"))).isEmpty();
    }

    @Test
    default void an_id_that_stands_twice_in_one_append_is_a_conflict() {
        LogUnderTest log = underTest();
        EventData event = event();

        assertConflict(log, STREAM, ExpectedVersion.any(), List.of(event, event));

        assertThat(log.stream(STREAM)).isEmpty();
    }

    private static void assertConflict(
            EventLog log, StreamName stream, ExpectedVersion expected, List<EventData> events) {
        assertThatExceptionOfType(EventIdConflict.class)
                .isThrownBy(() -> log.append(stream, expected, events))
                .withMessageContaining(stream.value());
    }
}
