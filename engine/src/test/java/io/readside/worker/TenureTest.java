package io.readside.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Bank;
import io.readside.bank.Signals;
import io.readside.bank.Threads;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TenureTest {

    private static final Duration LONG = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final GenerationId BALANCES = new GenerationId("balances", 1);
    private static final Intent FIRST = intent(1, new Intent.Act.Pause());
    private static final Intent SECOND = intent(2, new Intent.Act.Resume());

    private final List<GenerationId> givenBack = new ArrayList<>();
    private final Tenure tenure = new Tenure(BALANCES, () -> 0, () -> {}, givenBack::add);

    private static Intent intent(long id, Intent.Act act) {
        return new Intent(id, "balances", act, "ann", Optional.empty());
    }

    private static Lease lease() {
        return new Lease(BALANCES, "a", true, 2, Bank.NOW, LONG);
    }

    private interface Wait<T> {
        T take() throws InterruptedException;
    }

    /** What a thread gets that was asleep before something was done. */
    private static <T> T whileAsleep(Wait<T> wait, Runnable act) {
        CompletableFuture<T> got = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                got.complete(wait.take());
            } catch (InterruptedException e) {
                got.completeExceptionally(e);
            }
        });
        waiter.setDaemon(true);
        waiter.start();
        Threads.awaitAsleep(waiter);
        act.run();
        return Signals.await(got);
    }

    private static Duration timeOf(Wait<?> wait) throws InterruptedException {
        long begin = System.nanoTime();
        wait.take();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private boolean awaitHeld(Duration atMost) throws InterruptedException {
        tenure.awaitHeld(atMost);
        return tenure.isHeld();
    }

    @Test
    void who_waits_for_a_lease_goes_on_when_it_comes() {
        boolean held = whileAsleep(() -> awaitHeld(LONG), () -> tenure.hear(lease(), 0));

        assertThat(held).isTrue();
    }

    @Test
    void who_holds_a_lease_does_not_wait_for_it() throws InterruptedException {
        tenure.hear(lease(), 0);

        assertThat(awaitHeld(LONG)).isTrue();
    }

    @Test
    void a_wait_for_nothing_takes_as_long_as_asked_for() throws InterruptedException {
        assertThat(timeOf(() -> awaitHeld(SHORT))).isGreaterThanOrEqualTo(SHORT);
        assertThat(timeOf(() -> tenure.awaitIntent(SHORT))).isGreaterThanOrEqualTo(SHORT);
        assertThat(tenure.awaitIntent(SHORT)).isEmpty();
    }

    @Test
    void a_halted_worker_hears_at_once_what_an_operator_wants() {
        Optional<Intent> wanted = whileAsleep(() -> tenure.awaitIntent(LONG), () -> tenure.bring(FIRST));

        assertThat(wanted).contains(FIRST);
    }

    @Test
    void what_operators_want_comes_in_order_and_once_however_often_it_is_brought() throws InterruptedException {
        tenure.bring(FIRST);
        tenure.bring(SECOND);
        tenure.bring(FIRST);

        Optional<Intent> first = tenure.awaitIntent(LONG);
        tenure.dealtWith(FIRST);
        Optional<Intent> second = tenure.awaitIntent(LONG);
        tenure.dealtWith(SECOND);
        Optional<Intent> third = tenure.awaitIntent(Duration.ZERO);

        assertThat(List.of(first, second, third))
                .containsExactly(Optional.of(FIRST), Optional.of(SECOND), Optional.empty());
    }

    @Test
    void who_has_dealt_with_something_is_in_nobodys_way() {
        tenure.bring(FIRST);
        tenure.dealtWith(FIRST);

        Signals.await(CompletableFuture.runAsync(() -> tenure.hear(lease(), 0)));

        assertThat(tenure.isHeld()).isTrue();
    }

    @Test
    void who_resigns_believes_in_its_lease_no_more_and_gives_it_back() {
        tenure.hear(lease(), 0);

        tenure.resign();
        boolean believed = Signals.await(CompletableFuture.supplyAsync(tenure::isHeld));

        assertThat(believed).isFalse();
        assertThat(givenBack).containsExactly(BALANCES);
    }
}
