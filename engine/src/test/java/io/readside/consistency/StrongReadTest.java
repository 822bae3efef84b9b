package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.Signals;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.consistency.Answer.Source;
import io.readside.consistency.ReadListener.Told;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A reader who cannot wait is answered from the events of one stream. */
class StrongReadTest extends GateScene {

    private final List<Told> told = new ArrayList<>();

    private Gate listenedTo(EventLog log) {
        return new Gate(
                log,
                store.reads(),
                board,
                WaitLimits.DEFAULT,
                (models, answer, waited) -> told.add(answer),
                nanos::get);
    }

    private Read<Balance> strong(String token, String account) {
        return listenedTo(log).read(BALANCES).after(VersionToken.parse(token)).orStrong(Bank.EVENTS.stream(account));
    }

    @Test
    void what_the_read_model_does_not_know_yet_is_folded_and_marked() {
        applyUpTo(1, 0);

        assertThat(strong("3", "1").row("1"))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 11)), Position.of(3), 0, Source.STREAM));
        assertThat(told).containsExactly(Told.STRONG);
    }

    @Test
    void what_the_read_model_knows_is_not_folded() {
        applyUpTo(3, 11);

        assertThat(strong("3", "1").row("1"))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 11)), Position.of(3), 0));
        assertThat(told).containsExactly(Told.FRESH);
    }

    @Test
    void a_stream_without_events_has_no_row() {
        assertThat(strong("3", "9").row("9")).isEqualTo(new Fresh<>(Optional.empty(), Position.ZERO, 0, Source.STREAM));
    }

    @Test
    void without_a_thread_it_is_the_same() {
        assertThat(Signals.await(strong("3", "1").async().row("1")))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 11)), Position.of(3), 0, Source.STREAM));
    }

    @Test
    void a_stream_that_cannot_be_folded_leaves_the_answer_as_it_is() {
        Bank.append(log, new Deposited("2", 5)); // to an account that nobody has opened

        assertThat(strong("4", "2").row("2")).isInstanceOf(Pending.class);
        assertThat(told).containsExactly(Told.PENDING);
    }

    @Test
    void a_stream_of_more_than_ten_thousand_events_is_not_folded() {
        IntStream.range(0, 10_000).forEach(i -> Bank.append(log, new Deposited("1", 1)));

        assertThat(strong("3", "1").row("1")).isInstanceOf(Pending.class);
    }

    @Test
    void on_demand_a_row_is_folded_whatever_the_read_model_knows() {
        applyUpTo(3, 11);
        Bank.append(log, new Deposited("1", 4));

        assertThat(listenedTo(log).read(BALANCES).strongRow(Bank.EVENTS.stream("1"), "1"))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 15)), Position.of(4), 0, Source.STREAM));
        assertThat(told).containsExactly(Told.STRONG);
    }

    @Test
    void on_demand_a_stream_that_cannot_be_folded_is_parked() {
        Bank.append(log, new Deposited("2", 5)); // to an account that nobody has opened

        Answer<Optional<Balance>> answer = listenedTo(log).read(BALANCES).strongRow(Bank.EVENTS.stream("2"), "2");

        assertThat(answer).isInstanceOf(Parked.class);
        assertThat(((Parked<?>) answer).reason()).contains("balances", "account-2");
        assertThat(told).containsExactly(Told.PARKED);
    }

    @Test
    void a_stream_of_another_category_is_refused() {
        Events<Deposited> others =
                Events.of("other", Deposited.class).type(Deposited.class).build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> gate(log).read(BALANCES).orStrong(others.stream("1")))
                .withMessageContainingAll("balances", "account", "other");
    }
}
