package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Events;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What a log keeps stays readable. For every version of every event that was ever stored the test keeps a payload, {@code
 * OrderPlaced.v1.json}, and what it is read as today, {@code OrderPlaced.v1.expected.json}: a JSON array of {@code {"type",
 * "data"}}. The payloads are made up, since a failing test shows them. A test of the
 * application extends this class; a change of an event class or an upcaster that changes the
 * meaning of what is stored then fails the build and not the projections.
 */
public abstract class EventsContract {

    /** The registration under test. */
    protected abstract Events<?> events();

    /** Where the files are, for example {@code src/test/resources/golden/order}; nothing else is in there. */
    protected abstract Path folder();

    @Test
    void every_stored_version_has_a_golden_payload() {
        assertThat(files().missing()).isEmpty();
    }

    @Test
    void every_golden_file_is_of_a_version_that_can_be_read() {
        assertThat(files().strays()).isEmpty();
    }

    @Test
    void every_golden_payload_is_read_as_expected() {
        assertThat(files().differences()).isEmpty();
    }

    private GoldenFiles<?> files() {
        return new GoldenFiles<>(events(), folder());
    }
}
