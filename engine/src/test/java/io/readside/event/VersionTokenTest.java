package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "481523", "9223372036854775807"})
    void a_token_prints_what_it_was_read_from(String text) {
        assertThat(VersionToken.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " 1",
                "1 ",
                "1\n",
                "+1",
                "-1",
                "-0",
                "01",
                "00",
                "1.0",
                "1e3",
                "0x1",
                "1_000",
                "1,5",
                "2.481523",
                "0:1",
                "null",
                "9223372036854775808",
                "99999999999999999999",
                "\u0661",
                "\uFF11",
                "1\u0000"
            })
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> VersionToken.parse(text))
                .isInstanceOf(InvalidToken.class)
                .hasMessageContaining("9223372036854775807");
    }

    @Test
    void a_long_text_is_not_repeated_in_the_message() {
        String text = "x".repeat(1_000_000);

        assertThatThrownBy(() -> VersionToken.parse(text))
                .isInstanceOf(InvalidToken.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }

    @Test
    void merged_tokens_vouch_for_both_writes() {
        VersionToken early = VersionToken.parse("3");
        VersionToken late = VersionToken.parse("5");

        assertThat(early.merge(late)).isEqualTo(late);
        assertThat(late.merge(early)).isEqualTo(late);
    }

    @Test
    void a_checkpoint_covers_the_tokens_up_to_itself() {
        Checkpoint checkpoint = Checkpoint.of(5);

        assertThat(checkpoint.covers(VersionToken.parse("4"))).isTrue();
        assertThat(checkpoint.covers(VersionToken.parse("5"))).isTrue();
        assertThat(checkpoint.covers(VersionToken.parse("6"))).isFalse();
    }
}
