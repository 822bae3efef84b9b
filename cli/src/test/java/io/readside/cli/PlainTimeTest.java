package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTimeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T10:02:11Z",
                "2026-11-23T10:02:11.1Z",
                "2026-11-23T10:02:11.012345Z",
                "2024-02-29T23:59:59.999999999Z",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.000000001Z"
            })
    void a_plain_time_is_the_one_that_java_reads(String text) {
        assertThat(PlainTime.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-23T10:02Z",
                "2026-11-23t10:02:11z",
                "2026-11-23T10:02:11",
                "2026-11-23T10:02:11.Z",
                "2026-11-23T10:02:11,5Z",
                "2026-11-23T10:02:11.1234567890Z",
                "2026-11-23T10:02:11.5+01:00",
                "2026-11-23T10:02:11+ZZ",
                "+2026-11-23T10:02:11Z",
                "0000-11-23T10:02:11Z",
                "٢٠٢٦-11-23T10:02:11Z"
            })
    void anything_else_is_left_to_others(String text) {
        assertThat(PlainTime.parse(text)).isNull();
    }

    @Test
    void a_day_that_no_calendar_has_is_refused() {
        assertThatThrownBy(() -> PlainTime.parse("2026-02-30T00:00:00Z")).isInstanceOf(DateTimeException.class);
    }
}
