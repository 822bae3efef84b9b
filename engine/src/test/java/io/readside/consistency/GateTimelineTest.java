package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Pending;
import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.InvalidToken;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.readstore.Batch;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The log has lost its tail, and another timeline has begun. */
class GateTimelineTest extends GateScene {

    private Read<?> after(String token) {
        return gate(10).read(BALANCES).after(VersionToken.parse(token)).within(LONG);
    }

    private void appliedUpTo(long position, int timeline) {
        Position to = Position.of(position);
        Anchor anchor = new Anchor(log.id(), timeline, to, new UUID(0, position));
        applier.apply(new Batch(
                generation.epoch(), applier.current().checkpoint(), new Checkpoint(to, anchor), List.of(), List.of()));
    }

    @Test
    void a_bare_integer_is_refused_once_the_second_timeline_is_read_and_never_waited_for() {
        log.beginTimelineAfter(1);
        appliedUpTo(2, 2);

        assertThatThrownBy(() -> after("1").row("1"))
                .isInstanceOf(InvalidToken.class)
                .hasMessageContainingAll("1", "timeline 1");
        assertThat(after("2.2").row("1")).isInstanceOf(Fresh.class);
    }

    @Test
    void a_bare_integer_beyond_a_read_model_that_has_not_read_on_is_refused_too() {
        appliedUpTo(1, 1);
        log.beginTimelineAfter(1);

        assertThatThrownBy(() -> after("3").row("1")).isInstanceOf(InvalidToken.class);
        assertThat(gate(10).read(BALANCES).after(VersionToken.parse("2.3")).row("1"))
                .isInstanceOf(Pending.class);
    }

    @Test
    void a_token_of_a_timeline_that_has_not_begun_is_refused() {
        appliedUpTo(3, 1);

        assertThatThrownBy(() -> after("2.1").row("1")).isInstanceOf(InvalidToken.class);
    }

    @Test
    void a_token_of_a_partition_that_the_log_does_not_have_is_refused() {
        appliedUpTo(3, 1);

        assertThatThrownBy(() -> after("0:1_3:1").row("1"))
                .isInstanceOf(InvalidToken.class)
                .hasMessageContaining("0:1_3:1");
    }

    @Test
    void a_timeline_begins_once_for_each_loss() {
        assertThat(log.beginTimelineAfter(1)).isEqualTo(2);
        assertThat(log.beginTimelineAfter(1)).isEqualTo(2);
        assertThat(log.beginTimelineAfter(4)).isEqualTo(5);
        assertThat(log.newest().timeline()).isEqualTo(log.timeline()).isEqualTo(5);
    }
}
