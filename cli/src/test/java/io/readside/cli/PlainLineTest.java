package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Json;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
class PlainLineTest {

    private static final String ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
    private static final List<String> LINES = List.of(
            "{\"stream\":\"order-1\",\"type\":\"T\",\"id\":\"" + ID + "\",\"data\":{}}",
            "{\"stream\":\"a\",\"type\":\"T\",\"version\":12,\"id\":\"" + ID
                    + "\",\"time\":\"2026-11-23T10:02:11.5Z\",\"data\":{\"n\":-0.50,\"m\":[1,true,null,{}]},\"metadata\":{\"by\":\"é🙂\"}}",
            " { \"metadata\" : {\"a\":\"\\u00e9\\n\\\\\"} ,\t\"data\" : { \"x\" : [ ] , \"y\" : false } , \"id\" : \""
                    + ID + "\" , \"type\" : \"ü\" , \"stream\" : \"s\" } ");
    private static final String SIGNS = "{}[]\",:\\/u0d8D1-+.eE9tfnalsrz \t\u0001\u0000é\uD83D\uDE42";

    @Test
    void whatever_is_changed_in_a_line_the_quick_look_and_the_thorough_one_say_the_same() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);

        for (int i = 0; i < 50_000; i++) {
            String line = changed(LINES.get(random.nextInt(LINES.size())), random);

            assertThat(said(() -> EventLine.parse(line))).as(line).isEqualTo(said(() -> EventLine.thorough(line)));
        }
    }

    @Test
    void the_database_reads_what_is_plain_and_sees_the_same_in_it(FreshDatabase database) throws SQLException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String[] plain = IntStream.range(0, 50_000)
                .mapToObj(i -> changed(LINES.get(random.nextInt(LINES.size())), random))
                .filter(line -> PlainLine.of(line) != null)
                .distinct()
                .toArray(String[]::new);

        try (Connection connection = database.connect();
                PreparedStatement compare = connection.prepareStatement(
                        "select count(*) filter (where"
                                + " line::jsonb::text = thorough::jsonb::text) from unnest(?::text[], ?::text[]) p (line, thorough)")) {
            compare.setObject(1, connection.createArrayOf("text", plain));
            compare.setObject(
                    2,
                    connection.createArrayOf(
                            "text", Stream.of(plain).map(Json::canonical).toArray()));
            try (ResultSet row = compare.executeQuery()) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(plain.length).isGreaterThan(500);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1e3}",
                "{\"n\":\"\\u0000\"}",
                "{\"n\":\"\\ud83d\\ude42\"}",
                "{\"n\":\"\uD83D\"}",
                "{\"n\":01}",
                "{\"n\":1.}",
                "{\"n\":-}",
                "{\"n\":.5}",
                "{\"n\":+1}",
                "{\"n\":NaN}",
                "{\"n\":\"\t\"}",
                "{\"n\":\"\\x\"}",
                "{\"n\":\"\\u00g0\"}",
                "{\"n\":\"\\u00\"}",
                "{\"n\":[1,]}",
                "{\"n\":1,}",
                "{n:1}",
                "{\"n\" 1}",
                "{\"n\":tru}",
                "{\"n\":1"
            })
    void what_may_be_bad_or_unusual_is_not_plain(String data) {
        assertThat(PlainLine.of(line(data))).isNull();
    }

    @Test
    void nor_are_deep_nesting_long_numbers_and_long_names() {
        assertThat(PlainLine.of(line("{\"n\":" + "[".repeat(101) + "]".repeat(101) + "}")))
                .isNull();
        assertThat(PlainLine.of(line("{\"n\":" + "1".repeat(101) + "}"))).isNull();
        assertThat(PlainLine.of(line("{\"" + "n".repeat(1_001) + "\":1}"))).isNull();
    }

    @Test
    void what_people_write_and_what_export_writes_is_plain() {
        Stream<String> samples = SampleLines.text(100, 11).lines();

        assertThat(Stream.concat(samples, LINES.stream()))
                .allSatisfy(line -> assertThat(PlainLine.of(line)).isNotNull());
    }

    private static String line(String data) {
        return LINES.get(0).replace("{}", data);
    }

    private static String changed(String line, Random random) {
        StringBuilder changed = new StringBuilder(line);
        for (int changes = 1 + random.nextInt(3); changes > 0 && changed.length() > 0; changes--) {
            int at = random.nextInt(changed.length());
            char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
            switch (random.nextInt(4)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.setCharAt(at, sign);
                case 2 -> changed.insert(at, sign);
                default -> {
                    int from = random.nextInt(line.length());
                    changed.insert(at, line, from, Math.min(line.length(), from + 20));
                }
            }
        }
        return changed.toString();
    }

    private interface Reading {
        EventLine line();
    }

    /** What it means, whatever the words. */
    private static List<Object> said(Reading reading) {
        try {
            EventLine line = reading.line();
            return List.of(
                    line.stream(),
                    line.type(),
                    line.id(),
                    line.digestOfMeaning(),
                    Json.canonical(line.data()),
                    Json.canonical(line.metadata()),
                    String.valueOf(line.time()));
        } catch (IllegalArgumentException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }
}
