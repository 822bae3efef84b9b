package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.RunState;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProjectionWorkerTest extends WorkerScene {

    /** As {@link Bank#BALANCES}, and stops instead of parking. */
    private static final FoldProjection<Balance> STOPPING =
            Bank.declared("balances").onPoison(OnPoison.STOP).build();

    @Test
    void a_worker_catches_up_and_follows_the_head() {
        Position caughtUp =
                Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5)).position();
        start(BALANCES, 500);
        signals.awaitApplied(caughtUp);

        Position followed = Bank.append(log, new Deposited("1", 6)).position();
        signals.awaitApplied(followed);

        assertThat(balances()).containsExactly(new Balance("1", "ann", 11));
    }

    @Test
    void the_checkpoint_moves_over_events_of_other_categories() {
        Bank.append(log, new Opened("1", "ann"));
        Position last = null;
        for (int i = 0; i < 5; i++) {
            EventData foreign = new EventData(UUID.randomUUID(), new EventType("Sent", 1), "{}", "{}", null);
            last = log.append(new StreamName("letter-1"), ExpectedVersion.any(), List.of(foreign))
                    .position();
        }

        start(BALANCES, 2);
        signals.awaitApplied(last);

        assertThat(now().checkpoint()).extracting(Checkpoint::position).isEqualTo(last);
    }

    @Test
    void a_batch_is_no_larger_than_asked_for() {
        Bank.append(log, new Opened("1", "a"), new Opened("2", "b"), new Opened("3", "c"));

        start(BALANCES, 2);

        assertThat(next(signals.applied).events()).isEqualTo(2);
        assertThat(next(signals.applied).events()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> start(BALANCES, 0));
    }

    @Test
    void what_comes_before_a_failing_event_is_applied_and_the_status_names_it() {
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5), new Opened("1", "bob"), new Opened("2", "cy"));

        start(STOPPING, 500);
        Poison poison = signals.awaitStopped();

        assertThat(poison.position()).isEqualTo(Position.of(3));
        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
        assertThat(now().checkpoint().position()).isEqualTo(Position.of(2));
        assertThat(now().state()).isInstanceOfSatisfying(RunState.Stopped.class, stopped -> {
            assertThat(stopped.at()).isEqualTo(Position.of(3));
            assertThat(stopped.event()).contains("Opened v1", "account-1", "version 2");
            assertThat(stopped.reason()).contains("inserts a row that exists");
            assertThat(stopped.since()).isEqualTo(Bank.NOW);
        });
    }

    @Test
    void after_the_fold_is_mended_a_restart_goes_on_from_where_it_was() {
        Bank.append(log, new Opened("1", "ann"), new Opened("1", "bob"), new Deposited("1", 5));
        start(STOPPING, 500);
        signals.awaitStopped();
        worker.close();
        FoldProjection<Balance> mended = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .put(Opened.class, (row, e) -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> row.plus(e.cents()))
                .delete(Closed.class)
                .build();

        start(mended, 500);
        signals.awaitApplied(Position.of(3));

        assertThat(balances()).containsExactly(new Balance("1", "bob", 5));
        assertThat(now().state()).isEqualTo(new RunState.Running());
    }

    @Test
    void a_batch_that_the_store_refuses_is_halved_until_one_event_is_left() {
        for (int i = 1; i <= 10; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }
        Key bad = Key.of("7");

        start(
                STOPPING,
                log,
                applier -> new ApplierProxy(applier) {
                    @Override
                    public void apply(Batch batch) {
                        if (batch.changes().stream()
                                .anyMatch(c ->
                                        c instanceof Change.Upsert u && u.key().equals(bad))) {
                            throw new ApplyFailed("the value is too long for its column");
                        }
                        super.apply(batch);
                    }
                },
                500);
        Poison poison = signals.awaitStopped();

        assertThat(poison.position()).isEqualTo(Position.of(7));
        assertThat(poison.reason()).isEqualTo("the value is too long for its column");
        assertThat(balances()).hasSize(6);
        assertThat(now().checkpoint().position()).isEqualTo(Position.of(6));
    }

    @Test
    void a_close_in_the_middle_leaves_rows_and_checkpoint_together() {
        Bank.append(log, new Opened("1", "ann"));
        for (int i = 0; i < 2000; i++) {
            Bank.append(log, new Deposited("1", 1));
        }
        start(BALANCES, 1);
        next(signals.applied);
        next(signals.applied);

        worker.close();

        long checkpoint = now().checkpoint().position().value();
        assertThat(checkpoint).isGreaterThan(1);
        assertThat(balances()).containsExactly(new Balance("1", "ann", checkpoint - 1));
    }

    @Test
    void events_passed_over_are_counted() {
        EventData unheard = new EventData(UUID.randomUUID(), new EventType("Unheard", 1), "{}", "{}", null);
        log.append(new StreamName("account-1"), ExpectedVersion.any(), List.of(unheard));
        FoldProjection<Balance> passing = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .delete(Closed.class)
                .ignore(Opened.class, Deposited.class)
                .ignoreUnknownTypes()
                .build();

        start(passing, 500);

        assertThat(next(signals.ignored)).isEqualTo(1);
    }
}
