package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.RunningWorker;
import io.readside.bank.Signals;
import io.readside.event.Position;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.Batch;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.Recovery;
import io.readside.readstore.RunState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A poison event stops its key and nothing else, until an operator acts. */
@Timeout(60)
class ParkingTest {

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final Signals signals = new Signals();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    private RunningWorker worker;

    /** Cannot apply a deposit of 13 cents while broken. */
    private final FoldProjection<Balance> superstitious = Projection.named("balances", Balance.class)
            .from(Bank.EVENTS)
            .keyedBy(BankEvent::account)
            .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
            .update(Deposited.class, (row, e) -> {
                if (broken.get() && e.cents() == 13) {
                    throw new IllegalStateException("secret");
                }
                return row.plus(e.cents());
            })
            .delete(Closed.class)
            .build();

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
        }
    }

    private void start(Projection<?> projection) {
        start(projection, applier -> applier);
    }

    private void start(Projection<?> projection, UnaryOperator<Applier> around) {
        worker = RunningWorker.start(store, projection, log, around, signals, 500);
    }

    private List<Balance> balances() {
        return store.reads().rows(BALANCES, 1000).value();
    }

    private Report ask(Act act) throws InterruptedException {
        Intent asked = store.intents().submit("balances", act, "ann");
        Optional<Report> report = Optional.empty();
        while (report.isEmpty()) {
            Thread.onSpinWait();
            report = store.intents().find(asked.id()).orElseThrow().report();
        }
        return report.get();
    }

    private ParkedKey parkedKey() {
        List<ParkedKey> parked = store.reads().parked(Optional.of("balances"));
        assertThat(parked).hasSize(1);
        return parked.get(0);
    }

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void an_event_that_always_fails_waits_with_the_later_ones_of_its_key_and_all_other_keys_go_on(Guarantee guarantee) {
        store = guarantee == Guarantee.ATOMIC ? store : MemoryReadStore.convergent(Bank.CLOCK);
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13), new Opened("2", "bob"), new Deposited("1", 5));
        Position last = Bank.append(log, new Deposited("2", 7)).position();

        start(superstitious);
        signals.awaitApplied(last);

        assertThat(balances()).containsExactly(new Balance("1", "ann", 0), new Balance("2", "bob", 7));
        assertThat(parkedKey()).satisfies(parked -> {
            assertThat(parked.events()).isEqualTo(2);
            assertThat(parked.first().position()).isEqualTo(Position.of(2));
            assertThat(parked.first().reason().orElseThrow())
                    .contains("IllegalStateException")
                    .doesNotContain("secret");
        });
    }

    @Test
    void an_event_that_fails_in_passing_is_tried_again_and_not_parked() {
        AtomicInteger calls = new AtomicInteger();
        Position last =
                Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5)).position();
        FoldProjection<Balance> shaky = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> {
                    if (calls.incrementAndGet() % 2 == 1) {
                        throw new IllegalStateException("not now");
                    }
                    return row.plus(e.cents());
                })
                .delete(Closed.class)
                .build();

        start(shaky);
        signals.awaitApplied(last);

        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
        assertThat(next(signals.retrying).cause()).isInstanceOf(EventFailed.class);
        assertThat(store.reads().parked(Optional.empty())).isEmpty();
    }

    @Test
    void a_retry_with_mended_code_applies_what_waited_in_order() throws Exception {
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13));
        Position last = Bank.append(log, new Deposited("1", 5)).position();
        start(superstitious);
        signals.awaitApplied(last);

        Report stillBroken = ask(new Act.Retry(Optional.of("1")));
        int attempts = parkedKey().first().attempts();
        broken.set(false);
        Report mended = ask(new Act.Retry(Optional.empty()));
        Position after = Bank.append(log, new Deposited("1", 1)).position();
        signals.awaitApplied(after);

        assertThat(stillBroken.done()).isFalse();
        assertThat(stillBroken.message()).contains("0 of 1", "position 2");
        assertThat(attempts).isEqualTo(2);
        assertThat(mended).isEqualTo(new Report(true, "1 of 1 keys are free."));
        assertThat(next(signals.freed)).isEqualTo(Key.of("1"));
        assertThat(balances()).containsExactly(new Balance("1", "ann", 19));
        assertThat(store.reads().parked(Optional.empty())).isEmpty();
    }

    @Test
    void a_skip_gives_up_one_event_and_applies_those_behind_it() throws Exception {
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13));
        Position last = Bank.append(log, new Deposited("1", 5)).position();
        start(superstitious);
        signals.awaitApplied(last);

        Report another = ask(new Act.Skip("1", 3, "typing error"));
        Report skipped = ask(new Act.Skip("1", 2, "the bank has refunded it"));
        Report again = ask(new Act.Skip("1", 2, "the bank has refunded it"));

        assertThat(another.done()).isFalse();
        assertThat(skipped).isEqualTo(new Report(true, "Skipped the event at position 2. The key is free."));
        assertThat(again.done()).isFalse();
        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
    }

    @Test
    void a_pause_applies_nothing_until_it_is_resumed() throws Exception {
        Position before = Bank.append(log, new Opened("1", "ann")).position();
        start(superstitious);
        signals.awaitApplied(before);

        Report paused = ask(new Act.Pause());
        Position after = Bank.append(log, new Deposited("1", 5)).position();
        RunState state = store.reads().active(BALANCES).state();
        List<Balance> meanwhile = balances();
        Report resumed = ask(new Act.Resume());
        signals.awaitApplied(after);

        assertThat(paused.message()).isEqualTo("Paused at position 1.");
        assertThat(state).isEqualTo(new RunState.Paused("ann", Bank.NOW));
        assertThat(meanwhile).containsExactly(new Balance("1", "ann", 0));
        assertThat(resumed.done()).isTrue();
        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
    }

    @Test
    void a_stopped_projection_goes_on_when_it_is_resumed() throws Exception {
        Bank.append(log, new Opened("1", "ann"));
        Position last = Bank.append(log, new Deposited("1", 13)).position();
        AtomicBoolean readable = new AtomicBoolean();
        start(BALANCES, applier -> new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                if (!readable.get()) {
                    throw new ApplyFailed(ApplyFailed.Cause.TABLE, "the table lacks a column", null);
                }
                super.apply(batch);
            }
        });
        Poison poison = signals.awaitStopped();

        readable.set(true);
        ask(new Act.Resume());
        signals.awaitApplied(last);

        assertThat(poison.reason()).isEqualTo("the table lacks a column");
        assertThat(balances()).containsExactly(new Balance("1", "ann", 13));
        assertThat(store.reads().active(BALANCES).state()).isEqualTo(new RunState.Running());
    }

    @Test
    void an_event_that_the_store_refuses_is_found_by_halving_and_its_key_is_parked() {
        for (int i = 1; i <= 10; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }

        start(BALANCES, applier -> refusing(applier, Key.of("7")));
        signals.awaitApplied(Position.of(10));

        assertThat(balances()).hasSize(9);
        assertThat(parkedKey().first().reason()).contains("the value is too long for its column");
    }

    @Test
    void of_the_keys_of_one_event_only_the_refused_one_stays_parked() {
        FoldProjection<Balance> shared = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keysOf(e -> List.of(e.account(), "all"))
                .put(Opened.class, (row, e) -> row)
                .fold(
                        Deposited.class,
                        (key, row, e) ->
                                new Balance(key.text(0), "x", e.payload().cents()))
                .ignore(Closed.class)
                .build();
        Position last = Bank.append(log, new Deposited("1", 5)).position();

        start(shared, applier -> refusing(applier, Key.of("all")));
        signals.awaitApplied(last);
        next(signals.freed);

        assertThat(balances()).containsExactly(new Balance("1", "x", 5));
        assertThat(parkedKey().first().key()).isEqualTo(Key.of("all"));
    }

    private static Applier refusing(Applier applier, Key bad) {
        return new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                refuse(batch.changes());
                super.apply(batch);
            }

            @Override
            public void recover(Recovery recovery) {
                refuse(recovery.changes());
                super.recover(recovery);
            }

            private void refuse(List<Change> changes) {
                if (changes.stream()
                        .anyMatch(c -> c instanceof Change.Upsert u && u.key().equals(bad))) {
                    throw new ApplyFailed("the value is too long for its column");
                }
            }
        };
    }

    @Test
    void a_batch_that_takes_too_long_is_halved_and_a_single_event_is_parked_in_the_end() {
        for (int i = 1; i <= 4; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }

        start(BALANCES, applier -> new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                if (batch.changes().stream()
                        .anyMatch(change -> change.lastApplied().equals(Position.of(3)))) {
                    throw new ApplyTimedOut("it took longer than statement_timeout allows", null);
                }
                super.apply(batch);
            }
        });
        signals.awaitApplied(Position.of(4));

        assertThat(balances()).hasSize(3);
        assertThat(parkedKey().first().position()).isEqualTo(Position.of(3));
    }

    @Test
    void more_parked_keys_than_single_events_explain_stop_the_projection() {
        FoldProjection<Balance> bad = Projection.named("balances", Balance.class)
                .from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .update(Opened.class, (row, e) -> row)
                .ignore(Deposited.class, Closed.class)
                .build();
        for (int i = 1; i <= StormGuard.MOST_KEYS + 20; i++) {
            Bank.append(log, new Opened(Integer.toString(i), "ann"));
        }

        start(bad);
        Poison poison = signals.awaitStopped();

        assertThat(poison.position()).isEqualTo(Position.of(StormGuard.MOST_KEYS + 1));
        assertThat(poison.reason()).contains("more than 100 keys within 5 minutes", "updates a row");
        assertThat(store.reads().active(BALANCES).parkedKeys()).isEqualTo(StormGuard.MOST_KEYS);
    }
}
