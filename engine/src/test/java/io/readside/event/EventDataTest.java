package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventDataTest {

    private static final int OVERHEAD = "{\"a\":\"\"}".length();

    @Test
    void data_may_have_exactly_one_mebibyte() {
        String limit = "{\"a\":\"" + "x".repeat(EventData.MAX_DATA_BYTES - OVERHEAD) + "\"}";

        assertThat(data(limit).data()).hasSize(1 << 20);
    }

    @Test
    void one_byte_more_is_refused_with_size_limit_and_way_out() {
        String over = "{\"a\":\"" + "x".repeat(EventData.MAX_DATA_BYTES - OVERHEAD + 1) + "\"}";

        assertThatThrownBy(() -> data(over))
                .isInstanceOf(BadEvent.class)
                .hasMessageContainingAll("1048577", "1048576", "reference")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void the_limit_counts_bytes_not_characters() {
        String over = "{\"a\":\"" + "ü".repeat(EventData.MAX_DATA_BYTES / 2) + "\"}";

        assertThatThrownBy(() -> data(over)).isInstanceOf(BadEvent.class);
    }

    @Test
    void metadata_is_under_the_same_rules() {
        assertThatThrownBy(() -> event("{}", "[]")).isInstanceOf(BadEvent.class).hasMessageContaining("metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "1",
                "\"secret\"",
                "[]",
                "[{}]",
                "secret",
                "{secret}",
                "{'a':1}",
                "{\"a\":1",
                "{\"a\":1}}",
                "{} secret",
                "{}{}",
                "{},",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "{\"a\":\"line\nbreak\"}",
                "// secret\n{}",
                "{\"\\ud800secret\":1}"
            })
    void what_is_not_one_json_object_is_refused(String json) {
        assertThatThrownBy(() -> data(json))
                .isInstanceOf(BadEvent.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\u0000\"}",
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":\"\ud800\"}",
                "{\"a\":\"\udc00\ud800\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\"}",
                "{\"a\":[{\"b\":\"\\ud800\\ud800\"}]}"
            })
    void nul_and_half_a_surrogate_pair_are_refused_raw_or_escaped(String json) {
        assertThatThrownBy(() -> data(json)).isInstanceOf(BadEvent.class).hasMessageContaining("surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":\"😀\"}", "{\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\\\\u0000\"}", " {} \n"})
    void what_only_looks_like_it_is_kept(String json) {
        assertThatCode(() -> data(json)).doesNotThrowAnyException();
    }

    @Test
    void bottomless_nesting_is_refused() {
        String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);

        assertThatThrownBy(() -> data(deep)).isInstanceOf(BadEvent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e200000", "1e-999999999", "1E+2147483648", "1e-20000"})
    void a_number_that_no_store_can_hold_is_refused(String number) {
        assertThatThrownBy(() -> data("{\"a\":" + number + "}")).isInstanceOf(BadEvent.class);
    }

    @Test
    void an_event_shows_nothing_of_its_data() {
        assertThat(event("{\"a\":\"secret\"}", "{\"b\":\"secret\"}").toString()).doesNotContain("secret");
    }

    private static EventData data(String json) {
        return event(json, "{}");
    }

    private static EventData event(String json, String metadata) {
        return new EventData(new UUID(0, 1), new EventType("Happened", 1), json, metadata, null);
    }
}
