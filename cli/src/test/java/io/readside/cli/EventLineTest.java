package io.readside.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.EventType;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLineTest {

    private static final String START = "{\"stream\":\"order-1\",\"type\":\"OrderPlaced\",";
    private static final String ID = "\"id\":\"3F2504E0-4F89-41D3-9A0C-0305E82C3301\",";

    @Test
    void a_line_with_all_members_is_read() {
        EventLine line = EventLine.parse(
                START + ID
                        + "\"version\":2,\"time\":\"2026-11-23T11:02:11.5+01:00\",\"data\":{\"n\":1.50},\"metadata\":{\"by\":\"x\"}}");

        assertThat(line.stream()).hasToString("order-1");
        assertThat(line.type()).isEqualTo(new EventType("OrderPlaced", 2));
        assertThat(line.id()).hasToString("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
        assertThat(line.time()).isEqualTo(Instant.parse("2026-11-23T10:02:11.5Z"));
        assertThat(line.data()).isEqualTo("{\"n\":1.50}");
        assertThat(line.metadata()).isEqualTo("{\"by\":\"x\"}");
    }

    @Test
    void only_four_members_are_needed() {
        EventLine line = EventLine.parse(START + ID + "\"data\":{}}");

        assertThat(line.type().version()).isEqualTo(1);
        assertThat(line.metadata()).isEqualTo("{}");
        assertThat(line.time()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [1]                                                                       | is not a JSON object
            null                                                                      | is not a JSON object
            {"stream":"secret                                                         | is not a JSON object (column
            {} {}                                                                     | is not a JSON object (column
            {"type":"T","id":"$","data":{}}                                           | has no text as "stream"
            {"stream":"","type":"T","id":"$","data":{}}                               | 1 to 255 characters
            {"stream":"a\\u0000","type":"T","id":"$","data":{}}                       | NUL or an unpaired surrogate
            {"stream":"a","type":7,"id":"$","data":{}}                                | has no text as "type"
            {"stream":"a","type":"T","data":{}}                                       | has no text as "id"
            {"stream":"a","type":"T","id":"1-1-1-1-1","data":{}}                      | has an "id" that is not a UUID
            {"stream":"a","type":"T","id":"$"}                                        | has no JSON object as "data"
            {"stream":"a","type":"T","id":"$","data":"secret"}                        | has no JSON object as "data"
            {"stream":"a","type":"T","id":"$","data":{},"metadata":null}              | has no JSON object as "metadata"
            {"stream":"a","type":"T","id":"$","data":{},"version":0}                  | has a "version"
            {"stream":"a","type":"T","id":"$","data":{},"version":1.0}                | has a "version"
            {"stream":"a","type":"T","id":"$","data":{},"version":null}               | has a "version"
            {"stream":"a","type":"T","id":"$","data":{},"version":3000000000}         | has a "version"
            {"stream":"a","type":"T","id":"$","data":{},"time":"2026-02-30T00:00:00Z"} | has a "time"
            {"stream":"a","type":"T","id":"$","data":{},"time":"2026-02-03"}          | has a "time"
            {"stream":"a","type":"T","id":"$","data":{},"time":null}                  | has no text as "time"
            {"stream":"a","type":"T","id":"$","data":{},"position":7}                 | unknown member "position"
            {"stream":"a","type":"T","id":"$","data":{"x":"secret\\ud800"}}           | unpaired surrogate
            {"stream":"a","type":"T","id":"$","data":{"x":"secret\\u0000"}}           | NUL
            {"stream":"a","type":"T","id":"$","data":{"x":1e999999}}                  | has in "data" a number that has 1000 digits
            {"stream":"a","type":"T","id":"$","data":{"x":1e99999999999}}             | is not a JSON object
            {"stream":"a","type":"T","id":"$","data":{"x":1e-20000}}                  | has in "data" a number that has 1000 digits
            {"stream":"a","type":"T","id":"$","data":{"x":NaN}}                       | is not a JSON object
            """)
    void a_bad_line_says_what_is_wrong_and_shows_no_payload(String line, String reason) {
        String text = line.replace("$", "3f2504e0-4f89-41d3-9a0c-0305e82c3301");

        assertThatThrownBy(() -> EventLine.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret");
    }

    @Test
    void numbers_that_grow_when_written_out_count_as_they_are_stored() {
        String bomb = "[" + "1e900,".repeat(300_000) + "1]";

        assertThatThrownBy(() -> EventLine.parse(START + ID + "\"data\":{\"x\":" + bomb + "}}"))
                .hasMessageContaining("bytes of \"data\"");
    }

    @Test
    void deep_nesting_is_refused() {
        String deep = "[".repeat(600) + "]".repeat(600);

        assertThatThrownBy(() -> EventLine.parse(START + ID + "\"data\":{\"x\":" + deep + "}}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_digest_is_equal_where_the_log_sees_the_same_event() {
        long digest = EventLine.parse(START + ID + "\"data\":{\"a\":1,\"b\":[100,null,true]}}")
                .digestOfMeaning();

        assertThat(EventLine.parse(START + ID + "\"time\":\"2026-11-23T10:02:11Z\",\"version\":1,"
                                + "\"metadata\":{\"x\":1}, \"data\" : { \"b\":[1e2,null,true],\"a\":1.0}}")
                        .digestOfMeaning())
                .isEqualTo(digest);
        assertThat(EventLine.parse(START + ID + "\"data\":{\"a\":1,\"b\":[100,null,\"true\"]}}")
                        .digestOfMeaning())
                .isNotEqualTo(digest);
        assertThat(EventLine.parse(START + ID + "\"version\":2,\"data\":{\"a\":1,\"b\":[100,null,true]}}")
                        .digestOfMeaning())
                .isNotEqualTo(digest);
    }
}
