package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** From every historical name and version to the current ones, and what is no such way. */
class UpcastingTest {

    sealed interface Visit {}

    record Arrived(String guest, int bags) implements Visit {}

    record Left(String guest) implements Visit {}

    private static Events.Builder<Visit> declared() {
        return Events.of("visit", Visit.class).type(Arrived.class, "Arrived", 3).type(Left.class);
    }

    /** Came v1 had "who"; Came v2 is Arrived v2, which counted no bags; Stayed was both events in one. */
    private static final Events<Visit> EVENTS = declared()
            .upcast("Came", 1, payload -> {
                payload.put("guest", payload.remove("who"));
                return payload;
            })
            .rename("Came", 2)
            .to("Arrived", 2)
            .upcast("Arrived", 2, payload -> {
                payload.putIfAbsent("bags", 1);
                return payload;
            })
            .rename("Gone", 1)
            .to("Left", 1, payload -> Map.of("guest", payload.get("name")))
            .split(
                    "Stayed",
                    1,
                    payload -> List.of(EventPart.of("Arrived", 2, payload), EventPart.of("Left", 1, payload)))
            .split("Sneezed", 1, payload -> List.of())
            .build();

    private static List<Visit> read(Events<Visit> events, String name, int version, String data) {
        return events.decode(stored(name, version, data)).stream()
                .map(Event::payload)
                .toList();
    }

    private static UndecodableEvent refused(Events<Visit> events, String name, int version, String data) {
        return catchThrowableOfType(UndecodableEvent.class, () -> events.decode(stored(name, version, data)));
    }

    private static UndecodableEvent refused(Events<Visit> events, String name, int version) {
        return refused(events, name, version, "{\"guest\":\"secret\"}");
    }

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

    @Test
    void an_upcaster_that_throws_may_do_better_next_time_and_its_message_is_not_shown() {
        Events<Visit> events = declared()
                .upcast("Arrived", 2, payload -> {
                    throw new IllegalStateException(String.valueOf(payload));
                })
                .split("Stayed", 1, payload -> {
                    throw new IllegalStateException(String.valueOf(payload));
                })
                .build();

        for (UndecodableEvent refused : List.of(refused(events, "Arrived", 2), refused(events, "Stayed", 1))) {
            assertThat(refused.mayPass()).isTrue();
            assertThat(refused.isUnknownType()).isFalse();
            assertThat(refused).hasMessageContainingAll("IllegalStateException", "position 5");
            assertThat(Secrets.printed(refused)).doesNotContain("secret");
        }
    }

    @Test
    void an_upcaster_that_calls_itself_for_ever_is_caught() {
        Events<Visit> events =
                declared().upcast("Arrived", 2, UpcastingTest::forEver).build();

        assertThat(refused(events, "Arrived", 2)).hasMessageContaining("StackOverflowError");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Map<String, Object> forEver(Map<String, Object> payload) {
        return new HashMap<>(forEver(payload));
    }

    @Test
    void a_splitter_that_leads_back_is_a_loop() {
        Events<Visit> itself = declared()
                .split("Stayed", 1, payload -> List.of(EventPart.of("Stayed", 1, payload)))
                .build();
        Events<Visit> eachOther = declared()
                .split("A", 2, payload -> List.of(EventPart.of("B", 1, payload)))
                .split("B", 1, payload -> List.of(EventPart.of("A", 1, payload)))
                .upcast("A", 1, payload -> payload)
                .build();

        assertThat(refused(itself, "Stayed", 1)).hasMessageContainingAll("loop detected", "Stayed v1 -> Stayed v1");
        assertThat(refused(eachOther, "A", 2)).hasMessageContainingAll("loop detected", "A v2 -> B v1 -> A v1");
    }

    @Test
    void the_same_type_twice_beside_each_other_is_no_loop() {
        Events<Visit> events = declared()
                .split("Met", 1, payload -> List.of(EventPart.of("Gone", 1, payload), EventPart.of("Gone", 1, payload)))
                .rename("Gone", 1)
                .to("Left", 1)
                .build();

        assertThat(read(events, "Met", 1, "{\"guest\":\"ann\"}")).hasSize(2);
    }

    @Test
    void a_splitter_that_makes_events_without_end_is_stopped() {
        Events<Visit> events = declared()
                .split("Crowd", 1, payload -> {
                    List<EventPart> parts = new ArrayList<>();
                    for (int i = 0; i < Upcasting.MAX_STEPS; i++) {
                        parts.add(EventPart.of("Left", 1, payload));
                    }
                    return parts;
                })
                .build();

        assertThat(refused(events, "Crowd", 1)).hasMessageContaining("more than 10000 steps");
    }

    @Test
    void a_part_of_a_type_that_is_not_registered_is_refused_and_a_made_up_name_not_shown() {
        Events<Visit> events = declared()
                .split("A", 1, payload -> List.of(EventPart.of("Left", 2, payload)))
                .split("B", 1, payload -> List.of(EventPart.of(String.valueOf(payload.get("guest")), 1, payload)))
                .build();

        assertThat(refused(events, "A", 1)).hasMessageContaining("Left v2, which is not registered");
        assertThat(refused(events, "A", 1).isUnknownType()).isFalse();
        assertThat(refused(events, "B", 1)).hasMessageContaining("a name, which is not registered");
        assertThat(Secrets.printed(refused(events, "B", 1))).doesNotContain("secret");
    }

    @Test
    void a_hostile_payload_is_refused_and_nothing_worse() {
        String deep = "{\"guest\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}";
        String digits = "{\"guest\":\"ann\",\"bags\":" + "9".repeat(200_000) + "}";
        String power = "{\"guest\":\"ann\",\"bags\":1e999999999}";

        for (String hostile : List.of(deep, digits, power)) {
            for (String type : List.of("Arrived v2", "Arrived v3", "Stayed v1")) {
                String[] nameAndVersion = type.split(" v");
                assertThat(refused(EVENTS, nameAndVersion[0], Integer.parseInt(nameAndVersion[1]), hostile))
                        .as(type + " of " + hostile.length() + " characters")
                        .hasMessageContaining("position 5");
            }
        }
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

    private static StoredEvent stored(String name, int version, String data) {
        return new StoredEvent(
                Position.of(5),
                new StreamName("visit-1"),
                StreamVersion.FIRST,
                new UUID(0, 1),
                new EventType(name, version),
                data,
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
