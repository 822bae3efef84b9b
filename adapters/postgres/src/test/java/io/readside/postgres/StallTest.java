package io.readside.postgres;

import static io.readside.postgres.Awaiting.PATIENCE;
import static io.readside.postgres.Awaiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Position;
import io.readside.eventlog.Stall;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.OwnServer;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Appends that do not end: subscribers wait, nothing is skipped, and who it is is said. */
class StallTest {

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
    void an_appender_idle_in_its_transaction_is_named_by_a_process_that_was_not_held_itself() throws Exception {
        try (Appending slow = new Appending(database)) {
            slow.execute("set application_name = 'nightly import'");
            slow.append("slow-SECRET"); // 1
            Appending.committed(database, "fast"); // 2
            Appending.committed(database, "fast"); // 3
            int pid = slow.connection.unwrap(PGConnection.class).getBackendPID();

            try (PostgresLog opened = PostgresLog.of(database.dataSource())) { // as the command line does
                Stall stall = opened.stall().orElseThrow();

                assertThat(stall.pid()).isEqualTo(pid);
                assertThat(stall.applicationName()).isEqualTo("nightly import");
                assertThat(stall.state()).isEqualTo("idle in transaction");
                assertThat(stall.query()).isEqualTo("select position from readside.append(?, null, ?)");
                assertThat(stall.watermark()).isEqualTo(Position.ZERO);
                assertThat(stall.waiting()).isEqualTo(2);
                assertThat(stall.heldFor()).isBetween(Duration.ZERO, PATIENCE);
                assertThat(stall.message())
                        .contains("pg_terminate_backend(" + pid + ")", "nightly import", "2 events wait")
                        .doesNotContain("SECRET");
                slow.commit();
                assertThat(opened.stall()).isEmpty();
                assertThat(opened.awaitBeyond(Position.of(2), PATIENCE)).isTrue();
            }
        }
    }

    @Test
    void an_appender_that_nobody_waits_for_is_no_stall() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource());
                Appending slow = new Appending(database)) {
            Appending.committed(database, "before");
            slow.append("slow");
            assertThat(log.stall()).isEmpty();

            slow.rollback();
            slow.execute("insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                    + " select 'a', 0, gen_random_uuid(), 'A', 1, '{}', now() where false"); // the lock alone
            Appending.committed(database, "without gap");
            slow.rollback();
            assertThat(log.stall()).isEmpty();
        }
    }

    @Test
    void the_oldest_of_several_is_named() throws Exception {
        try (Appending first = new Appending(database);
                Appending second = new Appending(database);
                PostgresLog log = PostgresLog.of(database.dataSource())) {
            first.append("first");
            second.append("second");
            Appending.committed(database, "fast");

            assertThat(log.stall().orElseThrow().pid())
                    .isEqualTo(first.connection.unwrap(PGConnection.class).getBackendPID());
            assertThat(log.heldBackFor()).isPositive();
            first.commit();
            assertThat(log.stall().orElseThrow().pid())
                    .isEqualTo(second.connection.unwrap(PGConnection.class).getBackendPID());
            second.commit();
            assertThat(log.heldBackFor()).isZero();
        }
    }

    @Test
    void the_session_timeout_that_is_advised_ends_the_stall() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource());
                Appending slow = new Appending(database)) {
            slow.execute("set idle_in_transaction_session_timeout = '200ms'");
            slow.append("slow");
            Appending.committed(database, "fast");

            assertThat(log.awaitBeyond(Position.of(1), PATIENCE)).isTrue();

            assertThat(log.stall()).isEmpty();
        }
    }

    @Test
    void a_role_that_may_not_see_other_sessions_gets_the_pid_and_the_grant() throws Exception {
        String role = "reader_" + database.name();
        database.execute("create role " + role + "; grant usage on schema readside to " + role
                + "; grant select on readside.log, readside.events, readside.schema_version, readside.log_identity to "
                + role + "; grant usage on sequence readside.log_position to " + role);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername("postgres");
        config.setConnectionInitSql("set role " + role);
        try (HikariDataSource restricted = new HikariDataSource(config);
                PostgresLog log = PostgresLog.of(restricted);
                Appending slow = new Appending(database)) {
            slow.append("slow");
            Appending.committed(database, "fast");

            Stall stall = log.stall().orElseThrow();

            assertThat(stall.pid()).isNotNull();
            assertThat(stall.query()).isNull();
            assertThat(stall.message()).contains("grant it pg_read_all_stats");
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    @Test
    void a_foreign_long_transaction_in_the_same_cluster_holds_nobody_back() throws Exception {
        try (FreshDatabase other = PostgresServer.shared().create();
                Connection foreign = other.connect();
                Connection here = database.connect();
                PostgresLog log = PostgresLog.of(database.dataSource())) {
            for (Connection longRunning : new Connection[] {foreign, here}) {
                longRunning.setAutoCommit(false);
                try (Statement statement = longRunning.createStatement()) {
                    statement.execute("create table of_a_long_load (id int); select pg_current_xact_id()");
                }
            }
            try (Appending rolledBack = new Appending(database)) {
                rolledBack.append("rolled-back");
                rolledBack.rollback();
            }
            long last = Appending.committed(database, "fast");
            long start = System.nanoTime();

            assertThat(log.awaitBeyond(Position.of(last - 1), PATIENCE)).isTrue();

            assertThat(log.stall()).isEmpty();
            System.out.println("StallTest: beside two long transactions read after "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        }
    }

    @Test
    void an_orphan_prepared_append_holds_is_named_and_survives_a_crash_of_the_server() throws Exception {
        try (OwnServer server = OwnServer.start()) {
            server.create("log", PostgresSchema.LOG);
            server.execute(
                    "log",
                    "begin; select readside.append('slow', null, '[{\"type\":\"A\",\"data\":{}}]');"
                            + " prepare transaction 'order 42''s transfer'");
            try (HikariDataSource pool = server.pool("log", server.port(), 5);
                    PostgresLog log = PostgresLog.of(pool)) {
                server.execute("log", "select readside.append('fast', null, '[{\"type\":\"A\",\"data\":{}}]')");
                assertNamed(log.stall().orElseThrow());

                server.stopImmediately();
                until("the log is missed", () -> log.unreachableFor().isPresent());
                server.startAgain();
                until("the log is back", () -> log.unreachableFor().isEmpty());

                assertNamed(log.stall().orElseThrow());
                assertThat(log.awaitBeyond(Position.ZERO, Duration.ofMillis(300)))
                        .isFalse();
                server.execute("log", "commit prepared 'order 42''s transfer'");
                until("both are read", () -> log.awaitBeyond(Position.of(1), Duration.ofMillis(100)));
            }
        }
    }

    private static void assertNamed(Stall stall) {
        assertThat(stall.pid()).isNull();
        assertThat(stall.preparedAs()).isEqualTo("order 42's transfer");
        assertThat(stall.waiting()).isEqualTo(1);
        assertThat(stall.message()).contains("rollback prepared 'order 42's transfer'");
    }
}
