package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.bank.Bank;
import io.readside.bank.BankEvent.Opened;
import io.readside.bank.LogProxy;
import io.readside.event.Checkpoint;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.memory.MemoryLog;
import io.readside.subscription.Subscription;
import io.readside.worker.ReadAhead.Piece;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {

    private static final PageLimit FOUR = PageLimit.events(4);

    private final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    private final List<String> readers = new CopyOnWriteArrayList<>();
    private final CountDownLatch second = new CountDownLatch(2);
    private volatile boolean fails;
    private final ReadAhead ahead = new ReadAhead(
            "ahead",
            new Subscription(
                    new LogProxy(log) {
                        @Override
                        public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
                            readers.add(Thread.currentThread().getName());
                            second.countDown();
                            if (fails) {
                                throw new LogUnavailable("away", null);
                            }
                            return super.read(after, filter, limit);
                        }
                    },
                    EventFilter.ALL,
                    Checkpoint.ZERO),
            page -> BALANCES.begin(page.events()));

    @AfterEach
    void end() {
        ahead.end();
    }

    private Piece next(Checkpoint after) throws InterruptedException {
        return ahead.next(after, FOUR, Duration.ZERO);
    }

    private void open(int accounts) {
        for (int i = 0; i < accounts; i++) {
            Bank.append(log, new Opened("" + i, "ann"));
        }
    }

    @Test
    void behind_a_full_page_the_next_ones_are_read_by_another_thread_and_none_is_passed_over() throws Exception {
        open(30);
        List<StoredEvent> read = new ArrayList<>();

        Piece piece = next(Checkpoint.ZERO);
        while (!piece.page().events().isEmpty()) {
            read.addAll(piece.page().events());
            ahead.readOn(piece, FOUR);
            piece = next(piece.end());
        }

        assertThat(read)
                .isEqualTo(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(100))
                        .events());
        assertThat(readers).contains("ahead");
    }

    @Test
    void at_the_head_nothing_is_read_ahead() throws Exception {
        open(3);

        Piece piece = next(Checkpoint.ZERO);
        ahead.readOn(piece, FOUR);

        assertThat(next(piece.end()).page().events()).isEmpty();
        assertThat(readers).hasSize(1).doesNotContain("ahead");
    }

    @Test
    void what_was_read_ahead_of_another_place_is_given_up() throws Exception {
        open(30);

        Piece first = next(Checkpoint.ZERO);
        ahead.readOn(first, FOUR);
        Piece again = next(Checkpoint.ZERO);

        assertThat(again.page()).isEqualTo(first.page());
    }

    @Test
    void a_read_ahead_that_failed_fails_whoever_comes_to_it_and_the_next_try_reads_again() throws Exception {
        open(30);
        Piece first = next(Checkpoint.ZERO);

        fails = true;
        ahead.readOn(first, FOUR);
        second.await();
        assertThatThrownBy(() -> next(first.end())).isInstanceOf(LogUnavailable.class);
        fails = false;

        assertThat(next(first.end()).page().events()).hasSize(4);
    }
}
