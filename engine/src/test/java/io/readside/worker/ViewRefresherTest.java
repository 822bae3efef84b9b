package io.readside.worker;

import static io.readside.bank.Signals.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Threads;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.StoreUnavailable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a refresher does. */
@Timeout(60)
class ViewRefresherTest extends ViewScene {

    private void failTwiceWith(RuntimeException failure) {
        AtomicInteger failures = new AtomicInteger(2);
        views.work = () -> {
            if (failures.getAndDecrement() > 0) {
                throw failure;
            }
        };
    }

    @Test
    void a_view_is_refreshed_after_each_move_of_its_source_and_says_so() throws InterruptedException {
        startHolding();

        moveSource(0, 3);
        Checkpoint first = next(views.refreshes);
        moveSource(3, 4);
        Checkpoint second = next(views.refreshes);
        board.await("totals", second.position(), Duration.ofSeconds(20));

        assertThat(first).isEqualTo(Checkpoint.of(3));
        assertThat(second).isEqualTo(Checkpoint.of(4));
        assertThat(board.isAt("totals", Position.of(4))).isTrue();
    }

    @Test
    void readers_learn_at_the_start_how_far_the_view_is() {
        refresher.start();

        assertThat(board.isAt("totals", Position.of(2))).isTrue();
        assertThat(board.isAt("totals", Position.of(3))).isFalse();
    }

    @Test
    void an_unreachable_store_is_tried_again() {
        failTwiceWith(new StoreUnavailable("away"));
        startHolding();

        moveSource(0, 3);

        assertThat(next(views.refreshes)).isEqualTo(Checkpoint.of(3));
    }

    @Test
    void a_view_that_cannot_be_computed_for_a_while_is_tried_again() {
        failTwiceWith(new IllegalStateException("division by zero"));
        startHolding();

        moveSource(0, 3);

        assertThat(next(views.refreshes)).isEqualTo(Checkpoint.of(3));
    }

    @Test
    void a_view_that_cannot_be_created_is_an_error_at_the_start() {
        views.creation = () -> {
            throw new ProjectionMismatch("no unique index");
        };

        assertThatThrownBy(refresher::start).isInstanceOf(ProjectionMismatch.class);
    }

    @Test
    void a_view_that_is_declared_on_a_version_to_come_is_created_when_that_has_come() {
        AtomicInteger looks = new AtomicInteger();
        views.creation = () -> looks.incrementAndGet() < 3 ? Optional.empty() : Optional.of(Checkpoint.of(2));

        startHolding();
        boolean announcedAtOnce = board.isAt("totals", Position.of(1));
        moveSource(0, 3);
        next(views.refreshes);

        assertThat(announcedAtOnce).isFalse();
        assertThat(looks).hasValue(3);
        assertThat(board.isAt("totals", Position.of(2))).isTrue();
    }

    @Test
    void a_view_that_was_dropped_is_made_anew_when_it_is_due() {
        startHolding();
        AtomicInteger creations = new AtomicInteger();
        views.work = () -> {
            if (creations.get() == 0) {
                throw new ProjectionMismatch("dropped");
            }
        };
        views.creation = () -> Optional.of(Checkpoint.of(2 + creations.incrementAndGet()));

        moveSource(0, 4);
        next(views.refreshes);

        assertThat(creations).hasValue(1);
        assertThat(board.isAt("totals", Position.of(3))).isTrue();
    }

    @Test
    void a_refresh_is_begun_at_the_epoch_of_the_lease() {
        startHolding();

        moveSource(0, 3);

        assertThat(next(views.epochs)).isEqualTo(7);
    }

    @Test
    void an_operator_has_a_view_stay_as_it_is_and_go_on() {
        startHolding();

        Report paused = ask(new Act.Pause());
        moveSource(0, 3);
        Threads.awaitAsleep(thread());
        boolean refreshedWhilePaused = !views.refreshes.isEmpty();
        Report resumed = ask(new Act.Resume());

        assertThat(next(views.refreshes)).isEqualTo(Checkpoint.of(3));
        assertThat(refreshedWhilePaused).isFalse();
        assertThat(paused.done()).isTrue();
        assertThat(resumed.done()).isTrue();
        assertThat(views.written).containsExactly("paused at epoch 7 by ann", "runs at epoch 7");
    }

    @Test
    void what_only_a_projection_can_do_is_refused_and_the_source_named() {
        startHolding();

        Report refused = ask(new Act.Retry(Optional.empty()));

        assertThat(refused.done()).isFalse();
        assertThat(refused.message()).contains("materialized view", "'balances'");
    }

    @Test
    void who_is_closed_refreshes_no_more() {
        startHolding();
        Thread refreshing = thread();

        refresher.close();

        assertThat(refreshing.isAlive()).isFalse();
    }

    @Test
    void who_is_closed_breaks_off_a_refresh_under_way() throws InterruptedException {
        CountDownLatch refreshing = new CountDownLatch(1);
        CountDownLatch brokenOff = new CountDownLatch(1);
        views.work = () -> {
            refreshing.countDown();
            awaitUninterruptibly(brokenOff);
            throw new StoreUnavailable("cancelled");
        };
        views.breakOff = brokenOff::countDown;
        startHolding();
        moveSource(0, 3);
        refreshing.await();

        refresher.close();

        assertThat(thread().isAlive()).isFalse();
        assertThat(views.refreshes).isEmpty();
    }

    /** As a driver does that waits for its server. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean open = false;
        while (!open) {
            try {
                latch.await();
                open = true;
            } catch (InterruptedException e) {
                Thread.onSpinWait();
            }
        }
    }
}
