package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventsTest {

    sealed interface Thing {}

    record Made(String name, int weight) implements Thing {}

    sealed interface Late extends Thing {}

    record Broken(String why) implements Late {}

    /** In version 3; version 1 had "title", version 2 no weight. */
    private static final Events<Thing> EVENTS = Events.of("thing", Thing.class)
            .type(Made.class, "ThingMade", 3)
            .type(Broken.class)
            .upcast("ThingMade", 1, EventsTest::titleBecomesName)
            .upcast("ThingMade", 2, EventsTest::weighted)
            .build();

    private static Map<String, Object> titleBecomesName(Map<String, Object> payload) {
        payload.put("name", payload.remove("title"));
        return payload;
    }

    private static Map<String, Object> weighted(Map<String, Object> payload) {
        Map<String, Object> copy = new HashMap<>(payload);
        copy.put("weight", Integer.parseInt(String.valueOf(payload.getOrDefault("kilos", "7"))));
        return copy;
    }

    @Test
    void each_forgotten_class_of_a_sealed_family_is_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Events.of("thing", Thing.class).build())
                .withMessageContainingAll("thing", "Made", "Broken");
    }

    @Test
    void a_class_and_a_stored_name_are_registered_once() {
        Events.Builder<Thing> builder = Events.of("thing", Thing.class).type(Made.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.type(Made.class, "Other", 1))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.type(Broken.class, "Made", 1))
                .withMessageContainingAll("Made", "Broken");
    }

    @Test
    void a_chain_of_upcasters_has_no_hole_and_no_end_beyond_the_current_version() {
        Events.Builder<Thing> hole = registered(4).upcast("Made", 1, p -> p).upcast("Made", 3, p -> p);
        Events.Builder<Thing> beyond = registered(2).upcast("Made", 2, p -> p);
        Events.Builder<Thing> nobody = registered(2).upcast("Lost", 1, p -> p);

        assertThatIllegalArgumentException().isThrownBy(hole::build).withMessageContaining("version 2");
        assertThatIllegalArgumentException().isThrownBy(beyond::build).withMessageContaining("Made v2");
        assertThatIllegalArgumentException().isThrownBy(nobody::build).withMessageContaining("Lost");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> registered(2).upcast("Made", 1, p -> p).upcast("Made", 1, p -> p))
                .withMessageContaining("Two upcasters");
    }

    private static Events.Builder<Thing> registered(int version) {
        return Events.of("thing", Thing.class).type(Made.class, "Made", version).type(Broken.class);
    }

    @Test
    void an_event_is_stored_under_its_registered_name_and_read_back() {
        EventData data = EVENTS.encode(NewEvent.of(new Made("a", 5)), () -> new UUID(0, 9));

        Event<Thing> read = EVENTS.decode(stored(data.type(), data.data())).get(0);

        assertThat(data.type()).isEqualTo(new EventType("ThingMade", 3));
        assertThat(data.id()).isEqualTo(new UUID(0, 9));
        assertThat(read.payload()).isEqualTo(new Made("a", 5));
    }

    @Test
    void upcasters_run_in_order_from_the_stored_version() {
        assertThat(EVENTS.decode(stored(new EventType("ThingMade", 1), "{\"title\":\"a\"}"))
                        .get(0)
                        .payload())
                .isEqualTo(new Made("a", 7));
        assertThat(EVENTS.decode(stored(new EventType("ThingMade", 2), "{\"name\":\"a\"}"))
                        .get(0)
                        .payload())
                .isEqualTo(new Made("a", 7));
    }

    @Test
    void members_that_nobody_reads_any_more_are_passed_over() {
        assertThatCode(() -> EVENTS.decode(stored(new EventType("Broken", 1), "{\"why\":\"x\",\"old\":1}")))
                .doesNotThrowAnyException();
    }

    @Test
    void an_unknown_type_or_version_is_told_from_a_broken_one() {
        for (EventType unknown :
                new EventType[] {new EventType("Lost", 1), new EventType("ThingMade", 4), new EventType("Broken", 2)}) {
            assertThatThrownBy(() -> EVENTS.decode(stored(unknown, "{\"a\":\"secret\"}")))
                    .isInstanceOfSatisfying(
                            UndecodableEvent.class,
                            e -> assertThat(e.isUnknownType()).isTrue())
                    .hasMessageContainingAll(unknown.toString(), "position 5", "thing-1", "ThingMade v3")
                    .satisfies(e -> assertThat(Secrets.printed(e)).doesNotContain("secret"));
        }
    }

    @Test
    void json_that_does_not_fit_names_event_and_place_and_no_payload() {
        for (String broken : new String[] {
            "{\"name\":\"a\",\"weight\":\"secret\"}", "[\"secret\"]", "{\"secret", "null", "{\"weight\":{\"secret\":1}}"
        }) {
            assertThatThrownBy(() -> EVENTS.decode(stored(new EventType("ThingMade", 3), broken)))
                    .isInstanceOfSatisfying(
                            UndecodableEvent.class,
                            e -> assertThat(e.isUnknownType()).isFalse())
                    .hasMessageContaining("position 5")
                    .satisfies(e -> assertThat(Secrets.printed(e)).doesNotContain("secret"));
        }
    }

    @Test
    void a_failing_upcaster_is_named_without_the_payload_that_its_message_quotes() {
        StoredEvent stored = stored(new EventType("ThingMade", 2), "{\"name\":\"a\",\"kilos\":\"secret\"}");

        assertThatThrownBy(() -> EVENTS.decode(stored))
                .isInstanceOf(UndecodableEvent.class)
                .hasMessageContainingAll("upcaster", "ThingMade v2", "NumberFormatException")
                .satisfies(e -> assertThat(Secrets.printed(e)).doesNotContain("secret"));
    }

    @Test
    void a_class_of_another_category_is_refused() {
        Events<Object> loose =
                Events.of("thing", Object.class).type(String.class).build();

        assertThatThrownBy(() -> loose.encode(NewEvent.of(42), UUID::randomUUID))
                .isInstanceOf(BadEvent.class)
                .hasMessageContainingAll("Integer", "String v1");
    }

    @Test
    void metadata_and_time_of_the_writer_are_stored() {
        NewEvent<Thing> event = NewEvent.<Thing>of(new Broken("x"))
                .withId(new UUID(1, 1))
                .withMetadata(Map.of("user", "ann"))
                .occurredAt(Instant.EPOCH);

        EventData data = EVENTS.encode(event, UUID::randomUUID);

        assertThat(data.id()).isEqualTo(new UUID(1, 1));
        assertThat(data.metadata()).isEqualTo("{\"user\":\"ann\"}");
        assertThat(data.occurredAt()).isEqualTo(Instant.EPOCH);
    }

    private static StoredEvent stored(EventType type, String data) {
        return new StoredEvent(
                Position.of(5),
                new StreamName("thing-1"),
                StreamVersion.FIRST,
                new UUID(0, 1),
                type,
                data,
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
