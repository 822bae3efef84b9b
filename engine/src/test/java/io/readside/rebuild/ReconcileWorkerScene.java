package io.readside.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank.Balance;
import io.readside.event.Json;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.rebuild.ReconcileWorker.Schedule;
import io.readside.reconcile.ReconcileListener;
import io.readside.reconcile.ReconcileScene;
import io.readside.reconcile.Reconciliation;
import io.readside.reconcile.Workbench;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A worker that reconciles a read model, and what it tells. */
abstract class ReconcileWorkerScene extends ReconcileScene {

    final BlockingQueue<Reconciliation> results = new LinkedBlockingQueue<>();
    final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    final Semaphore turn = new Semaphore(1);
    volatile @Nullable ReconcileWorker reconciler;

    final ReconcileListener listener = new ReconcileListener() {
        @Override
        public void reconciled(Reconciliation found) {
            results.add(found);
        }

        @Override
        public void failed(String name, RuntimeException cause) {
            failures.add(cause);
        }
    };

    @Override
    protected boolean take(Intent intent) {
        ReconcileWorker worker = reconciler;
        return worker == null || worker.take(intent);
    }

    @AfterEach
    void closeReconciler() {
        if (reconciler != null) {
            reconciler.close();
        }
    }

    ReconcileWorker startReconciler(Workbench bench, @Nullable Duration interval) {
        ReconcileWorker started = new ReconcileWorker(
                bench, Optional.ofNullable(interval).map(every -> new Schedule(every, turn)), listener);
        started.feedsUnder(tenure());
        started.start();
        reconciler = started;
        return started;
    }

    Report ask(Act act) {
        Intent asked = store.intents().submit("balances", act, "ann");
        assertThat(reconciler.take(asked)).isTrue();
        return awaitReport(asked);
    }

    Report awaitReport(Intent asked) {
        Optional<Report> report = Optional.empty();
        while (report.isEmpty()) {
            Thread.onSpinWait();
            report = store.intents().find(asked.id()).orElseThrow().report();
        }
        return report.get();
    }

    static Map<String, Object> details(Report report) {
        return Json.readObject(report.details().orElseThrow());
    }

    static Act.Reconcile reconcileWhole(boolean repair) {
        return new Act.Reconcile(WHOLE, repair);
    }

    void tenAccountsOneWrong() {
        append(accounts(10));
        start();
        put(new Balance("3", "ann", 17));
    }
}
