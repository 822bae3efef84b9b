package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.EventPart;
import io.readside.event.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small category with a past, through the contract; and files and registrations that the contract must not let pass. */
class GoldenVisitsTest extends EventsContract {

    sealed interface Visit {}

    record Arrived(String guest, int bags) implements Visit {}

    record Left(String guest) implements Visit {}

    /** Came v1 had "who"; Came v2 is Arrived v2, which counted no bags; Stayed was both events in one. */
    private static Events.Builder<Visit> declared(int bags) {
        return Events.of("visit", Visit.class)
                .type(Arrived.class, "Arrived", 3)
                .type(Left.class)
                .upcast("Came", 1, payload -> Map.of("guest", payload.get("who")))
                .rename("Came", 2)
                .to("Arrived", 2)
                .upcast("Arrived", 2, payload -> Map.of("guest", payload.get("guest"), "bags", bags))
                .split(
                        "Stayed",
                        1,
                        payload -> List.of(EventPart.of("Arrived", 2, payload), EventPart.of("Left", 1, payload)));
    }

    private static final Events<Visit> EVENTS =
            declared(1).split("Sneezed", 1, payload -> List.of()).build();

    private static final Path FOLDER = Path.of("src/test/resources/golden/visit");

    @TempDir
    Path copy;

    @Override
    protected Events<?> events() {
        return EVENTS;
    }

    @Override
    protected Path folder() {
        return FOLDER;
    }

    @BeforeEach
    void copied() throws IOException {
        try (var files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void a_version_without_a_payload_is_named() throws IOException {
        Files.delete(copy.resolve("Came.v1.json"));

        assertThat(new GoldenFiles<>(EVENTS, copy).missing())
                .singleElement()
                .asString()
                .contains("Came.v1.json");
    }

    @Test
    void a_step_that_was_taken_away_leaves_files_of_nothing() {
        Events<Visit> withoutSneezes = declared(1).build();

        assertThat(new GoldenFiles<>(withoutSneezes, copy).strays())
                .hasSize(2)
                .allMatch(stray -> stray.startsWith("Sneezed.v1."));
    }

    @Test
    void an_upcaster_that_means_something_else_than_before_is_seen_in_each_version_that_goes_through_it() {
        Events<Visit> changed =
                declared(2).split("Sneezed", 1, payload -> List.of()).build();

        assertThat(new GoldenFiles<>(changed, copy).differences())
                .extracting(difference -> difference.substring(0, difference.indexOf(' ')))
                .containsExactly("Arrived.v2.json", "Came.v1.json", "Came.v2.json", "Stayed.v1.json");
    }

    @Test
    void a_payload_that_cannot_be_read_is_told_with_the_reason() throws IOException {
        Files.writeString(copy.resolve("Arrived.v3.json"), "{\"guest\":\"ann\",\"bags\":\"many\"}");

        assertThat(new GoldenFiles<>(EVENTS, copy).differences())
                .singleElement()
                .asString()
                .contains("Arrived.v3.json", "Reading the JSON failed");
    }

    @Test
    void where_the_expectation_is_missing_the_present_reading_is_shown() throws IOException {
        Files.delete(copy.resolve("Left.v1.expected.json"));

        assertThat(new GoldenFiles<>(EVENTS, copy).differences())
                .singleElement()
                .asString()
                .contains("Left.v1.expected.json", "[{\"data\":{\"guest\":\"ann\"},\"type\":\"Left\"}]");
    }
}
