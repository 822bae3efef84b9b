package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.LateEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LateEventsTest {

    private static final LateEvent FIRST = late(3);
    private static final LateEvent SECOND = late(7);

    private final LateEvents late = new LateEvents();
    private final List<LateEvent> heard = new ArrayList<>();
    private final List<LateEvent> marked = new ArrayList<>();
    private boolean away = true;

    private static LateEvent late(long position) {
        return new LateEvent(
                Position.of(position), new UUID(0, position), StreamName.of("order", "1"), Instant.ofEpochSecond(1));
    }

    private void mark(LateEvent event) {
        if (away) {
            throw new IllegalStateException("the read store is away");
        }
        marked.add(event);
    }

    @Test
    void who_could_not_write_an_event_down_hears_of_it_again_and_all_others_once() {
        late.add(heard::add);
        late.add(this::mark);
        late.found(List.of(FIRST, SECOND));

        away = false;
        late.found(List.of());
        late.found(List.of(SECOND));

        assertThat(heard).containsExactly(FIRST, SECOND);
        assertThat(marked).containsExactly(FIRST, SECOND);
    }

    @Test
    void who_comes_later_hears_of_what_is_known_until_it_has_written_it_down() {
        late.found(List.of(FIRST));
        late.add(this::mark);

        away = false;
        late.found(List.of());

        assertThat(marked).containsExactly(FIRST);
        assertThat(late.known()).containsExactly(Position.of(3));
    }
}
