package io.readside.event;

import static io.readside.event.Visits.EVENTS;
import static io.readside.event.Visits.declared;
import static io.readside.event.Visits.read;
import static io.readside.event.Visits.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Visits.Visit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What no declaration shows and only a stored event can. */
class FailingUpcastersTest {

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
                declared().upcast("Arrived", 2, FailingUpcastersTest::forEver).build();

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
}
