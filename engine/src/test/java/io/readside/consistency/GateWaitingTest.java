package io.readside.consistency;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.Signals;
import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.projection.Folding.Poison;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Readers who wait for the read model, and what ends their wait. */
class GateWaitingTest extends GateScene {

    @Test
    void a_wait_ends_when_the_read_model_gets_there() {
        CompletableFuture<Answer<Optional<Balance>>> answer =
                CompletableFuture.supplyAsync(() -> after(3).within(LONG).row("1"));
        Signals.next(looks);

        applyUpTo(3, 11);

        assertThat(Signals.await(answer))
                .isEqualTo(new Fresh<>(Optional.of(new Balance("1", "ann", 11)), Position.of(3), 0));
    }

    @Test
    void a_wait_ends_when_the_projection_stops() {
        CompletableFuture<Answer<Optional<Balance>>> answer =
                CompletableFuture.supplyAsync(() -> after(3).within(LONG).row("1"));
        Signals.next(looks);

        applier.stop(
                generation.epoch(),
                new Poison(Bank.stored(new Opened("1", "ann")).get(0), "it fails", false));
        board.announceTrouble("balances_v1");

        assertThat(Signals.await(answer)).isInstanceOf(Parked.class);
    }

    @Test
    void a_wait_is_bounded_by_the_clock() {
        CompletableFuture<Answer<Optional<Balance>>> answer = CompletableFuture.supplyAsync(
                () -> after(3).within(Duration.ofMillis(300)).row("1"));
        Signals.next(looks);

        nanos.addAndGet(Duration.ofMillis(301).toNanos());

        assertThat(Signals.await(answer)).isInstanceOf(Pending.class);
    }

    @Test
    void a_reader_more_than_may_wait_is_told_pending_at_once() {
        Read<Balance> read =
                gate(1).read(BALANCES).after(VersionToken.parse("3")).within(LONG);
        CompletableFuture<Answer<Optional<Balance>>> first = CompletableFuture.supplyAsync(() -> read.row("1"));
        Signals.next(looks);
        Signals.next(looks); // it waits, and has looked again with the first word of the store

        assertThat(read.row("1")).isInstanceOf(Pending.class);

        applyUpTo(3, 11);
        assertThat(Signals.await(first)).isInstanceOf(Fresh.class);
        assertThat(read.row("1")).isInstanceOf(Fresh.class);
    }

    @Test
    void a_store_that_lags_behind_its_announcement_is_looked_at_now_and_then() {
        applyUpTo(1, 0);
        board.announce("balances_v1", Checkpoint.of(3));
        Gate gate = new Gate(
                log,
                new WatchedReads(store.reads(), looks),
                board,
                WaitLimits.DEFAULT,
                ReadListener.NONE,
                System::nanoTime);

        Answer<?> answer = gate.read(BALANCES)
                .after(VersionToken.parse("3"))
                .within(Duration.ofMillis(200))
                .row("1");

        assertThat(answer).isInstanceOf(Pending.class);
        assertThat(looks).as("looks in 200 ms, one every 20").hasSizeLessThan(30);
    }

    @Test
    void an_interrupted_wait_ends_and_leaves_the_thread_interrupted() {
        Thread.currentThread().interrupt();

        assertThat(after(3).within(LONG).row("1")).isInstanceOf(Pending.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_wait_is_not_negative() {
        assertThatIllegalArgumentException().isThrownBy(() -> after(1).within(Duration.ofMillis(-1)));
    }
}
