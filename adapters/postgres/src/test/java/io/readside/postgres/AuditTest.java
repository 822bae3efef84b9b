package io.readside.postgres;

import static io.readside.postgres.Awaiting.PATIENCE;
import static io.readside.postgres.Awaiting.holds;
import static io.readside.postgres.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Gaps are written down and looked at again; what appears in one is an alarm. */
@Tag("every-postgres")
class AuditTest {

    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Audits WRITES_ONLY = new Audits(SOON, SOON, List.of(NEVER));
    private static final Audits OFTEN = new Audits(
            SOON,
            SOON,
            IntStream.rangeClosed(1, 1_000).mapToObj(SOON::multipliedBy).toList());

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
    void gaps_that_were_passed_over_are_written_down() throws Exception {
        try (PostgresLog log = open(WRITES_ONLY)) {
            passAGap(log, 3); // 1 to 3
            passAGap(log, 1); // 5

            until(database, "range_agg(positions) = '{[1,3],[5,5]}' from readside.gap");
        }
    }

    @Test
    void gaps_from_before_the_log_was_opened_are_written_down() throws Exception {
        rollBack(2);
        Appending.committed(database, "fast");

        try (PostgresLog log = open(WRITES_ONLY)) {
            assertThat(log.watermark()).isEqualTo(Position.of(3));
            until(database, "range_agg(positions) = '{[1,2]}' from readside.gap");
        }
    }

    @Test
    void a_gap_that_is_only_late_is_not_written_down() throws Exception {
        try (PostgresLog log = open(WRITES_ONLY);
                Appending slow = new Appending(database)) {
            slow.append("slow"); // 1
            Appending.committed(database, "fast"); // 2
            rollBack(1); // 3
            slow.commit();
            passAGap(log, 1); // 4, then 5

            until(database, "range_agg(positions) = '{[3,4]}' from readside.gap");
        }
    }

    @Test
    void several_processes_write_each_gap_down_once() throws Exception {
        rollBack(1);
        Appending.committed(database, "fast");
        try (PostgresLog one = open(WRITES_ONLY)) {
            until(database, "count(*) = 1 from readside.gap");
            try (PostgresLog other = open(WRITES_ONLY)) {
                rollBack(1);
                Appending.committed(database, "fast"); // 4

                assertThat(one.awaitBeyond(Position.of(3), PATIENCE)).isTrue();
                assertThat(other.awaitBeyond(Position.of(3), PATIENCE)).isTrue();
                until(database, "range_agg(positions) = '{[1,1],[3,3]}' from readside.gap");
            }
        }
        // the others look back from time to time, and find nothing new to write
        assertThat(holds(database, "count(*) = 2 from readside.gap where positions && '{[1,1],[3,3]}'"))
                .isTrue();
    }

    @Test
    void an_event_that_appears_in_a_gap_is_an_alarm_in_every_process() throws Exception {
        BlockingQueue<LateEvent> heardHere = new LinkedBlockingQueue<>();
        BlockingQueue<LateEvent> heardThere = new LinkedBlockingQueue<>();
        try (LogLines lines = new LogLines();
                PostgresLog here = open(OFTEN);
                PostgresLog there = open(OFTEN)) {
            here.onLateEvent(heardHere::add);
            there.onLateEvent(heardThere::add);
            passAGap(here, 1);
            until(database, "count(*) > 0 from readside.gap");
            Checkpoint reader = here.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10))
                    .scannedTo();

            UUID id = insertLate(1);

            assertThat(here.read(reader, EventFilter.ALL, PageLimit.events(10)).events())
                    .as("without the audit nobody would know")
                    .isEmpty();
            for (BlockingQueue<LateEvent> heard : List.of(heardHere, heardThere)) {
                LateEvent late = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(late).isNotNull();
                assertThat(late.position()).isEqualTo(Position.of(1));
                assertThat(late.event()).isEqualTo(id);
                assertThat(late.stream()).isEqualTo(new StreamName("late-1"));
            }
            assertThat(lines.of(Level.ERROR))
                    .as("said once, by the process that found it")
                    .singleElement()
                    .asString()
                    .contains(id.toString(), "late-1", "position 1", "Rebuild", "lock_append")
                    .doesNotContain("secret");
            BlockingQueue<LateEvent> heardLater = new LinkedBlockingQueue<>();
            here.onLateEvent(heardLater::add);
            assertThat(heardLater).extracting(LateEvent::event).containsExactly(id);
        }
        try (PostgresLog restarted = open(OFTEN)) {
            BlockingQueue<LateEvent> heardAfter = new LinkedBlockingQueue<>();
            restarted.onLateEvent(heardAfter::add);
            assertThat(heardAfter.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void a_gap_is_forgotten_after_its_last_audit() throws Exception {
        try (PostgresLog log = open(new Audits(SOON, SOON, List.of(SOON, SOON.multipliedBy(2))))) {
            passAGap(log, 2);

            until(
                    database,
                    "pg_sequence_last_value('readside.gap_id_seq') > 0 and not exists (select from readside.gap)");
            assertThat(holds(database, "count(*) = 0 from readside.late_event")).isTrue();
        }
    }

    @Test
    void a_ledger_that_cannot_be_written_delays_no_reader() throws Exception {
        try (PostgresLog log = open(WRITES_ONLY);
                Appending maintenance = new Appending(database)) {
            maintenance.execute("lock table readside.gap in access exclusive mode");

            for (int i = 0; i < 20; i++) {
                passAGap(log, 1);
            }

            assertThat(log.watermark()).isEqualTo(Position.of(40));
            maintenance.rollback();
            until(database, "sum(upper(r) - lower(r)) = 20 from readside.gap, unnest(positions) r");
        }
    }

    @Test
    void a_role_that_may_not_write_reads_on_and_is_told_once() throws Exception {
        String role = "reader_" + database.name();
        database.execute("create role " + role + "; grant usage on schema readside to " + role
                + "; grant select on readside.log, readside.events, readside.schema_version, readside.log_identity to "
                + role + "; grant usage on sequence readside.log_position to " + role);
        try (LogLines lines = new LogLines();
                HikariDataSource readOnly = as(role)) {
            try (PostgresLog log =
                    PostgresLog.builder(readOnly).audits(OFTEN).dense().open()) {
                log.onLateEvent(late -> {});
                passAGap(log, 1);
                until("all is tried", () -> lines.of(Level.WARN).size() == 4);
                passAGap(log, 1);
            } // stores what is left

            assertThat(lines.of(Level.WARN))
                    .hasSize(4)
                    .anySatisfy(line -> assertThat(line)
                            .contains("grant select, insert, update, delete on readside.gap to", "reading goes on"))
                    .anySatisfy(line -> assertThat(line).contains("grant select, insert on readside.late_event"))
                    .anySatisfy(line -> assertThat(line).contains("grant select on readside.late_event"))
                    .anySatisfy(line -> assertThat(line).contains("grant execute on function readside.entomb"));
            assertThat(lines.of(Level.ERROR)).isEmpty();
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    @Test
    void the_grants_that_the_warnings_name_are_enough() throws Exception {
        String role = "reader_" + database.name();
        database.execute("create role " + role + "; grant usage on schema readside to " + role
                + "; grant select on readside.log, readside.events, readside.schema_version, readside.log_identity to "
                + role + "; grant usage on sequence readside.log_position to " + role
                + "; grant select, insert, update, delete on readside.gap to " + role
                + "; grant select, insert on readside.late_event to " + role
                + "; grant execute on function readside.entomb(int8multirange) to " + role);
        BlockingQueue<LateEvent> heard = new LinkedBlockingQueue<>();
        try (LogLines lines = new LogLines();
                HikariDataSource granted = as(role);
                PostgresLog log = PostgresLog.builder(granted).audits(OFTEN).open()) {
            log.onLateEvent(heard::add);
            passAGap(log, 1);
            until(database, "count(*) > 0 from readside.gap");
            insertLate(1);

            assertThat(heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            try (PostgresLog dense =
                    PostgresLog.builder(granted).audits(OFTEN).dense().open()) {
                passAGap(dense, 1); // 3
                until(database, "exists (select from readside.log where position = 3)");
            }
            assertThat(lines.of(Level.WARN)).isEmpty();
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    private PostgresLog open(Audits audits) {
        return PostgresLog.builder(database.dataSource()).audits(audits).open();
    }

    private HikariDataSource as(String role) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername("postgres");
        config.setConnectionInitSql("set role " + role);
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    private void passAGap(PostgresLog log, int width) throws Exception {
        rollBack(width);
        long last = Appending.committed(database, "fast");
        log.signal();
        assertThat(log.awaitBeyond(Position.of(last - 1), PATIENCE)).isTrue();
    }

    private void rollBack(int events) throws SQLException {
        try (Appending slow = new Appending(database)) {
            for (int i : IntStream.range(0, events).toArray()) {
                slow.append("slow-" + i);
            }
            slow.rollback();
        }
    }

    /** At a position chosen beforehand, so that the lock says nothing about it. */
    private UUID insertLate(long position) throws SQLException {
        UUID id = UUID.randomUUID();
        database.execute(
                "insert into readside.log (position, stream, stream_version, id, type, version, data, occurred_at)"
                        + " values (" + position + ", 'late-" + position + "', 0, '" + id
                        + "', 'A', 1, '{\"note\":\"secret\"}', now())");
        return id;
    }
}
