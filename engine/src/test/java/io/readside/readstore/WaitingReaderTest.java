package io.readside.readstore;

import io.readside.bank.Threads;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader who was asleep before anything was announced. */
@Timeout(60)
class WaitingReaderTest {

    private final CheckpointBoard board = new CheckpointBoard();

    private Thread asleep() {
        Thread reader = new Thread(() -> {
            try {
                board.await("balances", Position.of(2), Duration.ofDays(1));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        reader.setDaemon(true);
        reader.start();
        Threads.awaitAsleep(reader);
        return reader;
    }

    @Test
    void the_checkpoint_that_it_waits_for_wakes_it() {
        Thread reader = asleep();

        board.announce("balances", Checkpoint.of(2));

        Threads.awaitEnded(reader);
    }

    @Test
    void trouble_wakes_it() {
        Thread reader = asleep();

        board.announceTrouble("balances");

        Threads.awaitEnded(reader);
    }
}
