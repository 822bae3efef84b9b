package io.readside.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.RunningWorker;
import io.readside.bank.Signals;
import io.readside.event.Position;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Scope;
import io.readside.readstore.Recovery;
import io.readside.readstore.Role;
import io.readside.worker.Tenure;
import io.readside.worker.WorkerSettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A log, a read store in memory, a worker that feeds it, and somebody who spoils rows. */
@Timeout(60)
public abstract class ReconcileScene {

    protected static final Scope WHOLE = new Scope.Whole();

    protected final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    protected final Signals signals = new Signals();
    protected MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    protected Projection<Balance> projection = Bank.BALANCES;
    private @Nullable RunningWorker worker;

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
        }
    }

    protected void on(Guarantee guarantee) {
        store = guarantee == Guarantee.ATOMIC
                ? MemoryReadStore.atomic(Bank.CLOCK)
                : MemoryReadStore.convergent(Bank.CLOCK);
    }

    /** Accounts 0 to n - 1, each opened and with 10 cents. */
    protected static BankEvent[] accounts(int n) {
        return IntStream.range(0, n)
                .mapToObj(i -> List.<BankEvent>of(new Opened("" + i, "ann"), new Deposited("" + i, 10)))
                .flatMap(List::stream)
                .toArray(BankEvent[]::new);
    }

    protected void append(BankEvent... events) {
        Position last = Bank.append(log, events).position();
        if (worker != null) {
            signals.awaitApplied(last);
        }
    }

    protected void start() {
        start(applier -> applier);
    }

    /** @param around gets between the worker and the store */
    protected void start(UnaryOperator<Applier> around) {
        worker = RunningWorker.start(store, projection, log, around, signals, 500, this::take);
        if (log.head().isAfter(Position.ZERO)) {
            signals.awaitApplied(log.head());
        }
    }

    /** Five accounts, of which number 3 has its stream bound to number 4. */
    protected void startWithAStreamBoundToAWrongKey() {
        projection = Bank.superstitious(() -> false)
                .bind(Opened.class, Opened::account)
                .build();
        append(accounts(5));
        start(applier -> new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                super.apply(new Batch(
                        batch.epoch(),
                        batch.from(),
                        batch.to(),
                        batch.changes(),
                        batch.bindings().stream()
                                .map(ReconcileScene::fromThreeToFour)
                                .toList()));
            }
        });
    }

    private static Binding fromThreeToFour(Binding right) {
        return right.key().equals(Key.of("3")) ? new Binding(right.stream(), Key.of("4"), right.boundAt()) : right;
    }

    /** Whatever operators want beyond the feeding is somebody else's. */
    protected boolean take(Intent intent) {
        return true;
    }

    protected Tenure tenure() {
        return Objects.requireNonNull(worker).tenure();
    }

    protected Workbench bench() {
        return bench(1_000);
    }

    protected Workbench bench(int keysShown) {
        return new Workbench(
                projection, log, store, WorkerSettings.DEFAULT, List.of(), keysShown, Bank.CLOCK, System::nanoTime);
    }

    protected Reconciliation reconcile() throws InterruptedException {
        return reconcile(WHOLE);
    }

    protected Reconciliation reconcile(Scope scope) throws InterruptedException {
        return reconcile(bench(), scope);
    }

    protected static Reconciliation reconcile(Workbench bench, Scope scope) throws InterruptedException {
        try (Reconciler reconciler = Reconciler.begin(bench, scope)) {
            return reconciler.look(Reconciler.Consequence.NONE, () -> true).orElseThrow();
        }
    }

    protected Generation live() {
        return generations(Role.ACTIVE).get(0);
    }

    protected List<Generation> generations(Role role) {
        return store.rebuilds().generations(List.of(projection.name())).stream()
                .filter(generation -> generation.role() == role)
                .toList();
    }

    /** Puts a row into the read model that no event leads to. */
    protected void put(Balance wrong) {
        put(wrong, live().checkpoint().position());
    }

    /** @param position that the row was last changed at, as it says */
    protected void put(Balance balance, Position position) {
        Row row = projection.shape().toRow(balance);
        spoil(new Change.Upsert(projection.shape().keyOf(row), row, position));
    }

    protected void lose(String account) {
        spoil(new Change.Delete(Key.of(account), live().checkpoint().position()));
    }

    /** As new as a row can be, so that a store that keeps the newest row keeps this one. */
    private void spoil(Change change) {
        Generation live = live();
        store.applier(projection, live.id()).recover(new Recovery(live.epoch(), List.of(change), List.of(), List.of()));
    }

    protected Optional<Balance> row(String account) {
        return store.reads().row(projection, Key.of(account)).value();
    }

    protected static List<String> keys(Reconciliation found) {
        return found.keys().stream().map(drift -> drift.key().toString()).toList();
    }

    protected void assertNoScratchIsLeft() {
        assertThat(generations(Role.SCRATCH)).isEmpty();
    }
}
