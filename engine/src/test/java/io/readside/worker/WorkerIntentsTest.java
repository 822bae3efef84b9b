package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.RunState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What operators ask of a worker, and its report. */
class WorkerIntentsTest extends WorkerScene {

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
        assertThat(again).isEqualTo(skipped);
        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
    }

    @Test
    void a_pause_applies_nothing_until_it_is_resumed() throws Exception {
        Position before = Bank.append(log, new Opened("1", "ann")).position();
        start(superstitious);
        signals.awaitApplied(before);

        Report paused = ask(new Act.Pause());
        Position after = Bank.append(log, new Deposited("1", 5)).position();
        RunState state = store.reads().serving(BALANCES).state();
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
        assertThat(store.reads().serving(BALANCES).state()).isEqualTo(new RunState.Running());
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
}
