package io.readside.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.LogProxy;
import io.readside.bank.Signals;
import io.readside.event.Checkpoint;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Rebuild;
import io.readside.reconcile.Meeting;
import io.readside.reconcile.ReconcileListener;
import io.readside.reconcile.ReconcileScene;
import io.readside.reconcile.Reconciler;
import io.readside.reconcile.Verifier;
import io.readside.reconcile.Workbench;
import io.readside.worker.WorkerSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked to end does so between two steps, and leaves what was asked to the next one. */
class BreakOffTest extends ReconcileScene {

    private final AtomicInteger reads = new AtomicInteger();
    private final CompletableFuture<Thread> reading = new CompletableFuture<>();
    private final Semaphore readOn = new Semaphore(0);

    /** Batches of ten events; the first one waits, whoever interrupts it. */
    private Workbench slowBench() {
        EventLog slow = new LogProxy(log) {
            @Override
            public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                if (reads.incrementAndGet() == 1) {
                    reading.complete(Thread.currentThread());
                    readOn.acquireUninterruptibly();
                }
                return super.read(after, filter, limit);
            }
        };
        WorkerSettings small = new WorkerSettings(10, WorkerSettings.DEFAULT.batchSizeBytes());
        return new Workbench(projection, slow, store, small, List.of(), 10, Bank.CLOCK, System::nanoTime);
    }

    private ReconcileWorker worker(Workbench bench) {
        ReconcileWorker worker = new ReconcileWorker(bench, Optional.empty(), ReconcileListener.NONE);
        worker.feedsUnder(tenure());
        worker.start();
        return worker;
    }

    private static Act act(String name) {
        return switch (name) {
            case "reconcile" -> new Act.Reconcile(WHOLE, false);
            case "repair" -> new Act.Reconcile(WHOLE, true);
            case "reproject" -> new Act.Reproject(List.of("3"));
            default -> new Act.Why("3");
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"reconcile", "repair", "reproject", "why"})
    void a_recompute_ends_before_its_next_batch_and_is_brought_to_the_next_process(String name) {
        append(accounts(100));
        start();
        put(new Balance("3", "eve", 17));
        Intent asked = store.intents().submit("balances", act(name), "ann");

        try (ReconcileWorker first = worker(slowBench())) {
            first.take(asked);
            Thread recomputing = Signals.await(reading);
            first.end();
            readOn.release();
            first.close();
            assertThat(recomputing.isAlive()).isFalse();
        }

        assertThat(reads).hasValue(1);
        assertThat(report(asked)).isEmpty();
        assertThat(row("3")).contains(new Balance("3", "eve", 17));
        assertNoScratchIsLeft();
        try (ReconcileWorker next = worker(bench())) {
            next.take(asked);
            while (report(asked).isEmpty()) {
                Thread.onSpinWait();
            }
        }
        assertThat(report(asked).orElseThrow().done()).isTrue();
    }

    private Optional<Report> report(Intent asked) {
        return store.intents().find(asked.id()).flatMap(Intent::report);
    }

    @Test
    void a_look_at_suspects_ends_before_the_next_of_them() {
        append(accounts(2_001));
        start();
        for (int i = 0; i < 2_001; i++) {
            lose("" + i);
        }
        AtomicInteger meetings = new AtomicInteger();

        assertThatThrownBy(() -> {
                    try (Reconciler reconciler = Reconciler.begin(bench(), WHOLE)) {
                        reconciler.look(
                                (scratch, keys) -> {
                                    meetings.incrementAndGet();
                                    Thread.currentThread().interrupt();
                                },
                                () -> true);
                    }
                })
                .isInstanceOf(InterruptedException.class);

        assertThat(meetings).hasValue(1);
        assertNoScratchIsLeft();
    }

    @Test
    void a_comparison_of_blue_and_green_ends_before_its_next_range() {
        append(accounts(10));
        start();
        Rebuild rebuild = store.rebuilds().plan(projection, "ann", false);
        Comparison comparison = new Comparison(rebuild.blue(), projection, rebuild.green(), projection);
        Verifier verifier = new Verifier(
                store.comparisons(), new Meeting(store.rebuilds(), System::nanoTime, pause -> {}), Bank.CLOCK);

        assertThatThrownBy(() -> verifier.verify(comparison, () -> {
                    Thread.currentThread().interrupt();
                    return true;
                }))
                .isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> {
                    store.comparisons().suspect(comparison, Set.of(Key.of("3")));
                    verifier.drain(comparison);
                })
                .isInstanceOf(InterruptedException.class);
    }
}
