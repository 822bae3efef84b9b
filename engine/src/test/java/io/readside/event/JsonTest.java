package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{\"bb\": 1, \"c\": 2, \"a\": 3}|{\"a\":3,\"c\":2,\"bb\":1}",
                "{\"é\": 1, \"zz\": 2, \"aaa\": 3}|{\"zz\":2,\"é\":1,\"aaa\":3}",
                "{\"a\": 1, \"a\": 2}|{\"a\":2}",
                "{\"n\": [1.50, 1e2, 1E-2, 1e-10, 0.0]}|{\"n\":[1.50,100,0.01,0.0000000001,0.0]}",
                "{\"n\": 123456789012345678901234567890.123}|{\"n\":123456789012345678901234567890.123}",
                "[{\"b\": null, \"a\": true}, []]|[{\"a\":true,\"b\":null},[]]",
                "{\"a\": \"\\u00fc\\/\"}|{\"a\":\"ü/\"}"
            })
    void json_has_one_form_the_one_that_jsonb_keeps(String json, String canonical) {
        assertThat(Json.canonical(json)).isEqualTo(canonical);
        assertThat(Json.canonical(canonical)).isEqualTo(canonical);
    }

    @Test
    void an_object_is_read_as_plain_values() {
        Map<String, Object> values =
                Json.readObject("{\"b\":1,\"a\":[true,null,\"x\",2.50],\"c\":9223372036854775808}");

        assertThat(values.keySet()).containsExactly("b", "a", "c");
        assertThat((List<?>) values.get("a")).element(3).isEqualTo(new BigDecimal("2.50"));
    }

    /** A class that a text might name. */
    record Point(int x) {}

    @Test
    void a_text_never_chooses_a_class() {
        Object value = Json.read("{\"@class\":\"java.io.File\",\"x\":1}", Object.class);

        assertThat(value).isInstanceOf(Map.class);
    }

    @Test
    void a_text_that_does_not_fit_is_not_repeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.read("{\"x\":\"secret\"}", Point.class))
                .withMessageContainingAll("Point", "line 1")
                .satisfies(e -> assertThat(Secrets.printed(e)).doesNotContain("secret"));
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("null", Point.class));
    }

    /** Fails when it is written. */
    record Failing() {

        public String getText() {
            throw new IllegalStateException("secret");
        }
    }

    @Test
    void a_value_that_cannot_be_written_is_named_by_its_class_only() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(new Failing()))
                .withMessageContaining("Failing")
                .satisfies(e -> assertThat(Secrets.printed(e)).doesNotContain("secret"));
    }

    @Test
    void a_number_of_thousands_of_digits_is_read_back_as_it_was_written_out() {
        String stored = Json.canonical("{\"n\":1e2000}");

        assertThat(Json.readObject(stored).get("n")).hasToString("1" + "0".repeat(2000));
    }
}
