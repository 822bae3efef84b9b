package io.readside.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.event.Checkpoint;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PageTest {

    @Test
    void events_in_order_up_to_the_end_are_a_page() {
        List<StoredEvent> events = List.of(event(4), event(6));

        assertThat(new Page(events, Checkpoint.of(6)).events()).isEqualTo(events);
    }

    @Test
    void events_in_another_order_are_no_page() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Page(List.of(event(5), event(4)), Checkpoint.of(5)))
                .withMessageContaining("position 4 came after the one at position 5");
    }

    @Test
    void an_event_twice_is_no_page() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Page(List.of(event(5), event(5)), Checkpoint.of(5)))
                .withMessageContaining("position 5 came after the one at position 5");
    }

    @Test
    void an_event_above_what_was_scanned_is_in_no_page() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Page(List.of(event(4), event(6)), Checkpoint.of(5)))
                .withMessageContaining("scanned to, position 5: it has an event at position 6");
    }

    private static StoredEvent event(long position) {
        return new StoredEvent(
                Position.of(position),
                StreamName.of("order", "1"),
                StreamVersion.of(position),
                new UUID(0, position),
                new EventType("A", 1),
                "{}",
                "{}",
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
