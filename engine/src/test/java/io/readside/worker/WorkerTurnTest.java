package io.readside.worker;

import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.ApplierProxy;
import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Deposited;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.Signals;
import io.readside.bank.Threads;
import io.readside.event.Position;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Lease;
import io.readside.readstore.RunState;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a worker's turn begins, what it does when it fails, and how it waits for the next. */
@Timeout(60)
class WorkerTurnTest {

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    private Turn turn = new Turn(store, log);

    @AfterEach
    void close() {
        turn.close();
    }

    @Test
    void readers_of_this_process_learn_at_the_beginning_how_far_others_have_got() {
        Position last = Bank.append(log, new Opened("1", "ann")).position();
        turn.start().signals.awaitApplied(last);
        turn.close();

        turn = new Turn(store, log).start();
        next(turn.signals.leased);

        assertThat(turn.board.isAt("balances_v1", last)).isTrue();
    }

    @Test
    void what_was_paused_stays_so_when_the_next_turn_begins() {
        turn.start().ask(new Act.Pause());
        turn.close();
        Bank.append(log, new Opened("1", "ann"));

        turn = new Turn(store, log).start();
        next(turn.signals.leased);
        Threads.awaitAsleep(turn.thread());

        assertThat(turn.state()).isEqualTo(new RunState.Paused("ann", Bank.NOW));
        assertThat(turn.balances()).isEmpty();
    }

    @Test
    void who_waits_for_its_turn_sleeps() {
        Lease runOut = new Lease(turn.tenure.generation(), "a", true, 1, Bank.NOW, Duration.ZERO);

        turn.startTold(runOut);

        Threads.awaitAsleep(turn.thread());
        assertThat(turn.signals.leased).isEmpty();
    }

    @Test
    void who_finds_at_the_beginning_that_its_turn_is_over_asks_no_more_until_it_is_told_of_the_next() {
        AtomicInteger looks = new AtomicInteger();
        turn = new Turn(store, log, applier -> new ApplierProxy(applier) {
            @Override
            public Generation current() {
                looks.incrementAndGet();
                return super.current();
            }
        });
        Lease over = turn.take("a");
        store.leases().release("a", Set.of(turn.tenure.generation()));
        turn.take("b");

        turn.startTold(over);
        while (turn.tenure.isHeld()) {
            assertThat(looks).hasValueLessThan(2);
        }
        store.leases().release("b", Set.of(turn.tenure.generation()));
        Lease next = turn.take("a");
        turn.tenure.hear(next, 0);

        assertThat(next(turn.signals.leased)).isEqualTo(next.epoch());
        assertThat(looks).hasValue(2);
    }

    @Test
    void a_batch_that_had_no_effect_is_begun_anew_at_once_while_the_turn_lasts() {
        AtomicInteger calls = new AtomicInteger();
        Position last = Bank.append(log, new Opened("1", "ann")).position();

        turn = new Turn(
                        store,
                        log,
                        failing(calls, Set.of(1), new CheckpointMoved("Somebody has put the checkpoint back.")))
                .start();
        turn.signals.awaitApplied(last);

        assertThat(turn.signals.fenced).hasSize(1);
        assertThat(turn.balances()).containsExactly(new Balance("1", "ann", 0));
    }

    @Test
    void attempts_are_counted_anew_after_a_success() {
        AtomicInteger calls = new AtomicInteger();
        Position first = Bank.append(log, new Opened("1", "ann")).position();
        turn = new Turn(store, log, failing(calls, Set.of(1, 3), new StoreUnavailable("away"))).start();
        turn.signals.awaitApplied(first);

        Position second = Bank.append(log, new Deposited("1", 5)).position();
        turn.signals.awaitApplied(second);

        assertThat(turn.signals.retrying).extracting(Signals.Retrying::attempt).containsExactly(1, 1);
    }

    @Test
    void a_store_out_of_reach_is_left_alone_between_two_attempts() {
        AtomicInteger calls = new AtomicInteger();
        BlockingQueue<Long> attempts = new LinkedBlockingQueue<>();
        Position last = Bank.append(log, new Opened("1", "ann")).position();

        turn = new Turn(
                        store,
                        log,
                        applier ->
                                new ApplierProxy(failing(calls, Set.of(1, 2), new StoreUnavailable("away"))
                                        .apply(applier)) {
                                    @Override
                                    public void apply(Batch batch) {
                                        attempts.add(System.nanoTime());
                                        super.apply(batch);
                                    }
                                })
                .start();
        turn.signals.awaitApplied(last);

        List<Long> times = List.copyOf(attempts);
        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThanOrEqualTo(Duration.ofMillis(25));
        assertThat(Duration.ofNanos(times.get(2) - times.get(1))).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    private static UnaryOperator<Applier> failing(AtomicInteger calls, Set<Integer> which, RuntimeException failure) {
        return applier -> new ApplierProxy(applier) {
            @Override
            public void apply(Batch batch) {
                if (which.contains(calls.incrementAndGet())) {
                    throw failure;
                }
                super.apply(batch);
            }
        };
    }

    @Test
    void what_an_operator_wanted_and_another_process_has_done_is_not_done_again() {
        Intent pause = store.intents().submit("balances", new Act.Pause(), "ann");
        store.intents().report(pause.id(), new Report(true, "Paused at position 0."));
        turn = new Turn(store, log).start();

        turn.tenure.bring(pause);
        Report later = turn.ask(new Act.Retry(Optional.empty()));

        assertThat(later.done()).isTrue();
        assertThat(turn.state()).isEqualTo(new RunState.Running());
    }
}
