package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.bank.Signals;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.StoreUnavailable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Log and store are away for a while. */
class WorkerOutageTest extends WorkerScene {

    @Test
    void an_unreachable_store_is_tried_again() {
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        AtomicInteger calls = new AtomicInteger();

        start(
                BALANCES,
                log,
                applier -> new ApplierProxy(applier) {
                    @Override
                    public void apply(Batch batch) {
                        if (calls.incrementAndGet() < 3) {
                            throw new StoreUnavailable("away");
                        }
                        super.apply(batch);
                    }
                },
                500);
        signals.awaitApplied(last);

        assertThat(signals.retrying).extracting(Signals.Retrying::attempt).containsExactly(1, 2);
        assertThat(balances()).hasSize(1);
    }

    @Test
    void a_batch_whose_answer_was_lost_is_not_applied_twice() {
        Position last =
                Bank.append(log, new Opened("1", "ann"), new Deposited("1", 5)).position();
        AtomicInteger calls = new AtomicInteger();

        start(
                BALANCES,
                log,
                applier -> new ApplierProxy(applier) {
                    @Override
                    public void apply(Batch batch) {
                        super.apply(batch);
                        if (calls.incrementAndGet() == 1) {
                            throw new StoreUnavailable("the answer was lost");
                        }
                    }
                },
                1);
        signals.awaitApplied(last);

        assertThat(balances()).containsExactly(new Balance("1", "ann", 5));
    }

    @Test
    void an_unreachable_log_is_tried_again() {
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        AtomicInteger calls = new AtomicInteger();

        start(
                BALANCES,
                new LogProxy(log) {
                    @Override
                    public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                        if (calls.incrementAndGet() < 3) {
                            throw new LogUnavailable("away", null);
                        }
                        return super.read(after, filter, limit);
                    }
                },
                applier -> applier,
                500);
        signals.awaitApplied(last);

        assertThat(signals.retrying).hasSize(2);
    }

    @Test
    void a_failure_that_nobody_thought_of_is_outlived() {
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();

        start(
                BALANCES,
                log,
                applier -> new ApplierProxy(applier) {
                    @Override
                    public Generation current() {
                        if (looks.incrementAndGet() == 2) {
                            throw new IllegalStateException("once more");
                        }
                        return super.current();
                    }

                    @Override
                    public void apply(Batch batch) {
                        if (calls.incrementAndGet() == 1) {
                            throw new IllegalStateException("a mistake in an adapter");
                        }
                        super.apply(batch);
                    }
                },
                500);
        signals.awaitApplied(last);

        assertThat(signals.retrying).hasSize(2);
    }

    @Test
    void a_worker_with_nothing_to_do_or_in_a_pause_closes_at_once() {
        start(BALANCES, 500);
        worker.close();
        Bank.append(log, new Opened("1", "ann"));

        start(
                BALANCES,
                log,
                applier -> new ApplierProxy(applier) {
                    @Override
                    public void apply(Batch batch) {
                        throw new StoreUnavailable("away for good");
                    }
                },
                500);
        for (int i = 0; i < 3; i++) {
            next(signals.retrying);
        }
        worker.close();

        assertThat(now().checkpoint()).isEqualTo(Checkpoint.ZERO);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("readside-balances__g1");
    }
}
