package io.readside;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.Signals;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.monitor.ProjectionStatus;
import io.readside.projection.FoldProjection;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadsideTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** Fails at its first event. */
    private static final FoldProjection<Balance> FAILING = Projection.named("failing", Balance.class)
            .from(Bank.EVENTS)
            .keyedBy(BankEvent::account)
            .put(Opened.class, (row, e) -> {
                throw new IllegalStateException("not today");
            })
            .ignore(Deposited.class, Closed.class)
            .build();

    @Test
    void a_reader_who_passes_the_token_back_sees_the_write() {
        try (Readside readside = Readside.inMemory().project(BALANCES).start()) {
            VersionToken token = readside.append(
                            Bank.EVENTS.stream("1"),
                            ExpectedVersion.none(),
                            new Opened("1", "ann"),
                            new Deposited("1", 5))
                    .token();

            Answer<Optional<Balance>> answer =
                    readside.read(BALANCES).after(token).within(LONG).row("1");

            assertThat(answer)
                    .isInstanceOfSatisfying(
                            Answer.Fresh.class,
                            fresh -> assertThat(fresh.value()).isEqualTo(Optional.of(new Balance("1", "ann", 5))));
        }
    }

    @Test
    void one_projection_that_fails_does_not_hold_up_the_others() {
        Signals signals = new Signals();
        try (Readside readside = Readside.inMemory()
                .project(FAILING)
                .project(BALANCES)
                .listener(signals)
                .start()) {
            VersionToken token = readside.append(
                            Bank.EVENTS.stream("1"), ExpectedVersion.none(), new Opened("1", "ann"))
                    .token();
            Signals.next(signals.parked);

            assertThat(readside.read(BALANCES).after(token).within(LONG).row("1"))
                    .isInstanceOf(Answer.Fresh.class);
            assertThat(readside.read(FAILING).after(token).within(LONG).row("1"))
                    .isInstanceOf(Answer.Parked.class);
            assertThat(readside.monitor().status())
                    .extracting(
                            ProjectionStatus::name,
                            status -> status.generation().parkedKeys())
                    .containsExactly(tuple("balances", 0L), tuple("failing", 1L));
        }
    }

    @Test
    void a_projection_is_given_once_and_read_only_if_given() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Readside.inMemory().project(BALANCES).project(Bank.balances("balances")))
                .withMessageContaining("balances");
        try (Readside readside = Readside.inMemory().project(BALANCES).connect()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> readside.read(FAILING))
                    .withMessageContainingAll("failing", "balances");
        }
    }

    @Test
    void an_earlier_version_is_read_as_long_as_the_new_one_replaces_it() {
        FoldProjection<Balance> second = Projection.named("balances", Balance.class)
                .version(2)
                .replaces(BALANCES)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .put(Opened.class, (row, e) -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();
        try (Readside readside = Readside.inMemory().project(second).connect()) {
            assertThat(readside.read(BALANCES)).isNotNull();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> readside.read(Bank.balances("balances")))
                    .withMessageContaining("balances");
        }
    }

    @Test
    void a_view_needs_a_store_that_has_views() {
        MaterializedView view = view("totals");

        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Readside.inMemory().project(BALANCES).refresh(view).start())
                .withMessageContaining("totals");
    }

    @Test
    void a_view_is_computed_from_a_projection_of_this_process_or_a_version_that_it_replaces() {
        Projection<Balance> second = Projection.named("balances", Balance.class)
                .version(2)
                .replaces(BALANCES)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .ignore(Deposited.class, Closed.class)
                .build();
        Readside.Builder newer = Readside.inMemory().project(second).refresh(view("totals"));
        Readside.Builder without = Readside.inMemory().project(FAILING).refresh(view("totals"));

        assertThatIllegalArgumentException().isThrownBy(newer::start).withMessageContaining("needs a read store");
        assertThatIllegalArgumentException()
                .isThrownBy(without::start)
                .withMessageContainingAll("totals", "'balances' version 1", "was not given");
    }

    @Test
    void a_view_has_a_name_of_its_own() {
        Readside.Builder builder = Readside.inMemory().project(BALANCES).refresh(view("totals"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.refresh(view("totals")))
                .withMessageContaining("totals");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.refresh(view("balances")))
                .withMessageContaining("balances");
    }

    private static MaterializedView view(String name) {
        return MaterializedView.named(name, BALANCES)
                .statements("create materialized view …")
                .build();
    }
}
