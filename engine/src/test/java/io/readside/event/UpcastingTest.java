package io.readside.event;

import static io.readside.event.Visits.EVENTS;
import static io.readside.event.Visits.declared;
import static io.readside.event.Visits.read;
import static io.readside.event.Visits.refused;
import static io.readside.event.Visits.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.event.Visits.Arrived;
import io.readside.event.Visits.Left;
import io.readside.event.Visits.Visit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** From every historical name and version to the current ones, and what is no such way. */
class UpcastingTest {

    @Test
    void an_event_under_an_old_name_is_read_as_what_it_is_called_today() {
        assertThat(read(EVENTS, "Came", 2, "{\"guest\":\"ann\"}")).containsExactly(new Arrived("ann", 1));
        assertThat(read(EVENTS, "Came", 1, "{\"who\":\"ann\"}")).containsExactly(new Arrived("ann", 1));
        assertThat(read(EVENTS, "Gone", 1, "{\"name\":\"ann\"}")).containsExactly(new Left("ann"));
    }

    @Test
    void one_event_may_stand_for_several_or_for_none() {
        assertThat(read(EVENTS, "Stayed", 1, "{\"guest\":\"ann\"}"))
                .containsExactly(new Arrived("ann", 1), new Left("ann"));
        assertThat(read(EVENTS, "Sneezed", 1, "{}")).isEmpty();
    }

    @Test
    void all_parts_share_id_place_and_times() {
        StoredEvent stored = stored("Stayed", 1, "{\"guest\":\"ann\"}");

        assertThat(EVENTS.decode(stored)).hasSize(2).allSatisfy(event -> {
            assertThat(event.id()).isEqualTo(stored.id());
            assertThat(event.stream()).isEqualTo(stored.stream());
            assertThat(event.streamVersion()).isEqualTo(stored.streamVersion());
        });
    }

    @Test
    void what_an_upcaster_does_to_one_part_does_not_show_in_another() {
        Events<Visit> events = declared()
                .upcast("Arrived", 2, payload -> {
                    payload.put("bags", 1);
                    payload.put("guest", "somebody");
                    return payload;
                })
                .split(
                        "Stayed",
                        1,
                        payload -> List.of(EventPart.of("Arrived", 2, payload), EventPart.of("Left", 1, payload)))
                .build();

        assertThat(read(events, "Stayed", 1, "{\"guest\":\"ann\"}")).contains(new Left("ann"));
    }

    @Test
    void of_two_members_with_one_name_the_last_is_read_as_the_log_keeps_it() {
        assertThat(read(EVENTS, "Left", 1, "{\"guest\":\"bob\",\"guest\":\"ann\"}"))
                .containsExactly(new Left("ann"));
        assertThat(read(EVENTS, "Came", 2, "{\"guest\":\"bob\",\"guest\":\"ann\"}"))
                .containsExactly(new Arrived("ann", 1));
    }

    @Test
    void a_payload_above_the_limit_of_an_append_is_read_since_it_is_there() {
        String large = "a".repeat(EventData.MAX_DATA_BYTES + 1);

        assertThat(read(EVENTS, "Left", 1, "{\"guest\":\"" + large + "\"}")).containsExactly(new Left(large));
    }

    @Test
    void every_name_and_version_that_can_be_read_is_told() {
        assertThat(EVENTS.storedTypes())
                .extracting(EventType::toString)
                .containsExactlyInAnyOrder(
                        "Arrived v2",
                        "Arrived v3",
                        "Left v1",
                        "Came v1",
                        "Came v2",
                        "Gone v1",
                        "Stayed v1",
                        "Sneezed v1");
    }

    @Test
    void a_newer_version_an_older_one_and_an_unknown_name_are_told_apart() {
        assertThat(refused(EVENTS, "Arrived", 4))
                .hasMessageContaining("Version 4 of 'Arrived' is newer than this application knows (3)");
        assertThat(refused(EVENTS, "Came", 3)).hasMessageContaining("newer than this application knows (2)");
        assertThat(refused(EVENTS, "Arrived", 1)).hasMessageContaining("No upcaster leads on from version 1");
        assertThat(refused(EVENTS, "Flew", 1)).hasMessageContaining("No type is registered as 'Flew'");
        assertThat(List.of(refused(EVENTS, "Arrived", 4), refused(EVENTS, "Arrived", 1), refused(EVENTS, "Flew", 1)))
                .allMatch(UndecodableEvent::isUnknownType)
                .noneMatch(UndecodableEvent::mayPass);
    }

    @Test
    void a_circle_of_names_is_refused_by_build() {
        assertRefused(
                b -> b.rename("A", 1)
                        .to("B", 1)
                        .rename("B", 1)
                        .to("C", 1)
                        .rename("C", 1)
                        .to("A", 1),
                "in a circle",
                "A v1 -> B v1 -> C v1 -> A v1");
        assertRefused(b -> b.rename("A", 1).to("A", 1), "in a circle");
    }

    @Test
    void a_version_that_does_not_increase_is_refused_by_build() {
        assertRefused(b -> b.rename("A", 2).to("A", 1).rename("A", 1).to("Left", 1), "in a circle", "A v2 -> A v1");
        assertRefused(
                b -> b.rename("A", 2)
                        .to("B", 1)
                        .rename("B", 1)
                        .to("A", 1)
                        .rename("A", 1)
                        .to("Left", 1),
                "in a circle",
                "A v2 -> B v1 -> A v1");
    }

    @Test
    void a_step_away_from_what_is_current_is_refused_by_build() {
        assertRefused(b -> b.rename("Left", 1).to("Arrived", 3), "leads away from Left v1");
        assertRefused(b -> b.split("Left", 2, payload -> List.of()), "leads away from Left v2");
    }

    @Test
    void a_step_to_nowhere_is_refused_by_build() {
        assertRefused(b -> b.rename("Came", 2).to("Landed", 1), "Came v2 leads to Landed v1", "Arrived v3");
        assertRefused(b -> b.rename("Came", 2).to("Arrived", 1), "Came v2 leads to Arrived v1", "from version 1");
        assertRefused(b -> b.rename("Came", 2).to("Arrived", 4), "Came v2 leads to Arrived v4");
        assertRefused(
                b -> b.split("Came", 1, p -> List.of()).rename("Came", 1).to("Left", 1), "Two upcasters", "'Came'");
    }

    private static void assertRefused(UnaryOperator<Events.Builder<Visit>> steps, String... words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> steps.apply(declared()).build())
                .withMessageContainingAll(words);
    }
}
