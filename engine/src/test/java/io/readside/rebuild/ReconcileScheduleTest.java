package io.readside.rebuild;

import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.LogProxy;
import io.readside.event.Checkpoint;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Scope;
import io.readside.rebuild.ReconcileWorker.Schedule;
import io.readside.reconcile.Reconciliation;
import io.readside.reconcile.Workbench;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is looked at without being asked. */
class ReconcileScheduleTest extends ReconcileWorkerScene {

    @Test
    void by_schedule_it_looks_again_and_again_and_repairs_nothing() {
        tenAccountsOneWrong();
        startReconciler(bench(), Duration.ofMillis(20));

        Reconciliation first = next(results);
        Reconciliation second = next(results);

        assertThat(first.drift()).isEqualTo(1);
        assertThat(second.drift()).isEqualTo(1);
        assertThat(store.reconciliations().last("balances").orElseThrow().drift())
                .isEqualTo(1);
    }

    @Test
    void by_schedule_it_waits_for_its_turn_and_operators_do_not() throws Exception {
        tenAccountsOneWrong();
        turn.acquire();
        startReconciler(bench(), Duration.ofMillis(1));

        ask(new Act.Reconcile(new Scope.Sample(5, 1), false));
        Reconciliation asked = next(results);
        ask(new Act.Reconcile(new Scope.Sample(6, 1), false));
        Reconciliation askedAgain = next(results);
        turn.release();
        Reconciliation scheduled = next(results);

        assertThat(asked.scope()).isEqualTo(new Scope.Sample(5, 1));
        assertThat(askedAgain.scope()).isEqualTo(new Scope.Sample(6, 1));
        assertThat(scheduled.scope()).isEqualTo(WHOLE);
    }

    @Test
    void by_schedule_it_looks_at_nothing_that_another_process_feeds() {
        tenAccountsOneWrong();
        ReconcileWorker idle =
                new ReconcileWorker(bench(), Optional.of(new Schedule(Duration.ofMillis(1), turn)), listener);
        idle.start();
        reconciler = idle;

        ask(new Act.Reconcile(new Scope.Sample(5, 1), false));
        ask(new Act.Reconcile(new Scope.Sample(5, 2), false));

        assertThat(next(results).scope()).isEqualTo(new Scope.Sample(5, 1));
        assertThat(next(results).scope()).isEqualTo(new Scope.Sample(5, 2));
        assertThat(results).isEmpty();
    }

    @Test
    void a_scheduled_look_gives_way_to_an_operator() {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        append(accounts(1_000));
        start();
        Workbench bench = bench();
        EventLog slow = new LogProxy(log) {
            @Override
            public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                reading.countDown();
                await(asked);
                return super.read(after, filter, limit);
            }
        };
        startReconciler(
                new Workbench(projection, slow, store, bench.settings(), List.of(), 10, Bank.CLOCK, System::nanoTime),
                Duration.ofMillis(1));
        await(reading);

        Intent intent = store.intents().submit("balances", new Act.Reconcile(new Scope.Sample(5, 1), false), "ann");
        reconciler.take(intent);
        asked.countDown();

        assertThat(next(results).scope()).isEqualTo(new Scope.Sample(5, 1));
        assertThat(next(results).scope()).isEqualTo(WHOLE);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_scheduled_look_that_fails_is_told_and_tried_again() {
        tenAccountsOneWrong();
        store.applier(projection, live().id()).regress(live().epoch(), "the log has lost its tail");
        startReconciler(bench(), Duration.ofMillis(1));

        assertThat(next(failures)).hasMessageContaining("the log has lost its tail");
        assertThat(next(failures)).hasMessageContaining("the log has lost its tail");
    }
}
