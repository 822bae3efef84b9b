package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code readside.append} and {@code readside.events} as a user of plain SQL meets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AppendSqlTest {

    private static final String ID = "4a9f2f5e-7a33-4bb1-9d1b-0f4f3a6e0001";

    private FreshDatabase database;

    @BeforeAll
    void create() {
        database = PostgresServer.shared().create("log");
    }

    @AfterAll
    void drop() {
        database.close();
    }

    @Test
    void type_and_data_are_enough_and_the_view_shows_the_defaults() throws Exception {
        assertThat(database.value(
                        "select stream_version from readside.append('plain-1', -1, '[{\"type\":\"A\",\"data\":{}},"
                                + "{\"type\":\"B\",\"data\":{\"x\":1}}]')"))
                .isEqualTo(1L);

        assertThat(database.value("select string_agg(concat_ws(' ', stream_version, type, version, data, metadata,"
                        + " occurred_at <= recorded_at, id is not null, position > 0), '; ' order by position)"
                        + " from readside.events where stream = 'plain-1'"))
                .isEqualTo("0 A 1 {} {} t t t; 1 B 1 {\"x\": 1} {} t t t");
    }

    @Test
    void every_member_is_kept() throws Exception {
        database.execute(
                "select readside.append(stream => 'plain-2', expected_version => null, events => '[{\"type\":\"A\","
                        + "\"version\":3,\"id\":\"" + ID
                        + "\",\"time\":\"2026-11-23T12:02:11.5+02:00\",\"data\":{\"a\":1},"
                        + "\"metadata\":{\"by\":\"ann\"}}]')");

        assertThat(database.value(
                        "select concat_ws(' ', type, version, id, occurred_at at time zone 'UTC', data, metadata)"
                                + " from readside.events where stream = 'plain-2'"))
                .isEqualTo("A 3 " + ID + " 2026-11-23 10:02:11.5 {\"a\": 1} {\"by\": \"ann\"}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            {"type":"A","data":{},"Type":"B"}                      | unknown member "Type"
            1                                                      | is not a JSON object
            null                                                   | is not a JSON object
            {"data":{}}                                            | no text as "type"
            {"type":7,"data":{}}                                   | no text as "type"
            {"type":"","data":{}}                                  | it takes 1 to 255
            {"type":"a\\tb","data":{}}                             | control character in "type"
            {"type":"A"}                                           | no JSON object as "data"
            {"type":"A","data":[]}                                 | no JSON object as "data"
            {"type":"A","data":null}                               | no JSON object as "data"
            {"type":"A","data":{},"metadata":"x"}                  | no JSON object as "metadata"
            {"type":"A","data":{},"version":0}                     | "version" that is not an integer
            {"type":"A","data":{},"version":1.5}                   | "version" that is not an integer
            {"type":"A","data":{},"version":"1"}                   | "version" that is not an integer
            {"type":"A","data":{},"version":2147483648}            | "version" that is not an integer
            {"type":"A","data":{},"id":"42"}                       | "id" that is not a UUID
            {"type":"A","data":{},"id":null}                       | "id" that is not a UUID
            {"type":"A","data":{},"time":"yesterday"}              | "time" that is not like
            {"type":"A","data":{},"time":"2026-11-23T10:00:00"}    | "time" that is not like
            {"type":"A","data":{},"time":"2026-02-30T10:00:00Z"}   | "time" that no calendar has
            """)
    void a_bad_event_is_named_by_its_index_and_reason(String event, String reason) throws Exception {
        SQLException refused = refused("'bad-1', null, '[{\"type\":\"A\",\"data\":{}}," + event + "]'");

        assertThat(refused.getSQLState()).isEqualTo("RS003");
        assertThat(refused.getMessage())
                .contains("events[1] of 2")
                .contains(reason)
                .contains("Nothing was appended");
        assertThat(database.value("select count(*) from readside.events where stream = 'bad-1'"))
                .isEqualTo(0L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null, null, '[{"type":"A","data":{}}]'             | a stream name has 1 to 255 characters
            '', null, '[{"type":"A","data":{}}]'               | a stream name has 1 to 255 characters
            repeat('x', 256), null, '[{"type":"A","data":{}}]' | this one has 256
            e'a\\nb', null, '[{"type":"A","data":{}}]'         | no control characters
            e'a\\u009f', null, '[{"type":"A","data":{}}]'      | no control characters
            'a', -2, '[{"type":"A","data":{}}]'                | expected_version is -2
            'a', null, '[]'                                    | at least one event
            'a', null, '{}'                                    | at least one event
            'a', null, null                                    | at least one event
            """)
    void a_bad_argument_is_refused_by_name(String arguments, String reason) throws Exception {
        SQLException refused = refused(arguments);

        assertThat(refused.getSQLState()).isEqualTo("RS003");
        assertThat(refused.getMessage()).contains(reason);
    }

    @Test
    void a_payload_of_one_mebibyte_is_the_largest() throws Exception {
        String data =
                "jsonb_build_array(jsonb_build_object('type', 'A', 'data', jsonb_build_object('x', repeat('y', %d))))";
        int largest = (1 << 20) - "{\"x\":\"\"}".length();

        database.execute("select readside.append('large-1', -1, " + data.formatted(largest) + ")");
        SQLException refused = refused("'large-1', 0, " + data.formatted(largest + 1));

        assertThat(refused.getSQLState()).isEqualTo("RS003");
        assertThat(refused.getMessage()).contains("1048577 bytes").contains("the limit is 1048576");
    }

    @Test
    void a_payload_is_never_part_of_a_message() throws Exception {
        String secret = "4111111111111111";

        for (String event : new String[] {
            "{\"type\":\"A\",\"data\":\"" + secret + "\"}",
            "{\"type\":\"A\",\"data\":{},\"metadata\":[" + secret + "]}",
            "{\"type\":\"A\",\"data\":{},\"id\":\"" + secret + "\"}",
            "{\"type\":\"A\",\"data\":{},\"time\":\"" + secret + "\"}",
        }) {
            assertThat(refused("'a', null, '[" + event + "]'").getMessage()).doesNotContain(secret);
        }
    }

    @Test
    void a_lost_race_and_an_id_conflict_have_codes_of_their_own() throws Exception {
        String event = "'[{\"type\":\"A\",\"data\":{},\"id\":\"4a9f2f5e-7a33-4bb1-9d1b-0f4f3a6e0002\"}]'";
        database.execute("select readside.append('race-1', -1, " + event + ")");

        assertThat(refused("'race-1', -1, '[{\"type\":\"A\",\"data\":{}}]'").getSQLState())
                .isEqualTo("RS001");
        assertThat(refused("'race-2', -1, " + event).getSQLState()).isEqualTo("RS002");
    }

    @Test
    void a_role_with_the_documented_rights_appends_and_reads_but_chooses_no_position() throws Exception {
        database.execute("""
                create role app;
                grant usage on schema readside to app;
                grant select on readside.log, readside.events, readside.schema_version to app;
                grant insert (stream, stream_version, id, type, version, data, metadata, occurred_at) on readside.log to app;
                grant usage on sequence readside.log_position to app;
                grant execute on function readside.append(text, bigint, jsonb), readside.event_problem(jsonb) to app;
                """);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set role app");

            statement.execute("select readside.append('app-1', -1, '[{\"type\":\"A\",\"data\":{}}]')");
            try (ResultSet row =
                    statement.executeQuery("select count(*) from readside.events where stream = 'app-1'")) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(1);
            }
            for (String forbidden : new String[] {
                "insert into readside.log (position, stream, stream_version, id, type, version, data, occurred_at)"
                        + " values (1, 'app-2', 0, gen_random_uuid(), 'A', 1, '{}', now())",
                "update readside.log set data = '{}'",
                "delete from readside.log",
                "select setval('readside.log_position', 1)",
            }) {
                assertThat(catchThrowableOfType(SQLException.class, () -> statement.execute(forbidden))
                                .getSQLState())
                        .isEqualTo("42501");
            }
            statement.execute("reset role");
        } finally {
            database.execute("drop owned by app; drop role app");
        }
    }

    private SQLException refused(String arguments) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            return catchThrowableOfType(
                    SQLException.class, () -> statement.execute("select readside.append(" + arguments + ")"));
        }
    }
}
