package io.readside.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PositionTest {

    private final Position three = Position.of(3);
    private final Position elsewhere = new Position(1, 3);

    @Test
    void positions_of_one_partition_are_ordered() {
        assertThat(three).isGreaterThan(Position.ZERO).isLessThan(Position.of(4));
        assertThat(three.max(Position.of(4))).isEqualTo(Position.of(4));
        assertThat(three.min(Position.of(4))).isEqualTo(three);
    }

    @Test
    void positions_of_different_partitions_do_not_compare() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> three.compareTo(elsewhere))
                .withMessageContainingAll("partition 0", "partition 1");
        assertThatIllegalArgumentException().isThrownBy(() -> three.isAfter(elsewhere));
        assertThatIllegalArgumentException().isThrownBy(() -> three.max(elsewhere));
    }

    @Test
    void nothing_about_a_position_is_negative() {
        assertThatIllegalArgumentException().isThrownBy(() -> Position.of(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Position(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> StreamVersion.of(-1));
    }

    @Test
    void a_position_prints_as_a_plain_integer_where_there_is_one_partition() {
        assertThat(three).hasToString("3");
        assertThat(elsewhere).hasToString("1:3");
    }
}
