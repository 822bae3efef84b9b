package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {

    private static final long SEED = 20261201;
    private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    @Test
    void moments_are_read_as_the_platform_reads_them() {
        Random random = new Random(SEED);
        int[] units = {1, 1_000, 1_000_000, 1_000_000_000};
        for (int i = 0; i < 20_000; i++) {
            int unit = units[random.nextInt(units.length)];
            int nanos = random.nextInt(1_000_000_000) / unit * unit;
            String text = Instant.ofEpochSecond(FIRST + (long) (random.nextDouble() * (LAST - FIRST)), nanos)
                    .toString();

            assertThat(Moments.read(text)).as("%s, seed %d", text, SEED).isEqualTo(Instant.parse(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T00:00:00Z",
                "2026-12-31T23:59:59.999999999Z",
                "2026-11-30T10:02:11.1Z",
                "2026-11-30T10:02:11.12Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.5Z"
            })
    void edges_are_read_as_the_platform_reads_them(String text) {
        assertThat(Moments.read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2023-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-32T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T00:60:00Z",
                "2026-06-30T23:59:60Z",
                "2026-01-01T00:00:00",
                "2026-01-01T00:00:00.Z",
                "2026-01-01T00:00:00.1234567890Z",
                "2026-01-01T00:00:00+01:00",
                "2026-01-01 00:00:00Z",
                "2026-01-01T00:00:0aZ",
                "2026-01-01T00:00:00.12x4Z",
                "+12026-01-01T00:00:00Z",
                "-2026-01-01T00:00:00Z"
            })
    void what_is_written_otherwise_is_left_to_others(String text) {
        assertThat(Moments.read(text)).isNull();
    }

    @Test
    void json_that_is_written_otherwise_is_read_all_the_same() {
        assertThat(Json.read("\"2026-01-01T01:00:00+01:00\"", Instant.class))
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(Json.read("\"2026-01-01T24:00:00Z\"", Instant.class))
                .isEqualTo(Instant.parse("2026-01-02T00:00:00Z"));
    }
}
