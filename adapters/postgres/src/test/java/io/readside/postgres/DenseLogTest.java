package io.readside.postgres;

import static io.readside.postgres.Awaiting.PATIENCE;
import static io.readside.postgres.Awaiting.holds;
import static io.readside.postgres.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.readside.event.BadEvent;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A log whose gaps are closed. Its safety rests on the primary key, on no lock and no snapshot. */
@Tag("every-postgres")
class DenseLogTest {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final PageLimit PAGE = PageLimit.events(100);

    private FreshDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared().create("log");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_gap_is_closed_and_no_reader_is_shown_with_what() throws Exception {
        try (PostgresLog log = open()) {
            long first = Appending.committed(database, "order-1");
            rollBack(); // 2
            long last = Appending.committed(database, "order-2");
            closed(2);

            assertThat(log.awaitBeyond(Position.of(2), PATIENCE)).isTrue();
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PAGE).events())
                    .extracting(event -> event.position().value())
                    .containsExactly(first, last);
            assertThat(log.read(Checkpoint.ZERO, EventFilter.category("readside"), PAGE)
                            .events())
                    .isEmpty();
            assertThat(log.readStream(new StreamName("readside-tombstone"), StreamVersion.FIRST, PAGE))
                    .isEmpty();
            assertThat(log.at(Set.of(Position.of(1), Position.of(2))))
                    .extracting(StoredEvent::position)
                    .containsExactly(Position.of(1));
            assertThat(log.head()).isEqualTo(Position.of(3));
            assertThat(log.backlog(Position.of(1)).events()).isEqualTo(1);
            assertThat(holds(database, "array_agg(position order by position) = '{1,3}' from readside.events"))
                    .isTrue();
        }
    }

    @Test
    void gaps_from_before_are_closed_as_well() throws Exception {
        for (int i = 0; i < 3; i++) {
            rollBack();
            Appending.committed(database, "order-" + i);
        }

        try (PostgresLog log = open()) {
            until(database, "count(*) = 6 and max(position) = 6 from readside.log");
        }
    }

    @Test
    void a_late_insert_into_a_closed_gap_fails_instead_of_being_skipped() throws Exception {
        try (PostgresLog log = open();
                Appending lockless = new Appending(database)) {
            lockless.execute("select nextval('readside.log_position')"); // 1
            Appending.committed(database, "fast"); // 2
            closed(1);

            assertThatThrownBy(() -> insertAt(lockless, 1))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("log_pkey")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");
            assertThat(log.watermark()).isEqualTo(Position.of(2));
        }
    }

    @Test
    void without_it_the_same_insert_succeeds_and_is_skipped() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource());
                Appending lockless = new Appending(database)) {
            lockless.execute("select nextval('readside.log_position')"); // 1
            Appending.committed(database, "fast"); // 2
            assertThat(log.awaitBeyond(Position.of(1), PATIENCE)).isTrue();
            Checkpoint reader = log.read(Checkpoint.ZERO, EventFilter.ALL, PAGE).scannedTo();

            insertAt(lockless, 1);
            lockless.commit();

            assertThat(log.read(reader, EventFilter.ALL, PAGE).events()).isEmpty();
        }
    }

    @Test
    void one_who_has_inserted_is_waited_for_and_no_reader_with_it() throws Exception {
        try (PostgresLog log = open();
                Appending lockless = new Appending(database)) {
            lockless.execute("select nextval('readside.log_position')"); // 1
            lockless.execute("set session_replication_role = origin; select set_config('readside.append_lock',"
                    + " pg_current_xact_id() || ':0', true)"); // as if it held the lock
            insertAt(lockless, 1);
            Appending.committed(database, "fast"); // 2
            until(
                    database,
                    "exists (select from pg_stat_activity where query like '%entomb%' and wait_event_type = 'Lock'"
                            + " and datname = current_database())");

            Appending.committed(database, "faster"); // 3
            assertThat(log.awaitBeyond(Position.of(2), PATIENCE)).isTrue();

            lockless.commit();
            until(database, "count(*) = 1 from readside.log where position = 1 and stream = 'late'");
        }
    }

    @Test
    void the_reserved_category_is_refused() throws Exception {
        EventData event = new EventData(UUID.randomUUID(), new EventType("A", 1), "{}", "{}", null);
        try (PostgresLog log = open()) {
            assertThatExceptionOfType(BadEvent.class)
                    .isThrownBy(() ->
                            log.append(new StreamName("readside-tombstone"), ExpectedVersion.any(), List.of(event)))
                    .withMessageContaining("is kept for Readside itself");
        }
        try (Appending raw = new Appending(database)) {
            assertThatThrownBy(() -> raw.insert("readside-tombstone")).hasMessageContaining("log_tombstone_check");
        }
    }

    @Test
    void a_gap_that_no_roll_back_leaves_stays_open_and_is_named() throws Exception {
        Appending.committed(database, "first");
        database.execute("select setval('readside.log_position', 5000000)");
        Appending.committed(database, "second");

        try (LogLines lines = new LogLines();
                PostgresLog log = open()) {
            until("it is said", () -> !lines.of(Level.WARN).isEmpty());

            assertThat(lines.of(Level.WARN)).singleElement().asString().contains("2 to 5000000", "log_position");
            assertThat(holds(database, "count(*) = 2 from readside.log")).isTrue();
            assertThat(log.watermark()).isEqualTo(Position.of(5_000_001));
        }
    }

    private PostgresLog open() {
        return PostgresLog.builder(database.dataSource())
                .audits(new Audits(SOON, SOON, List.of(Duration.ofDays(1))))
                .dense()
                .open();
    }

    private void closed(long position) throws Exception {
        until(database, "exists (select from readside.log where position = " + position + ")");
    }

    private void rollBack() throws SQLException {
        try (Appending slow = new Appending(database)) {
            slow.append("slow");
            slow.rollback();
        }
    }

    private static void insertAt(Appending lockless, long position) throws SQLException {
        lockless.execute(
                "insert into readside.log (position, stream, stream_version, id, type, version, data, occurred_at)"
                        + " values (" + position + ", 'late', 0, gen_random_uuid(), 'A', 1, '{}', now())");
    }
}
