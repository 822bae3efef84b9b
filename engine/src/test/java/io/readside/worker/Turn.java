package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;

import io.readside.bank.Bank;
import io.readside.bank.Signals;
import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryReadStore;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Lease;
import io.readside.readstore.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A worker whose turn is what a test says, without a keeper. */
final class Turn implements AutoCloseable {

    private static final Duration TERM = Duration.ofDays(1);

    final Signals signals = new Signals();
    final CheckpointBoard board = new CheckpointBoard();
    private final CompletableFuture<Thread> thread = new CompletableFuture<>();
    final Tenure tenure;
    private final MemoryReadStore store;
    private final GenerationId generation;
    private final ProjectionWorker worker;

    Turn(MemoryReadStore store, EventLog log) {
        this(store, log, applier -> applier);
    }

    Turn(MemoryReadStore store, EventLog log, UnaryOperator<Applier> around) {
        this.store = store;
        this.generation = store.generations().open(BALANCES).id();
        this.tenure =
                new Tenure(generation, this::now, () -> {}, id -> store.leases().release("a", Set.of(id)));
        this.worker = new ProjectionWorker(
                BALANCES,
                tenure,
                log,
                around.apply(store.applier(BALANCES, generation)),
                store.intents(),
                board,
                signals,
                WorkerSettings.DEFAULT,
                OtherActs.NONE);
    }

    /** Its thread asks for the time whenever it has a lease to look at. */
    private long now() {
        if (Thread.currentThread().getName().equals("readside-" + generation)) {
            thread.complete(Thread.currentThread());
        }
        return 0;
    }

    Thread thread() {
        return Signals.await(thread);
    }

    /** Starts the worker, and its turn begins. */
    Turn start() {
        tenure.hear(take("a"), 0);
        worker.start();
        return this;
    }

    /** Starts the worker with something that it was told. */
    Turn startTold(Lease lease) {
        tenure.hear(lease, 0);
        worker.start();
        return this;
    }

    /** The lease as its owner is told of it. */
    Lease take(String owner) {
        return store.leases().hold(owner, Set.of(generation), TERM).get(0);
    }

    /** The lease as the store has it, as it would be told to this process. */
    Lease lease() {
        Lease lease = store.reads().all().get(0).lease().orElseThrow();
        return new Lease(generation, lease.owner(), lease.owner().equals("a"), lease.epoch(), Bank.NOW, lease.left());
    }

    RunState state() {
        return store.reads().serving(BALANCES).state();
    }

    List<Bank.Balance> balances() {
        return store.reads().rows(BALANCES, 100).value();
    }

    /** What came of something that an operator wants. */
    Report ask(Act act) {
        Intent asked = store.intents().submit("balances", act, "ann");
        tenure.bring(asked);
        Optional<Report> report = Optional.empty();
        while (report.isEmpty()) {
            Thread.onSpinWait();
            report = store.intents().find(asked.id()).orElseThrow().report();
        }
        return report.get();
    }

    @Override
    public void close() {
        worker.close();
    }
}
