package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Json;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class ImportTest {

    private static final String ONE = line("order-1", 1, "{\"secret\":1}");

    @Test
    void lines_are_appended_in_their_order_across_streams(@Installed("log") FreshDatabase database)
            throws SQLException {
        String lines = line("order-1", 1, "{}") + line("order-2", 2, "{}") + line("order-1", 3, "{}");

        Cli.Outcome outcome = Cli.on(database).input(lines).run("import", "-");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo("appended 3, already there 0, total 3\n");
        assertThat(database.value("select string_agg(stream || '@' || stream_version || ' ' || (data ->> 'n'), ', '"
                        + " order by position) from readside.log"))
                .isEqualTo("order-1@0 1, order-2@0 2, order-1@1 3");
    }

    @Test
    void what_a_line_leaves_out_gets_the_defaults_of_the_log(@Installed("log") FreshDatabase database)
            throws SQLException {
        Cli.on(database).input(ONE).run("import", "-");

        assertThat(database.value(
                        "select version || ' ' || metadata || ' ' || (now() - occurred_at < interval '1 minute')"
                                + " from readside.log"))
                .isEqualTo("1 {} true");
    }

    @Test
    void a_second_run_appends_nothing(@Installed("log") FreshDatabase database) throws SQLException {
        String lines = SampleLines.text(1000, 17);
        Cli.on(database).input(lines).run("import", "-");
        Object before = database.value("select max(position) from readside.log");

        Cli.Outcome outcome = Cli.on(database).input(lines).run("import", "-", "--json");

        assertThat(outcome.json()).containsExactly(Map.of("appended", 0, "alreadyThere", 1000, "total", 1000));
        assertThat(database.value("select max(position) from readside.log")).isEqualTo(before);
    }

    @Test
    void one_bad_line_and_nothing_is_appended(@Installed("log") FreshDatabase database) throws SQLException {
        String bad = ONE + "\n\uFEFF{\"secret\":1}\n" + "{\"secret\n" + line("order-1", 1, "{\"secret\":2}");

        Cli.Outcome outcome = Cli.on(database).input(bad).run("import", "-");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines().toList())
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("line 3: is not a JSON object"),
                        second -> assertThat(second).startsWith("line 4: is not a JSON object (column"),
                        third -> assertThat(third).contains("line 5: has the id", "of line 1, which is another event"),
                        fourth -> assertThat(fourth).contains("3 bad lines in standard input; nothing was appended."),
                        fifth -> assertThat(fifth).contains("Correct the file"));
        assertThat(outcome.err()).doesNotContain("secret");
        assertThat(database.value("select count(*) from readside.log")).isEqualTo(0L);
    }

    @Test
    void only_the_first_twenty_bad_lines_are_named_and_all_are_counted(@Installed("log") FreshDatabase database) {
        Cli.Outcome text = Cli.on(database).input("bad\n".repeat(30)).run("import", "-");
        Cli.Outcome json = Cli.on(database).input("bad\n".repeat(30)).run("import", "-", "--json");

        assertThat(text.err().lines().filter(line -> line.startsWith("line "))).hasSize(20);
        assertThat(text.err()).contains("30 bad lines");
        Map<String, Object> error = Json.readObject(json.err());
        assertThat(error).containsOnlyKeys("error", "hint", "lines");
        assertThat(List.<Object>copyOf((List<?>) error.get("lines")))
                .hasSize(20)
                .contains(Map.of("line", 1, "reason", "is not a JSON object"));
    }

    @Test
    void a_line_that_stands_twice_is_one_event(@Installed("log") FreshDatabase database) {
        Cli.Outcome outcome = Cli.on(database)
                .input(ONE + ONE + SampleLines.text(2000, 3) + ONE + "\r\n\r\n")
                .run("import", "-", "--json");

        assertThat(outcome.json()).containsExactly(Map.of("appended", 2001, "alreadyThere", 2, "total", 2003));
    }

    @Test
    void a_line_that_stands_twice_in_other_words_is_one_event(@Installed("log") FreshDatabase database) {
        String start = "{\"stream\":\"order-1\",\"type\":\"T\",\"id\":\"" + id(1) + "\",\"data\":";

        Cli.Outcome same = Cli.on(database)
                .input(start + "{\"a\":1.0,\"b\":[]}}\n" + start
                        + "{ \"b\": [], \"a\": 1e0 },\"metadata\":{\"x\":1}}\n")
                .run("import", "-", "--json");
        Cli.Outcome other = Cli.on(database)
                .input(start + "{\"a\":1.0,\"b\":[]}}\n" + start + "{ \"b\": [], \"a\": 2e0 }}\n")
                .run("import", "-");

        assertThat(same.json()).containsExactly(Map.of("appended", 1, "alreadyThere", 1, "total", 2));
        assertThat(other.err()).contains("line 2: has the id", "of line 1, which is another event");
    }

    @Test
    void streams_that_exist_go_on_from_their_last_version(@Installed("log") FreshDatabase database)
            throws SQLException {
        Cli.on(database)
                .input(line("order-1", 1, "{}") + line("order-1", 2, "{}"))
                .run("import", "-");

        Cli.on(database)
                .input(line("order-2", 3, "{}") + line("order-1", 4, "{}") + line("order-2", 5, "{}"))
                .run("import", "-");

        assertThat(database.value("select string_agg(stream || '@' || stream_version, ', ' order by position)"
                        + " from readside.log"))
                .isEqualTo("order-1@0, order-1@1, order-2@0, order-1@2, order-2@1");
    }

    @Test
    void times_are_kept_to_the_microsecond_and_all_of_an_event_is(@Installed("log") FreshDatabase database)
            throws SQLException {
        String rest =
                ",\"type\":\"Größe\",\"version\":3,\"data\":{\"a\":[\"\\u00e9\\n\\\\\",\"🙂\t\"]},\"metadata\":{\"by\":\"x\"}}\n"
                        .replace("\t", "\\t");
        String old =
                "{\"stream\":\"straße-1\",\"id\":\"" + id(1) + "\",\"time\":\"0001-01-01T00:00:00.0000019Z\"" + rest;
        String late =
                "{\"stream\":\"straße-1\",\"id\":\"" + id(2) + "\",\"time\":\"9999-12-31T23:59:59.999999999Z\"" + rest;

        assertThat(Cli.on(database).input(old + late).run("import", "-").exitCode())
                .isZero();

        assertThat(database.value("select string_agg(concat_ws(' ', stream, category, id, type, version, data,"
                        + " metadata, occurred_at at time zone 'UTC'), ';' order by position) from readside.log"))
                .isEqualTo("straße-1 straße " + id(1)
                        + " Größe 3 {\"a\": [\"é\\n\\\\\", \"🙂\\t\"]} {\"by\": \"x\"} 0001-01-01 00:00:00.000001;"
                        + "straße-1 straße " + id(2)
                        + " Größe 3 {\"a\": [\"é\\n\\\\\", \"🙂\\t\"]} {\"by\": \"x\"} 9999-12-31 23:59:59.999999");
    }

    @Test
    void a_role_with_the_documented_rights_imports(@Installed("log") FreshDatabase database) throws SQLException {
        database.execute("""
                create role importing login;
                grant usage on schema readside to importing;
                grant select on readside.log, readside.events, readside.schema_version, readside.log_identity to importing;
                grant insert (stream, stream_version, id, type, version, data, metadata, occurred_at) on readside.log
                    to importing;
                grant usage on sequence readside.log_position to importing;
                grant execute on function readside.append(text, bigint, jsonb), readside.event_problem(jsonb) to importing;
                """);
        Cli cli = Cli.with(Map.of("READSIDE_URL", Cli.url(database).replace("postgres@", "importing@")));
        try {
            assertThat(cli.input(SampleLines.text(300, 1)).run("import", "-").out())
                    .isEqualTo("appended 300, already there 0, total 300\n");
            assertThat(cli.input(SampleLines.text(300, 1)).run("import", "-").out())
                    .isEqualTo("appended 0, already there 300, total 300\n");
        } finally {
            database.execute("drop owned by importing; drop role importing");
        }
    }

    @Test
    void an_id_that_the_log_knows_otherwise_is_named_with_its_line(@Installed("log") FreshDatabase database)
            throws SQLException {
        Cli.on(database).input(line("order-9", 1, "{\"secret\":0}")).run("import", "-");

        Cli.Outcome outcome = Cli.on(database)
                .input(SampleLines.text(1000, 5) + ONE + line("other-2", 2, "{}"))
                .run("import", "-");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("Line 1001: the id " + id(1) + " is in the log already, for another event.")
                .containsPattern("[1-9][0-9]* events of this run were appended before and stay")
                .doesNotContain("secret");
        assertThat(database.value("select count(*) from readside.log where stream = 'other-2'"))
                .isEqualTo(0L);
    }

    @Test
    void what_the_database_could_not_hold_is_refused_beforehand(@Installed("log") FreshDatabase database)
            throws SQLException {
        byte[] invalid = line("order-1", 1, "{\"a\":\"#\"}").getBytes(StandardCharsets.UTF_8);
        invalid[new String(invalid, StandardCharsets.UTF_8).indexOf('#')] = (byte) 0xFF;
        String large = line("order-1", 2, "{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
        String longer = line("order-1", 3, "{\"a\":\"" + "x".repeat(3 << 20) + "\"}");

        assertThat(Cli.on(database).input(invalid).run("import", "-").err()).contains("line 1: is not UTF-8");
        assertThat(Cli.on(database).input(large).run("import", "-").err())
                .contains("line 1: has more than 1048576 bytes");
        assertThat(Cli.on(database).input(longer).run("import", "-").err()).contains("line 1: is longer than 2 MiB");
        assertThat(database.value("select count(*) from readside.log")).isEqualTo(0L);
    }

    @Test
    void the_largest_event_goes_in_and_out(@Installed("log") FreshDatabase database) throws SQLException {
        String data = "{\"a\":[" + "1,".repeat((1 << 19) - 5) + "12]}";
        assertThat(data).hasSize(1 << 20);
        Cli.Outcome in = Cli.on(database)
                .input("{\"stream\":\"order-1\",\"type\":\"T\",\"id\":\"" + id(1) + "\",\"data\":" + data
                        + ",\"metadata\":" + data + "}")
                .run("import", "-");
        assertThat(in.exitCode()).isZero();

        Cli.Outcome out = Cli.on(database).run("export");

        assertThat(Cli.on(database).input(out.out()).run("import", "-").out())
                .isEqualTo("appended 0, already there 1, total 1\n");
    }

    @Test
    void a_file_that_is_not_there_is_said(@Installed("log") FreshDatabase database) {
        assertThat(Cli.on(database).run("import", "/no/such/file").err()).contains("no file /no/such/file");
        assertThat(Cli.on(database).run("import", "/").err()).contains("is a folder");
    }

    static UUID id(int n) {
        return new UUID(0, n);
    }

    /** @param data gets a member n */
    static String line(String stream, int n, String data) {
        String numbered = "{\"n\":" + n + (data.length() > 2 ? "," : "") + data.substring(1);
        return "{\"stream\":\"" + stream + "\",\"type\":\"T\",\"id\":\"" + id(n) + "\",\"data\":" + numbered + "}\n";
    }
}
