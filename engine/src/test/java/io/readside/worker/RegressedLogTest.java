package io.readside.worker;

import static io.readside.bank.Signals.await;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.bank.Threads;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Lease;
import io.readside.readstore.RunState;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log behind a read model is not the one that it was built from. */
@Timeout(60)
class RegressedLogTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final MemoryLog another = MemoryLog.create(Bank.CLOCK);
    private final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    private Turn turn = new Turn(store, log);

    @BeforeEach
    void feed() {
        Position last =
                Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5)).position();
        turn.start().signals.awaitApplied(last);
        turn.close();
    }

    @AfterEach
    void close() {
        turn.close();
    }

    @Test
    void a_read_model_of_another_log_stops_before_anything_new_is_read_and_keeps_its_turn() {
        turn = new Turn(store, another).start();
        String reason = await(turn.signals.regressed);

        assertThat(reason).contains(another.id().toString(), log.id().toString());
        assertThat(turn.state()).isEqualTo(new RunState.Regressed(reason, Bank.NOW));
        assertThat(turn.lease().own()).isTrue();
        assertThat(turn.lease().isHeld()).isTrue();
        assertThat(turn.signals.leased).isEmpty();
    }

    @Test
    void it_is_said_once_and_nothing_of_the_other_log_is_applied() {
        BlockingQueue<Checkpoint> looks = new LinkedBlockingQueue<>();
        for (int i = 1; i <= 3; i++) {
            Bank.append(another, new Opened(Integer.toString(i), "bob"));
        }
        turn = new Turn(store, new LogProxy(another) {
                    @Override
                    public void verify(Checkpoint checkpoint) {
                        looks.add(checkpoint);
                        super.verify(checkpoint);
                    }
                })
                .start();
        await(turn.signals.regressed);

        Report later = turn.ask(new Act.Retry(Optional.empty()));

        assertThat(later.done()).isTrue();
        assertThat(looks).hasSize(1);
        assertThat(turn.signals.applied).isEmpty();
        assertThat(turn.balances()).containsExactly(new Balance("1", "ann", 5));
    }

    @Test
    void readers_who_wait_for_it_are_told_at_once() {
        turn = new Turn(store, another);
        Thread reader = new Thread(() -> {
            try {
                turn.board.await("balances_v1", Position.of(3), LONG);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        reader.start();
        Threads.awaitAsleep(reader);

        turn.start();

        Threads.awaitEnded(reader);
    }

    @Test
    void what_the_store_cannot_write_down_is_noticed_again() {
        AtomicBoolean away = new AtomicBoolean(true);

        turn = new Turn(store, another, applier -> new ApplierProxy(applier) {
                    @Override
                    public void regress(long epoch, String reason) {
                        if (away.getAndSet(false)) {
                            throw new StoreUnavailable("away");
                        }
                        super.regress(epoch, reason);
                    }
                })
                .start();
        await(turn.signals.regressed);

        assertThat(next(turn.signals.retrying).cause()).isInstanceOf(StoreUnavailable.class);
        assertThat(turn.state()).isInstanceOf(RunState.Regressed.class);
    }

    @Test
    void it_runs_again_when_a_worker_begins_at_the_right_log() {
        turn = new Turn(store, another).start();
        await(turn.signals.regressed);
        turn.close();

        turn = new Turn(store, log).start();
        next(turn.signals.leased);
        RunState running = turn.state();
        Position last = Bank.append(log, new Deposited("1", 1)).position();
        turn.signals.awaitApplied(last);

        assertThat(running).isEqualTo(new RunState.Running());
        assertThat(turn.balances()).containsExactly(new Balance("1", "ann", 6));
    }

    @Test
    void it_is_not_resumed_while_the_log_is_another_one() {
        turn = new Turn(store, another).start();
        String reason = await(turn.signals.regressed);

        Report report = turn.ask(new Act.Resume());

        assertThat(report).isEqualTo(new Report(false, reason));
        assertThat(turn.state()).isInstanceOf(RunState.Regressed.class);
    }

    @Test
    void it_is_resumed_once_the_log_is_the_right_one_again() {
        AtomicBoolean restored = new AtomicBoolean();
        turn = new Turn(store, new LogProxy(log) {
                    @Override
                    public void verify(Checkpoint checkpoint) {
                        if (!restored.get()) {
                            throw new LogRegressed("the log has lost its tail");
                        }
                        super.verify(checkpoint);
                    }
                })
                .start();
        await(turn.signals.regressed);
        Position last = Bank.append(log, new Deposited("1", 1)).position();

        restored.set(true);
        Report report = turn.ask(new Act.Resume());
        turn.signals.awaitApplied(last);

        assertThat(report).isEqualTo(new Report(true, "Goes on from position 2."));
        assertThat(turn.state()).isEqualTo(new RunState.Running());
    }

    @Test
    void a_worker_whose_turn_is_over_does_not_stop_the_read_model_of_the_next() {
        BlockingQueue<Checkpoint> reads = new LinkedBlockingQueue<>();
        CountDownLatch over = new CountDownLatch(1);
        EventLog lost = new LogProxy(log) {
            @Override
            public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                reads.add(after);
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                throw new LogRegressed("the log has lost its tail");
            }
        };
        turn = new Turn(store, lost).start();
        Bank.append(log, new Deposited("1", 1));
        next(reads);

        store.leases().release("a", Set.of(turn.tenure.generation()));
        Lease next = turn.take("b");
        turn.tenure.hear(turn.lease(), 0);
        over.countDown();
        await(turn.signals.regressed);

        assertThat(next.own()).isTrue();
        assertThat(turn.state()).isEqualTo(new RunState.Running());
    }

    @Test
    void a_pause_is_refused_and_does_not_hide_that_the_log_is_another() {
        turn = new Turn(store, another).start();
        String reason = await(turn.signals.regressed);

        Report paused = turn.ask(new Act.Pause());

        assertThat(paused.done()).isFalse();
        assertThat(paused.message()).contains("not the one that it was built from");
        assertThat(turn.state()).isEqualTo(new RunState.Regressed(reason, Bank.NOW));
    }
}
