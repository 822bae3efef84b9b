package io.readside.worker;

import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.bank.Threads;
import io.readside.event.Checkpoint;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a view is refreshed, and when it is left alone. */
@Timeout(60)
class ViewRefresherTurnTest extends ViewScene {

    /** Moments of attempts, by this process's clock. */
    private BlockingQueue<Long> failing(int times, Runnable cost) {
        BlockingQueue<Long> attempts = new LinkedBlockingQueue<>();
        views.work = () -> {
            attempts.add(System.nanoTime());
            if (attempts.size() <= times) {
                cost.run();
                throw new StoreUnavailable("away");
            }
        };
        return attempts;
    }

    @Test
    void who_does_not_hold_the_lease_sleeps_until_its_turn_comes() {
        hear(Duration.ZERO);
        refresher.start();
        moveSource(0, 3);
        Threads.awaitAsleep(thread());
        List<Checkpoint> before = List.copyOf(views.refreshes);

        hear(Duration.ofDays(1));
        next(views.refreshes);

        assertThat(before).isEmpty();
    }

    @Test
    void a_view_whose_source_stands_still_sleeps_until_it_moves() {
        startHolding();
        Threads.awaitAsleep(thread());
        List<Checkpoint> before = List.copyOf(views.refreshes);

        moveSource(0, 3);
        next(views.refreshes);

        assertThat(before).isEmpty();
    }

    @Test
    void a_view_that_rests_is_left_alone_until_its_source_is_swapped() {
        views.took = Duration.ofDays(1);
        startHolding();
        moveSource(0, 3);
        Threads.awaitAsleep(thread());
        List<Checkpoint> before = List.copyOf(views.refreshes);

        views.repointed = true;
        next(views.refreshes);

        assertThat(before).isEmpty();
    }

    /** Green may be announced further than the generation that readers see. */
    @Test
    void an_announcement_that_the_store_does_not_confirm_keeps_nobody_busy() {
        board.announce("balances_v1", Checkpoint.of(100));

        startHolding();
        Threads.awaitAsleep(thread());

        assertThat(views.refreshes).isEmpty();
    }

    @Test
    void a_store_out_of_reach_is_left_alone_between_two_attempts() throws InterruptedException {
        BlockingQueue<Long> attempts = failing(2, () -> {});
        startHolding();

        moveSource(0, 3);
        next(views.refreshes);
        long first = attempts.take();
        long second = attempts.take();
        long third = attempts.take();

        assertThat(Duration.ofNanos(second - first)).isGreaterThanOrEqualTo(Duration.ofMillis(25));
        assertThat(Duration.ofNanos(third - second)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void an_attempt_that_failed_late_is_followed_by_as_long_a_rest() throws InterruptedException {
        Duration cost = Duration.ofMillis(300);
        BlockingQueue<Long> attempts = failing(1, () -> nanoTime.addAndGet(cost.toNanos()));
        startHolding();

        moveSource(0, 3);
        next(views.refreshes);

        assertThat(Duration.ofNanos(-attempts.take() + attempts.take())).isGreaterThanOrEqualTo(cost);
    }

    @Test
    void who_is_told_that_the_turn_is_anothers_waits_for_the_next_one() {
        views.work = () -> {
            throw new CheckpointMoved("epoch 8");
        };
        startHolding();
        moveSource(0, 3);
        next(hurried);
        views.work = () -> {};
        boolean believesInTheLease = tenure.isHeld();

        hear(Duration.ofDays(1));
        next(views.refreshes);

        assertThat(believesInTheLease).isFalse();
    }
}
