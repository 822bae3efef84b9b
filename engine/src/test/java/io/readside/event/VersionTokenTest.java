package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTokenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1",
                "481523",
                "9223372036854775807",
                "3:7",
                "0:481523_3:99",
                "2.481523",
                "17.0:5_1:9223372036854775807_255:1"
            })
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
                "1.481523",
                "0.481523",
                "02.5",
                "2.",
                ".5",
                "2.-5",
                "0:1",
                "3:7_",
                "3:7_0:1",
                "3:7_3:8",
                "3:07",
                "03:7",
                "0:1_3",
                "2147483648:1",
                "99999999999.1",
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
    void merged_tokens_of_several_partitions_keep_the_later_position_of_each() {
        assertThat(VersionToken.parse("5").merge(VersionToken.parse("3:7"))).hasToString("0:5_3:7");
        assertThat(VersionToken.parse("0:5_3:7").merge(VersionToken.parse("0:9_1:1_3:6")))
                .hasToString("0:9_1:1_3:7");
    }

    @Test
    void of_two_timelines_the_later_one_is_kept() {
        VersionToken old = VersionToken.parse("900");
        VersionToken now = VersionToken.parse("2.5");

        assertThat(old.merge(now)).isEqualTo(now);
        assertThat(now.merge(old)).isEqualTo(now);
    }

    @Test
    void a_token_covers_what_is_at_or_below_it_in_every_partition_of_its_timeline() {
        VersionToken token = VersionToken.parse("0:5_3:7");

        assertThat(token.covers(VersionToken.parse("5"))).isTrue();
        assertThat(token.covers(VersionToken.parse("3:7"))).isTrue();
        assertThat(token.covers(VersionToken.parse("0:5_3:8"))).isFalse();
        assertThat(token.covers(VersionToken.parse("1:1"))).isFalse();
        assertThat(token.covers(VersionToken.parse("2.5"))).isFalse();
        assertThat(VersionToken.parse("2.900").covers(VersionToken.parse("5"))).isFalse();
    }

    @Test
    void in_json_it_is_a_number_as_long_as_it_is_an_integer() {
        assertThat(VersionToken.parse("481523").toJson()).isEqualTo(481523L);
        assertThat(VersionToken.parse("2.481523").toJson()).isEqualTo("2.481523");
        assertThat(VersionToken.parse("3:7").toJson()).isEqualTo("3:7");
    }

    @Test
    void a_token_of_many_partitions_is_read_and_an_endless_one_is_not() {
        String many = IntStream.range(0, 256).mapToObj(i -> i + ":1").collect(Collectors.joining("_"));

        assertThat(VersionToken.parse(many).positions()).hasSize(256);
        assertThatThrownBy(() -> VersionToken.parse(many + "_" + many)).isInstanceOf(InvalidToken.class);
        String endless = IntStream.range(0, 1_000_000).mapToObj(i -> i + ":1").collect(Collectors.joining("_"));
        assertThatThrownBy(() -> VersionToken.parse(endless)).isInstanceOf(InvalidToken.class);
    }

    @Test
    void one_position_is_not_asked_of_a_token_of_several_partitions() {
        VersionToken several = VersionToken.parse("0:5_3:7");

        assertThatThrownBy(several::position)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0:5_3:7");
        assertThat(several.in(3)).contains(new Position(3, 7));
        assertThat(several.in(1)).isEmpty();
    }

    @Test
    void a_checkpoint_covers_no_token_of_another_timeline_or_partition() {
        Position five = Position.of(5);
        Checkpoint second = new Checkpoint(five, new Anchor(new UUID(1, 1), 2, five, new UUID(2, 2)));

        assertThat(second.covers(VersionToken.parse("2.5"))).isTrue();
        assertThat(second.covers(VersionToken.parse("3"))).isFalse();
        assertThat(second.covers(VersionToken.parse("3.3"))).isFalse();
        assertThat(second.covers(VersionToken.parse("2.1:1"))).isFalse();
    }

    @Test
    void a_checkpoint_covers_the_tokens_up_to_itself() {
        Checkpoint checkpoint = Checkpoint.of(5);

        assertThat(checkpoint.covers(VersionToken.parse("4"))).isTrue();
        assertThat(checkpoint.covers(VersionToken.parse("5"))).isTrue();
        assertThat(checkpoint.covers(VersionToken.parse("6"))).isFalse();
    }
}
