package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.event.Checkpoint;
import io.readside.event.InvalidToken;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogUnavailable;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Batch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a reader is told at once. */
class GateTest extends GateScene {

    @Test
    void a_read_without_a_token_is_fresh_whatever_there_is() {
        assertThat(gate(10).read(BALANCES).row("1")).isEqualTo(new Fresh<>(Optional.empty(), Position.ZERO, 0));
    }

    @Test
    void a_covered_token_is_fresh_with_the_position_that_vouches_for_it() {
        applyUpTo(2, 5);

        assertThat(after(1).row("1"))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 5)), Position.of(2), 0));
        assertThat(after(2).rows(10)).isEqualTo(new Fresh<>(List.of(new Balance("1", "ann", 5)), Position.of(2), 0));
    }

    @Test
    void an_absent_row_is_fresh_and_empty() {
        applyUpTo(2, 5);

        assertThat(after(2).row("9")).isEqualTo(new Fresh<>(Optional.empty(), Position.of(2), 0));
    }

    @Test
    void a_token_of_an_event_that_is_not_for_the_projection_is_satisfied_by_the_scanned_position() {
        applier.apply(new Batch(generation.epoch(), Checkpoint.ZERO, Checkpoint.of(3), List.of(), List.of()));

        assertThat(after(3).row("1")).isEqualTo(new Fresh<>(Optional.empty(), Position.of(3), 0));
    }

    @Test
    void a_token_beyond_the_checkpoint_is_pending_and_shows_nothing() {
        applyUpTo(1, 0);

        assertThat(after(3).row("1")).isEqualTo(new Pending<>(Duration.ofMillis(50), 2, Optional.empty()));
    }

    @Test
    void stale_rows_come_only_when_asked_for() {
        applyUpTo(1, 0);

        assertThat(after(3).orStale().row("1"))
                .isEqualTo(
                        new Pending<>(Duration.ofMillis(50), 2, Optional.of(Optional.of(new Balance("1", "ann", 0)))));
    }

    @Test
    void a_token_that_no_write_has_returned_is_refused() {
        assertThatThrownBy(() -> after(4).row("1"))
                .isInstanceOf(InvalidToken.class)
                .hasMessageContainingAll("4", "3");
        assertThatThrownBy(() -> after(Long.MAX_VALUE).within(LONG).row("1")).isInstanceOf(InvalidToken.class);
    }

    @Test
    void while_the_log_cannot_be_reached_a_token_is_pending() {
        EventLog down = new LogProxy(log) {
            @Override
            public VersionToken newest() {
                throw new LogUnavailable("down", null);
            }
        };
        Gate gate = gate(down);

        assertThat(gate.read(BALANCES).after(VersionToken.parse("99")).row("1")).isInstanceOf(Pending.class);
    }

    @Test
    void a_stopped_projection_answers_parked_at_once_and_names_the_event() {
        applyUpTo(1, 0);
        applier.stop(
                generation.epoch(),
                new Poison(
                        Bank.stored(new Deposited("1", 1), new Opened("secret", "secret"))
                                .get(1),
                        "it fails",
                        false));

        Answer<Optional<Balance>> answer = after(3).within(LONG).orStale().row("1");

        Parked<Optional<Balance>> parked = (Parked<Optional<Balance>>) answer;
        assertThat(parked.reason()).contains("balances", "Opened v1", "position 2", "it fails");
        assertThat(parked.stale()).isPresent();
        assertThat(after(1).row("1")).isInstanceOf(Fresh.class);
    }

    /** The third event waits for key 1. */
    private void parkTheThird() {
        applyUpTo(2, 5);
        StoredEvent third = log.at(Set.of(Position.of(3))).iterator().next();
        applier.apply(new Batch(
                generation.epoch(),
                Checkpoint.of(2),
                Checkpoint.of(3),
                List.of(),
                List.of(),
                List.of(new Folding.Parked(Key.of("1"), third, "it fails", false))));
    }

    @Test
    void a_key_that_lacks_an_event_the_reader_must_see_is_parked_at_once() {
        parkTheThird();

        Parked<Optional<Balance>> parked =
                (Parked<Optional<Balance>>) after(3).within(LONG).orStale().row("1");

        assertThat(parked.reason()).contains("balances", "key 1", "position 3", "it fails");
        assertThat(parked.stale()).contains(Optional.of(new Balance("1", "ann", 5)));
        assertThat(gate(10).read(BALANCES).row("1")).as("without a token").isInstanceOf(Parked.class);
    }

    @Test
    void what_a_key_has_and_what_other_keys_have_stays_fresh_beside_it() {
        parkTheThird();

        assertThat(after(2).row("1"))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 5)), Position.of(3), 1));
        assertThat(after(3).row("9")).isEqualTo(new Fresh<>(Optional.empty(), Position.of(3), 1));
        assertThat(after(3).rows(10)).isEqualTo(new Fresh<>(List.of(new Balance("1", "ann", 5)), Position.of(3), 1));
    }

    @Test
    void no_token_is_good_for_rows_of_a_log_that_is_gone() {
        applyUpTo(3, 11);
        applier.regress(generation.epoch(), "the log ends at position 1");

        assertThat(after(1).row("1"))
                .isInstanceOfSatisfying(
                        Parked.class, parked -> assertThat(parked.reason()).contains("the log ends at position 1"));
        assertThat(gate(10).read(BALANCES).rows(10)).isInstanceOf(Parked.class);
    }

    @Test
    void a_paused_projection_is_pending_and_not_waited_for() {
        applyUpTo(2, 5);
        applier.pause(generation.epoch(), "ann");

        assertThat(after(3).within(LONG).row("1")).isInstanceOf(Pending.class);
        assertThat(after(2).row("1")).isInstanceOf(Fresh.class);
    }

    @Test
    void another_version_in_the_store_is_pending_token_or_not_and_not_waited_for() {
        FoldProjection<Balance> second = Projection.named("balances", Balance.class)
                .version(2)
                .from(Bank.EVENTS)
                .keyedByStream()
                .delete(Opened.class)
                .ignore(Deposited.class, Closed.class)
                .build();

        assertThat(gate(10).read(second).within(LONG).row("1")).isInstanceOf(Pending.class);
    }

    @Test
    void the_time_to_ask_again_grows_with_the_backlog_within_bounds() {
        EventLog far = new LogProxy(log) {
            @Override
            public VersionToken newest() {
                return VersionToken.of(Position.of(Long.MAX_VALUE));
            }
        };
        Gate gate = gate(far);

        for (long[] expected : new long[][] {{1, 50}, {10_000, 1000}, {1_000_000, 2000}, {Long.MAX_VALUE, 2000}}) {
            Answer<?> answer = gate.read(BALANCES)
                    .after(VersionToken.of(Position.of(expected[0])))
                    .row("1");
            assertThat(answer).isEqualTo(new Pending<>(Duration.ofMillis(expected[1]), expected[0], Optional.empty()));
        }
    }

    @Test
    void each_answer_becomes_one_thing() {
        Answer<String> fresh = new Fresh<>("x", Position.ZERO, 0);
        Answer<String> pending = new Pending<>(Duration.ZERO, 1, Optional.empty());
        Answer<String> parked = new Parked<>("reason", Optional.empty());

        assertThat(List.of(fresh, pending, parked))
                .extracting(answer -> answer.<String>match(Fresh::value, p -> "behind " + p.behind(), Parked::reason))
                .containsExactly("x", "behind 1", "reason");
    }
}
