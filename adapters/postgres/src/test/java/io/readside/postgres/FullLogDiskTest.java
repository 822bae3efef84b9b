package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class FullLogDiskTest {

    private static final StreamName STREAM = StreamName.of("order", "1");

    /** The disk of the log is full: raised by a trigger, with the SQLSTATE that the server would give. */
    private static final String FULL = """
            create function full_disk() returns trigger language plpgsql as $$
            begin
                raise exception using errcode = '53100', message = 'planted';
            end
            $$;
            create trigger full_disk before insert on readside.log for each row execute function full_disk()
            """;

    private static Position append(PostgresLog log) {
        EventData event = new EventData(UUID.randomUUID(), new EventType("Placed", 1), "{}", "{}", null);
        return log.append(STREAM, ExpectedVersion.any(), List.of(event)).position();
    }

    @Test
    void an_append_for_which_there_is_no_room_fails_loudly_and_its_gap_holds_nobody_back(
            @Installed("log") FreshDatabase database) throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Position before = append(log);
            database.execute(FULL);

            assertThatThrownBy(() -> append(log)).hasMessageContaining("53100");
            database.execute("drop trigger full_disk on readside.log");
            Position after = append(log);

            assertThat(log.awaitBeyond(Position.of(after.value() - 1), Duration.ofSeconds(20)))
                    .isTrue();
            assertThat(log.read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(10))
                            .events())
                    .extracting(StoredEvent::position)
                    .containsExactly(before, after);
            assertThat(after.value() - before.value())
                    .as("a position was burnt")
                    .isEqualTo(2);
        }
    }
}
