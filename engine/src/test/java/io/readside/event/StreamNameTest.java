package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamNameTest {

    @ParameterizedTest
    @CsvSource({"order-42,order,42", "order,order,''", "order-,order,''", "order-a-b,order,a-b", "-x,'',x"})
    void the_category_ends_at_the_first_dash(String name, String category, String id) {
        StreamName stream = new StreamName(name);

        assertThat(stream.category()).isEqualTo(category);
        assertThat(stream.id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000", "a\nb", "a\u007f", "a\ud800", "\udc00a"})
    void a_name_that_cannot_be_stored_or_shown_is_refused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new StreamName(name));
    }

    @Test
    void a_name_has_at_most_255_characters() {
        assertThat(new StreamName("x".repeat(255)).value()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamName("x".repeat(256)))
                .withMessageContainingAll("255", "256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a-b"})
    void a_category_without_text_or_with_a_dash_is_refused(String category) {
        assertThatIllegalArgumentException().isThrownBy(() -> StreamName.of(category, "1"));
    }

    @Test
    void a_stream_belongs_to_its_category() {
        Events<String> events =
                Events.of("order", String.class).type(String.class).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventStream<>(events, new StreamName("customer-1")))
                .withMessageContainingAll("customer-1", "order");
    }
}
