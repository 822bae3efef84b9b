package io.readside;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Closed;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.Signals;
import io.readside.event.VersionToken;
import io.readside.projection.FoldProjection;
import io.readside.projection.OnPoison;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Events that a version cannot apply, while it is built. */
class RebuildPoisonTest extends RebuildScene {

    private Readside run(Projection<?> projection, Signals signals) {
        return Readside.on(log, store)
                .project(projection)
                .listener(signals)
                .rebuildListener(moves::add)
                .start();
    }

    /** An account of a version that cannot apply a deposit of 13 cents. */
    private static FoldProjection<Balance> superstitious(
            FoldProjection.Source<Balance> source, OnPoison onPoison, BooleanSupplier isBroken) {
        return source.from(Bank.EVENTS)
                .keyedBy(BankEvent::account)
                .insert(Opened.class, e -> new Balance(e.account(), e.owner(), 0))
                .update(Deposited.class, (row, e) -> {
                    if (e.cents() == 13 && isBroken.getAsBoolean()) {
                        throw new IllegalStateException();
                    }
                    return row.plus(e.cents());
                })
                .delete(Closed.class)
                .onPoison(onPoison)
                .build();
    }

    private static FoldProjection<Balance> superstitious(BooleanSupplier isBroken) {
        return superstitious(Projection.named("balances", Balance.class), OnPoison.PARK_KEY, isBroken);
    }

    private static FoldProjection<Balance> second(OnPoison onPoison, BooleanSupplier isBroken) {
        return superstitious(
                Projection.named("balances", Balance.class).version(2).replaces(BALANCES), onPoison, isBroken);
    }

    private long parkedIn(int generation) {
        return store.reads().parked(Optional.of("balances")).stream()
                .filter(key -> key.generation().number() == generation)
                .count();
    }

    /** It is given up for the read model, not for one of its generations. */
    @Test
    void what_was_skipped_before_a_rebuild_is_not_applied_by_it_either() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        FoldProjection<Balance> projection = superstitious(broken::get);
        Signals signals = new Signals();
        VersionToken token = Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13), new Deposited("1", 5));
        try (Readside readside = run(projection, signals)) {
            Signals.next(signals.parked);
            assertThat(ask(readside, new Act.Skip("1", 2, "refunded by hand")).done())
                    .isTrue();
            broken.set(false); // it could be applied by now

            ask(readside, new Act.StartRebuild(false));
            Rebuild verified = await(State.VERIFIED);
            Report swapped = ask(readside, new Act.Swap(SwapMode.REPLACE));
            Report reconciled = ask(readside, new Act.Reconcile(new Scope.Whole(), false));

            assertThat(verified.compared().orElseThrow().unexpected()).isZero();
            assertThat(swapped.done()).as(swapped.message()).isTrue();
            assertThat(reconciled.message()).contains("no drift");
            assertThat(fresh(readside, projection, token, "1").cents()).isEqualTo(5);
        }
    }

    @Test
    void what_is_skipped_while_it_is_parked_on_both_sides_is_skipped_on_both() throws Exception {
        FoldProjection<Balance> projection = superstitious(() -> true);
        Signals signals = new Signals();
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13), new Deposited("1", 5));
        try (Readside readside = run(projection, signals)) {
            Signals.next(signals.parked);
            ask(readside, new Act.StartRebuild(false));
            Signals.next(signals.parked);
            Report refused = ask(readside, new Act.Swap(SwapMode.REPLACE));

            assertThat(ask(readside, new Act.Skip("1", 2, "refunded by hand")).done())
                    .isTrue();
            Signals.next(signals.freed);
            Signals.next(signals.freed);
            await(State.VERIFIED);
            Report swapped = ask(readside, new Act.Swap(SwapMode.REPLACE));

            assertThat(refused.done()).isFalse();
            assertThat(swapped.done()).as(swapped.message()).isTrue();
            assertThat(store.reads().parked(Optional.empty())).isEmpty();
            assertThat(store.skipped(BALANCES)).hasSize(1);
        }
    }

    @Test
    void a_key_that_only_the_newer_version_cannot_apply_is_listed_and_tried_again_there() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Signals signals = new Signals();
        Bank.append(
                log, new Opened("1", "ann"), new Deposited("1", 13), new Opened("2", "bob"), new Deposited("2", 13));
        try (Readside old = run(BALANCES);
                Readside young = run(second(OnPoison.PARK_KEY, broken::get), signals)) {
            ask(young, new Act.StartRebuild(false));
            Signals.next(signals.parked);
            Signals.next(signals.parked);

            Report nobody = ask(young, new Act.Retry(Optional.of("1")));
            Report stillBroken = ask(young, new Act.Retry(Optional.of("1"), Optional.of(2)));
            assertThat(parkedIn(1)).isZero();
            assertThat(parkedIn(2)).isEqualTo(2);
            broken.set(false);
            Report mended = ask(young, new Act.Retry(Optional.empty(), Optional.of(2)));
            await(State.VERIFIED);
            Report swapped = ask(young, new Act.Swap(SwapMode.REPLACE));

            assertThat(nobody.message()).contains("is not parked");
            assertThat(stillBroken.message()).contains("0 of 1 keys are free");
            assertThat(mended.message()).contains("2 of 2 keys are free");
            assertThat(swapped.done()).as(swapped.message()).isTrue();
            assertThat(fresh(old, BALANCES, Bank.append(log, new Deposited("1", 1)), "1")
                            .cents())
                    .isEqualTo(14);
            assertThatThrownBy(() -> ask(young, new Act.Retry(Optional.empty(), Optional.of(7))))
                    .isInstanceOf(NoLiveWorker.class)
                    .hasMessageContaining("no generation 7");
        }
    }

    @Test
    void a_green_that_an_event_has_stopped_goes_on_when_its_rebuild_is_resumed() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        Signals signals = new Signals();
        Bank.append(log, new Opened("1", "ann"), new Deposited("1", 13));
        try (Readside old = run(BALANCES);
                Readside young = run(second(OnPoison.STOP, broken::get), signals)) {
            ask(young, new Act.StartRebuild(false));
            signals.awaitStopped();
            broken.set(false);

            Report resumed = ask(young, new Act.ResumeRebuild());
            await(State.VERIFIED);

            assertThat(resumed.done()).isTrue();
            assertThat(old.read(BALANCES).row("1").toString()).contains("cents=13");
        }
    }
}
