package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank.Balance;
import io.readside.bank.Signals;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Pending;
import io.readside.event.Checkpoint;
import io.readside.event.InvalidToken;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers who wait without a thread. */
@Timeout(120)
class AsyncReadTest extends GateScene {

    private final Gate gate = gate(log);

    @AfterEach
    void close() {
        gate.close();
    }

    private AsyncRead<Balance> later(Gate gate, long position) {
        return gate.read(BALANCES)
                .after(VersionToken.of(Position.of(position)))
                .within(LONG)
                .async();
    }

    @Test
    void the_answer_comes_when_the_read_model_gets_there() {
        CompletableFuture<Answer<Optional<Balance>>> row = later(gate, 3).row("1");
        CompletableFuture<Answer<List<Balance>>> rows = later(gate, 3).rows(5);
        CompletableFuture<Answer<Checkpoint>> checkpoint = later(gate, 3).checkpoint();
        CompletableFuture<Answer<String>> query = later(gate, 3).query(session -> "seen");

        applyUpTo(3, 11);

        Balance balance = new Balance("1", "ann", 11);
        assertThat(Signals.await(row)).isEqualTo(new Fresh<>(Optional.of(balance), Position.of(3), 0));
        assertThat(Signals.await(rows)).isEqualTo(new Fresh<>(List.of(balance), Position.of(3), 0));
        assertThat(Signals.await(checkpoint)).isEqualTo(new Fresh<>(Checkpoint.of(3), Position.of(3), 0));
        assertThat(Signals.await(query)).isEqualTo(new Fresh<>("seen", Position.of(3), 0));
    }

    @Test
    void a_wait_is_bounded_in_time() {
        CompletableFuture<Answer<Optional<Balance>>> answer = new Gate(
                        log, store.reads(), board, WaitLimits.DEFAULT, ReadListener.NONE, System::nanoTime)
                .read(BALANCES)
                .after(VersionToken.parse("3"))
                .within(Duration.ofMillis(50))
                .async()
                .row("1");

        assertThat(Signals.await(answer)).isInstanceOf(Pending.class);
    }

    @Test
    void a_token_that_no_write_has_returned_is_refused() {
        CompletableFuture<Answer<Optional<Balance>>> answer = later(gate, 4).row("1");

        assertThatThrownBy(answer::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(InvalidToken.class);
    }

    /** Fault 43: ten thousand wait, on four threads; the surplus is told so at once, and others read on. */
    @Test
    void ten_thousand_wait_without_a_thread_of_their_own_and_the_surplus_is_told_pending() {
        int most = 10_000;
        int surplus = 100;
        Gate storm = new Gate(log, store.reads(), board, new WaitLimits(10, most), ReadListener.NONE, nanos::get);
        int threadsBefore = Thread.activeCount();
        BlockingQueue<Answer<?>> told = new LinkedBlockingQueue<>();

        List<CompletableFuture<Answer<Optional<Balance>>>> all = IntStream.range(0, most + surplus)
                .mapToObj(i -> later(storm, 3).row("1").whenComplete((answer, failed) -> told.add(answer)))
                .toList();

        for (int i = 0; i < surplus; i++) {
            assertThat(Signals.next(told)).isInstanceOf(Pending.class);
        }
        assertThat(told).isEmpty();
        assertThat(Thread.activeCount() - threadsBefore).isLessThan(10);
        assertThat(storm.read(BALANCES).row("1")).isInstanceOf(Fresh.class);
        applyUpTo(3, 11);
        assertThat(all.stream().map(Signals::await))
                .filteredOn(Fresh.class::isInstance)
                .hasSize(most);
        storm.close();
    }

    @Test
    void who_has_queued_for_a_look_a_second_beyond_its_wait_is_told_so_without_one() {
        Semaphore busy = new Semaphore(0);
        CompletableFuture<String> over = new CompletableFuture<>();
        BlockingQueue<String> slowly = new LinkedBlockingQueue<>() {
            @Override
            public boolean add(String look) {
                busy.release();
                return super.add(look + Signals.await(over));
            }
        };
        Gate slow = new Gate(
                log, new WatchedReads(store.reads(), slowly), board, WaitLimits.DEFAULT, ReadListener.NONE, nanos::get);
        List<CompletableFuture<Answer<Optional<Balance>>>> four = IntStream.range(0, 4)
                .mapToObj(i -> slow.read(BALANCES).async().row("1"))
                .toList();
        busy.acquireUninterruptibly(four.size());
        Queue<String> looked = new ConcurrentLinkedQueue<>();
        CompletableFuture<Answer<Boolean>> hasty = queued(slow, Duration.ofMillis(200), () -> looked.add("hasty"));
        CompletableFuture<Answer<Boolean>> patient = queued(slow, Duration.ofMillis(300), () -> looked.add("patient"));

        nanos.addAndGet(Duration.ofMillis(1250).toNanos());
        over.complete("");

        assertThat(Signals.await(hasty)).isInstanceOf(Pending.class);
        assertThat(Signals.await(patient)).isInstanceOf(Fresh.class);
        assertThat(looked).containsExactly("patient");
        slow.close();
    }

    private static CompletableFuture<Answer<Boolean>> queued(Gate gate, Duration within, BooleanSupplier look) {
        return gate.read(BALANCES).within(within).async().query(session -> look.getAsBoolean());
    }

    @Test
    void who_waits_is_answered_when_waits_are_ended_and_reads_go_on() {
        CompletableFuture<Answer<Optional<Balance>>> waiting = later(gate, 3).row("1");

        gate.endWaits();

        assertThat(Signals.await(waiting)).isInstanceOf(Pending.class);
        assertThat(Signals.await(later(gate, 3).row("1"))).isInstanceOf(Pending.class);
        applyUpTo(3, 11);
        assertThat(Signals.await(later(gate, 3).row("1"))).isInstanceOf(Fresh.class);
    }
}
