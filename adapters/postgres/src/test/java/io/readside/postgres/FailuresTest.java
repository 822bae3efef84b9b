package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.BadEvent;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What a failing database looks like to a user of the log. */
class FailuresTest {

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
    void an_append_whose_connection_breaks_is_not_retried_but_may_be_repeated() throws Exception {
        database.execute("create function cut() returns trigger language plpgsql as $$ begin"
                + " perform pg_terminate_backend(pg_backend_pid()); return null; end $$;"
                + " create trigger cut after insert on readside.log for each row execute function cut()");
        EventData event = event("{}");
        StreamName stream = StreamName.of("order", "1");
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThatThrownBy(() -> log.append(stream, ExpectedVersion.none(), List.of(event)))
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("order-1")
                    .hasMessageContaining("same event ids");
            database.execute("drop trigger cut on readside.log");

            log.append(stream, ExpectedVersion.none(), List.of(event));
            log.append(stream, ExpectedVersion.none(), List.of(event));

            assertThat(log.readStream(stream, StreamVersion.FIRST, PageLimit.events(10)))
                    .hasSize(1);
        }
    }

    @Test
    void any_other_failure_keeps_its_sqlstate_and_loses_its_payload() throws Exception {
        database.execute("alter table readside.log add constraint house_rule check (not data ? 'card')");
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThatThrownBy(() -> log.append(
                            StreamName.of("a", "1"), ExpectedVersion.any(), List.of(event("{\"card\":4111}"))))
                    .isInstanceOf(PostgresFailure.class)
                    .hasMessageContaining("house_rule")
                    .satisfies(e -> assertThat(((PostgresFailure) e).sqlState()).isEqualTo("23514"))
                    .satisfies(e -> assertThat(e + " " + e.getCause()).doesNotContain("4111"));
        }
    }

    @Test
    void an_unreachable_database_is_said_to_be_so() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setPortNumbers(new int[] {1});

        assertThatThrownBy(() -> PostgresLog.of(nowhere))
                .isInstanceOf(LogUnavailable.class)
                .hasMessageContaining("out of reach");
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "28000", "3D000", "53300", "57P03"})
    void a_database_that_lets_nobody_in_is_out_of_reach(String sqlState) {
        SQLException refused = new SQLException("not now", sqlState);

        assertThat(Failures.of("Read the log", refused))
                .isInstanceOf(LogUnavailable.class)
                .hasMessageContainingAll("out of reach", sqlState);
    }

    @Test
    void json_that_postgresql_cannot_hold_is_a_bad_event_and_stays_out_of_the_message() {
        String secret = "4111111111111111";
        SQLException unsupported = new SQLException("unsupported Unicode escape sequence " + secret, "22P05");

        assertThat(Failures.of("Append to stream a-1", unsupported))
                .isInstanceOf(BadEvent.class)
                .hasMessageContaining("SQLSTATE 22P05")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(secret));
    }

    @Test
    void json_as_deep_as_an_event_may_be_is_held() {
        String deep = "{\"n\":" + "[".repeat(400) + "]".repeat(400) + "}";
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            log.append(StreamName.of("a", "1"), ExpectedVersion.any(), List.of(event(deep)));

            assertThat(log.head()).isEqualTo(Position.of(1));
        }
    }

    private static EventData event(String data) {
        return new EventData(UUID.randomUUID(), new EventType("A", 1), data, "{}", null);
    }
}
