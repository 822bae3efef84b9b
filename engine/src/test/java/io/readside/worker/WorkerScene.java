package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent;
import io.readside.bank.RunningWorker;
import io.readside.bank.Signals;
import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Generation;
import io.readside.readstore.ParkedKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A log, a read store in memory and at most one worker between them. */
@Timeout(60)
abstract class WorkerScene {

    final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    final Signals signals = new Signals();
    final AtomicBoolean broken = new AtomicBoolean(true);
    MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    RunningWorker worker;

    /** Cannot apply a deposit of 13 cents while broken. */
    final FoldProjection<Balance> superstitious =
            Bank.superstitious(broken::get).keyedBy(BankEvent::account).build();

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
        }
    }

    void start(Projection<?> projection) {
        start(projection, 500);
    }

    void start(Projection<?> projection, int batchSizeEvents) {
        start(projection, log, applier -> applier, batchSizeEvents);
    }

    void start(Projection<?> projection, UnaryOperator<Applier> around) {
        start(projection, log, around, 500);
    }

    void start(Projection<?> projection, EventLog from, UnaryOperator<Applier> around, int batchSizeEvents) {
        worker = RunningWorker.start(store, projection, from, around, signals, batchSizeEvents);
    }

    List<Balance> balances() {
        return store.reads().rows(BALANCES, 1000).value();
    }

    Generation now() {
        return store.reads().serving(BALANCES);
    }

    /** The only one. */
    ParkedKey parkedKey() {
        List<ParkedKey> parked = store.reads().parked(Optional.of("balances"));
        assertThat(parked).hasSize(1);
        return parked.get(0);
    }
}
