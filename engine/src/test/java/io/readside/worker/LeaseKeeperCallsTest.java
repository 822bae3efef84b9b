package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Threads;
import io.readside.memory.MemoryReadStore;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the keeper calls the store, and that it leaves nothing behind. */
@Timeout(60)
class LeaseKeeperCallsTest {

    private static final Duration TERM = Duration.ofSeconds(1);

    private final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    private final GenerationId generation = store.generations().open(BALANCES).id();
    private final Semaphore answers = new Semaphore(0);
    private final BlockingQueue<Thread> holding = new LinkedBlockingQueue<>();
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<Long> times = Collections.synchronizedList(new ArrayList<>());
    private final LeaseKeeper keeper = new LeaseKeeper(new Watched(), store.intents(), "a", TERM, System::nanoTime);

    /** Answers when it is let. */
    private final class Watched implements Leases {

        @Override
        public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
            times.add(System.nanoTime());
            holding.add(Thread.currentThread());
            answers.acquireUninterruptibly();
            calls.add("hold");
            return store.leases().hold(owner, wanted, term);
        }

        @Override
        public void release(String owner, Set<GenerationId> held) {
            calls.add("release");
            store.leases().release(owner, held);
        }

        @Override
        public void close() {
            calls.add("close");
        }
    }

    @AfterEach
    void close() {
        answers.release(1000);
        keeper.close();
    }

    @Test
    void what_is_given_back_is_not_taken_again_by_a_call_under_way() {
        Tenure tenure = keeper.watch(generation);
        keeper.start();
        next(holding);

        Thread leaving = new Thread(tenure::resign);
        leaving.start();
        Threads.awaitHeldUpOrEnded(leaving);
        answers.release();
        Threads.awaitEnded(leaving);

        assertThat(calls).startsWith("hold", "release");
        assertThat(store.leases().hold("b", Set.of(generation), TERM))
                .extracting(Lease::own)
                .containsExactly(true);
    }

    @Test
    void a_keeper_that_is_closed_asks_no_more_and_then_frees_what_the_leases_hold_on_to() {
        keeper.watch(generation);
        keeper.start();
        Thread ticks = next(holding);
        answers.release(1000);

        keeper.close();

        assertThat(ticks.isAlive()).isFalse();
        assertThat(calls).endsWith("close").containsOnlyOnce("close");
    }

    @Test
    void the_store_is_asked_ten_times_in_a_term_and_no_more() {
        keeper.watch(generation);
        answers.release(1000);

        keeper.start();
        for (int i = 0; i < 3; i++) {
            next(holding);
        }

        Duration between = Duration.ofNanos(times.get(2) - times.get(0));
        assertThat(between).isGreaterThanOrEqualTo(TERM.dividedBy(10).multipliedBy(2));
    }

    /** It holds what another does not give up for a while, and notes when it was asked. */
    private final class Anothers implements Leases {

        private final Duration left = Duration.ofMillis(50);
        private final BlockingQueue<Long> asked = new LinkedBlockingQueue<>();

        @Override
        public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
            asked.add(System.nanoTime());
            return List.of(new Lease(generation, "b", false, 2, Bank.NOW, left));
        }

        @Override
        public void release(String owner, Set<GenerationId> held) {}

        @Override
        public void close() {}
    }

    @Test
    void who_stands_by_asks_again_when_the_lease_of_another_has_run_out_and_not_at_the_next_tick() {
        Anothers anothers = new Anothers();
        Duration term = Duration.ofHours(1);
        try (LeaseKeeper patient = new LeaseKeeper(anothers, store.intents(), "a", term, System::nanoTime)) {
            patient.watch(generation);
            patient.start();

            long first = next(anothers.asked);
            long second = next(anothers.asked);

            assertThat(Duration.ofNanos(second - first)).isGreaterThan(anothers.left);
        }
    }
}
