package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The log is at position 3; the read model is put where a test wants it. */
abstract class GateScene {

    static final Duration LONG = Duration.ofMinutes(10);

    final EventLog log = Bank.log(new Opened("1", "ann"), new Deposited("1", 5), new Deposited("1", 6));
    final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    final Generation generation = store.generations().open(BALANCES);
    final Applier applier = store.applier(BALANCES, generation.id());
    final CheckpointBoard board = new CheckpointBoard();
    final AtomicLong nanos = new AtomicLong();
    final BlockingQueue<String> looks = new LinkedBlockingQueue<>();

    Gate gate(EventLog log) {
        return new Gate(log, store.reads(), board, WaitLimits.DEFAULT, ReadListener.NONE, nanos::get);
    }

    Gate gate(int waiters) {
        return new Gate(
                log,
                new WatchedReads(store.reads(), looks),
                board,
                new WaitLimits(waiters, waiters),
                ReadListener.NONE,
                nanos::get);
    }

    Read<Balance> after(long position) {
        return gate(10).read(BALANCES).after(VersionToken.of(Position.of(position)));
    }

    void applyUpTo(long position, long cents) {
        Balance balance = new Balance("1", "ann", cents);
        applier.apply(new Batch(
                generation.epoch(),
                applier.current().checkpoint(),
                Checkpoint.of(position),
                List.of(new Change.Upsert(Key.of("1"), BALANCES.shape().toRow(balance), Position.of(position))),
                List.of()));
        board.announce("balances_v1", Checkpoint.of(position));
    }
}
