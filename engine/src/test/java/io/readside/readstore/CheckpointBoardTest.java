package io.readside.readstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointBoardTest {

    private static final Duration LONG = Duration.ofDays(1);

    private final CheckpointBoard board = new CheckpointBoard();

    private CompletableFuture<Void> waiter(String name, long position) {
        return CompletableFuture.runAsync(() -> {
            try {
                board.await(name, Position.of(position), LONG);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void it_is_at_what_was_announced_and_not_above_it() {
        board.announce("balances", Checkpoint.of(5));
        board.announce("balances", Checkpoint.of(3));

        assertThat(board.isAt("balances", Position.of(5))).isTrue();
        assertThat(board.isAt("balances", Position.of(6))).isFalse();
        assertThat(board.isAt("others", Position.of(1))).isFalse();
    }

    @Test
    void who_has_looked_is_in_nobodys_way() throws Exception {
        board.isAt("balances", Position.of(1));

        CompletableFuture.runAsync(() -> board.announce("balances", Checkpoint.of(1)))
                .get(20, TimeUnit.SECONDS);

        assertThat(board.isAt("balances", Position.of(1))).isTrue();
    }

    @Test
    void a_waiter_goes_on_with_the_announcement_that_it_waits_for() throws Exception {
        CompletableFuture<Void> waiter = waiter("balances", 2);

        board.announce("balances", Checkpoint.of(2));

        waiter.get(20, TimeUnit.SECONDS);
        board.await("balances", Position.of(2), LONG);
    }

    /** Announced over and over: one announcement might come before the waiter has begun to wait. */
    @Test
    void a_waiter_goes_on_when_there_is_trouble() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> waiter = waiter("balances", 2);
        CompletableFuture<Void> trouble = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                board.announceTrouble("balances");
            }
        });

        waiter.get(20, TimeUnit.SECONDS);
        over.set(true);
        trouble.get(20, TimeUnit.SECONDS);
    }

    @Test
    void no_time_is_no_wait() throws InterruptedException {
        board.await("balances", Position.of(2), Duration.ZERO);

        assertThat(board.isAt("balances", Position.of(2))).isFalse();
    }

    @Test
    void a_generation_is_called_as_its_table() {
        assertThat(new GenerationId("order_summary", 7)).hasToString("order_summary__g7");
    }
}
