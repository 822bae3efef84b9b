package io.readside.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Position;
import io.readside.readstore.Batch;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intent.Scope;
import io.readside.rebuild.Repair.Repaired;
import io.readside.reconcile.ReconcileScene;
import io.readside.reconcile.Workbench;
import io.readside.worker.LeaseLost;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are wrong are projected anew, and no others. */
class RepairTest extends ReconcileScene {

    private Repaired repair() throws InterruptedException {
        return repair(bench(), WHOLE);
    }

    private Repaired repair(Workbench bench, Scope scope) throws InterruptedException {
        Adoptions adoptions = new Adoptions(store);
        adoptions.under(tenure());
        return new Repair(bench, adoptions).repair(scope);
    }

    @ParameterizedTest
    @EnumSource
    void wrong_missing_and_extra_rows_become_what_their_events_lead_to(Guarantee guarantee) throws Exception {
        on(guarantee);
        append(accounts(50));
        start();
        put(new Balance("7", "bob", 11));
        lose("9");
        put(new Balance("nobody's", "eve", 1_000));

        Repaired repaired = repair();

        assertThat(repaired.found().drift()).isEqualTo(3);
        assertThat(repaired.replaced()).isEqualTo(3);
        assertThat(repaired.after().isClean()).isTrue();
        assertThat(repaired.after().rows()).isEqualTo(50);
        assertThat(row("7")).contains(new Balance("7", "ann", 10));
        assertThat(row("9")).contains(new Balance("9", "ann", 10));
        assertThat(row("nobody's")).isEmpty();
        assertNoScratchIsLeft();
    }

    @Test
    void more_wrong_keys_than_fit_into_one_act_are_repaired_in_several() throws Exception {
        append(accounts(4_500));
        append(new Opened("4500", "ann"));
        start();
        for (int i = 0; i < 4_500; i++) {
            lose("" + i);
        }
        long epoch = live().epoch();

        Repaired repaired = repair(bench(10), WHOLE);

        assertThat(repaired.found().drift()).isEqualTo(4_500);
        assertThat(repaired.found().keys()).hasSize(10);
        assertThat(repaired.replaced()).isEqualTo(4_500);
        assertThat(repaired.after().isClean()).isTrue();
        assertThat(live().epoch()).isEqualTo(epoch + 3);
    }

    @Test
    void events_go_on_to_be_applied_to_keys_that_were_repaired() throws Exception {
        append(accounts(20));
        start();
        put(new Balance("7", "ann", 11));
        lose("9");

        repair();
        append(new Deposited("7", 1), new Deposited("9", 2));

        assertThat(row("7")).contains(new Balance("7", "ann", 11));
        assertThat(row("9")).contains(new Balance("9", "ann", 12));
    }

    /** Folded from the wrong row before the repair, and applied after it, it would bring the wrong row back. */
    @ParameterizedTest
    @EnumSource
    void a_batch_in_flight_that_was_folded_from_a_wrong_row_has_no_effect(Guarantee guarantee) throws Exception {
        on(guarantee);
        CountDownLatch folded = new CountDownLatch(1);
        CountDownLatch repaired = new CountDownLatch(1);
        append(accounts(20));
        start(applier -> new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                if (batch.from().position().value() == 40) {
                    folded.countDown();
                    await(repaired);
                }
                super.apply(batch);
            }
        });
        put(new Balance("7", "ann", 1_000));
        Position last = Bank.append(log, new Deposited("7", 1)).position();
        await(folded);

        repair();
        repaired.countDown();
        signals.awaitApplied(last);

        assertThat(row("7")).contains(new Balance("7", "ann", 11));
        assertThat(signals.fenced).isNotEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void parked_keys_stay_as_they_are() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        projection = Bank.superstitious(broken::get).keyedBy(BankEvent::account).build();
        append(accounts(5));
        append(new Deposited("3", 13), new Deposited("3", 1), new Deposited("4", 1));
        start();
        broken.set(false);
        put(new Balance("1", "ann", 11));

        Repaired repaired = repair();

        assertThat(repaired.replaced()).isEqualTo(1);
        assertThat(repaired.found().parked()).isEqualTo(1);
        assertThat(row("3")).contains(new Balance("3", "ann", 10));
        assertThat(live().parkedKeys()).isEqualTo(1);
    }

    @Test
    void a_range_is_repaired_and_the_rest_is_left() throws Exception {
        append(accounts(10));
        start();
        lose("2");
        lose("5");

        Repaired repaired = repair(bench(), new Scope.Range(Optional.of("4"), Optional.of("6")));

        assertThat(repaired.replaced()).isEqualTo(1);
        assertThat(repaired.after().isClean()).isTrue();
        assertThat(row("5")).isPresent();
        assertThat(row("2")).isEmpty();
    }

    @Test
    void of_a_sample_the_wrong_keys_are_repaired() throws Exception {
        append(accounts(100));
        append(new Opened("100", "ann"));
        start();
        for (int i = 0; i < 100; i++) {
            put(new Balance("" + i, "eve", 1));
        }

        Repaired repaired = repair(bench(), new Scope.Sample(30, 5));

        assertThat(repaired.replaced()).isBetween(29L, 30L);
        assertThat(repaired.after().isClean()).isTrue();
        assertThat(reconcile().drift()).isEqualTo(100 - repaired.replaced());
    }

    @Test
    void streams_that_were_bound_to_a_wrong_key_reach_the_right_one_afterwards() throws Exception {
        startWithAStreamBoundToAWrongKey();

        Repaired repaired = repair();
        append(new Deposited("3", 1));

        assertThat(repaired.found().drift()).isEqualTo(2);
        assertThat(repaired.after().isClean()).isTrue();
        assertThat(row("3")).contains(new Balance("3", "ann", 11));
        assertThat(row("4")).contains(new Balance("4", "ann", 10));
    }

    /** Somebody spoils a row between the two looks. */
    @Test
    void what_is_wrong_after_a_repair_is_told() throws Exception {
        append(accounts(10));
        start();
        lose("2");
        AtomicBoolean isFirst = new AtomicBoolean(true);
        Workbench bench = bench();
        Workbench spoiling = new Workbench(
                bench.projection(),
                bench.log(),
                bench.store(),
                bench.settings(),
                bench.checks(),
                bench.keysShown(),
                () -> {
                    if (isFirst.getAndSet(false)) {
                        put(new Balance("3", "eve", 0));
                    }
                    return Bank.NOW;
                },
                bench.nanoTime());

        Repaired repaired = repair(spoiling, WHOLE);

        assertThat(repaired.replaced()).isEqualTo(1);
        assertThat(keys(repaired.after())).isEqualTo(List.of("3"));
        assertThat(repaired.after().isClean()).isFalse();
    }

    @Test
    void a_process_that_does_not_feed_the_read_model_repairs_nothing() {
        append(accounts(10));
        start();
        lose("2");

        assertThatThrownBy(() -> new Repair(bench(), new Adoptions(store)).repair(WHOLE))
                .isInstanceOf(LeaseLost.class)
                .hasMessageContaining("balances__g1");

        assertThat(row("2")).isEmpty();
        assertNoScratchIsLeft();
    }
}
