package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The quick look of {@code 005_append.sql} beside the plain one of {@code 001_log.sql}. */
@Tag("every-postgres")
@ExtendWith(PostgresExtension.class)
class EventProblemTest {

    private static final String ABSENT = "";
    private static final String ID = "4A9f2f5e-7a33-4bb1-9d1b-0f4f3a6e0001";

    /** What may stand for each member; the first is the usual one. */
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.of(
            "type",
            List.of(
                    "\"A\"",
                    ABSENT,
                    "\"\"",
                    "\"Größe 1\"",
                    "\"" + "x".repeat(255) + "\"",
                    "\"" + "ü".repeat(256) + "\"",
                    "\"a\\tb\"",
                    "\"a\\u009f\"",
                    "\"a\\\"b\\\\\"",
                    "7",
                    "null",
                    "{\"a\":1}"),
            "version",
            List.of(
                    "1",
                    ABSENT,
                    "9",
                    "10",
                    "0",
                    "-1",
                    "1.0",
                    "1.5",
                    "1e1",
                    "\"1\"",
                    "null",
                    "2147483647",
                    "2147483648",
                    "[1]"),
            "id",
            List.of(
                    "\"" + ID + "\"",
                    ABSENT,
                    "\"{" + ID + "}\"",
                    "\"" + ID.replace("-", "") + "\"",
                    "\"" + ID + "0\"",
                    "\"4a9f2f5-e7a33-4bb1-9d1b-0f4f3a6e0001\"",
                    "\"4a9f2f5g-7a33-4bb1-9d1b-0f4f3a6e0001\"",
                    "\"4a9f2f5--7a33-4bb1-9d1b-0f4f3a6e0001\"",
                    "\"" + ID.replace('0', '\u0660') + "\"",
                    "42",
                    "null",
                    "[]"),
            "time",
            List.of(
                    "\"2026-11-23T10:02:11.123456Z\"",
                    ABSENT,
                    "\"2026-11-23 10:02+01\"",
                    "\"2026-11-23T10:02:11.1234567890Z\"",
                    "\"2026-02-30T10:00:00Z\"",
                    "\"2024-02-29T10:00:00Z\"",
                    "\"2026-13-01T10:00:00Z\"",
                    "\"0000-01-01T10:00:00Z\"",
                    "\"2026-11-23T24:00:00Z\"",
                    "\"2026-11-23T25:00:00Z\"",
                    "\"2026-11-23T10:02:60Z\"",
                    "\"2026-11-23T10:02:1.55Z\"",
                    "\"2026-11-23T10:02:11.Z\"",
                    "\"2026-11-23T10:00:00+16:00\"",
                    "\"now\"",
                    "\"infinity\"",
                    "\"2026-11-23\"",
                    "7",
                    "null",
                    "{}"),
            "data",
            List.of("{\"a\":[1,\" , \"]}", ABSENT, "{}", "[]", "\"x\"", "null"),
            "metadata",
            List.of("{\"by\":\"x\"}", ABSENT, "{}", "[]", "1", "null"),
            "other",
            List.of(ABSENT, "1")));

    @Test
    void both_say_the_same_of_every_event(@Installed("log") FreshDatabase database) throws SQLException {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        database.execute(ofFirstRelease());
        List<String> events = new ArrayList<>(List.of("1", "null", "[]", "\"x\"", "{}", "[{\"type\":\"A\"}]"));
        for (String large : List.of(large(1 << 20), large((1 << 20) + 1))) {
            events.add("{\"type\":\"A\",\"data\":" + large + "}");
            events.add("{\"type\":\"A\",\"data\":{},\"metadata\":" + large + "}");
        }
        Stream.generate(() -> event(random)).limit(3_000).forEach(events::add);

        try (Connection connection = database.connect();
                PreparedStatement compare = connection.prepareStatement("select count(*) filter (where now_ is null),"
                        + " count(*) filter (where now_ is not null), min(case when now_ is distinct from before then"
                        + " concat_ws(' / ', left(e, 500), now_, before) end)"
                        + " from unnest(?::text[]) e, lateral (select readside.event_problem(e::jsonb),"
                        + " event_problem_of_001(e::jsonb)) p (now_, before)")) {
            compare.setObject(1, connection.createArrayOf("text", events.toArray()));
            try (ResultSet row = compare.executeQuery()) {
                row.next();

                assertThat(row.getString(3)).isNull();
                assertThat(row.getLong(1)).isGreaterThan(300);
                assertThat(row.getLong(2)).isGreaterThan(300);
            }
        }
    }

    /** Mostly of usual members. */
    private static String event(Random random) {
        List<String> members = new ArrayList<>();
        VALUES.forEach((name, values) -> {
            String value = values.get(random.nextInt(4) > 0 ? 0 : random.nextInt(values.size()));
            if (!value.equals(ABSENT)) {
                members.add("\"" + name + "\":" + value);
            }
        });
        return "{" + String.join(",", members) + "}";
    }

    /** An object of so many bytes without spaces, and some more with those that jsonb prints. */
    private static String large(int bytes) {
        String start = "{\"a\":[1,2,3],\"x\":\"";
        return start + "y".repeat(bytes - start.length() - 2) + "\"}";
    }

    private static String ofFirstRelease() {
        String file = Sql.file("schema/log/001_log.sql");
        String function = file.substring(file.indexOf("create function readside.event_problem"));
        return function.substring(0, function.indexOf("$$;") + 3)
                .replace("readside.event_problem", "public.event_problem_of_001");
    }
}
