package io.readside.testkit;

import static io.readside.testkit.LogUnderTest.PATIENCE;
import static io.readside.testkit.LogUnderTest.STREAM;
import static io.readside.testkit.NewEvents.event;
import static io.readside.testkit.NewEvents.events;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.PageLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a reader at the head waits, and what it can tell of itself and of the writers. */
interface EventLogFollowing extends LogFixture {

    @Test
    default void a_waiting_reader_is_woken_by_an_append() throws Exception {
        LogUnderTest log = underTest();
        Position last = log.append(STREAM, ExpectedVersion.none(), event()).position();
        log.complete(last);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> waiting = executor.submit(() -> log.awaitBeyond(last, PATIENCE));

            log.append(STREAM, ExpectedVersion.any(), event());

            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(log.read(new Checkpoint(last), EventFilter.ALL, PageLimit.events(10))
                            .events())
                    .hasSize(1);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    default void a_wait_ends_in_time_when_nothing_comes() throws Exception {
        LogUnderTest log = underTest();
        Position last = log.append(STREAM, ExpectedVersion.none(), event()).position();
        log.complete(last);

        assertThat(log.awaitBeyond(last, Duration.ZERO)).isFalse();
        assertThat(log.awaitBeyond(last, Duration.ofMillis(20))).isFalse();
        assertThat(log.awaitBeyond(Position.ZERO, Duration.ZERO)).isTrue();
    }

    @Test
    default void a_waiting_reader_returns_when_the_log_is_closed() throws Exception {
        LogUnderTest log = underTest();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Boolean> waiting = executor.submit(() -> {
                begun.countDown();
                return log.awaitBeyond(Position.ZERO, Duration.ofDays(100_000));
            });
            begun.await();

            log.close();

            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    default void the_backlog_counts_what_lies_above_a_reader() {
        LogUnderTest log = underTest();
        Position first = log.append(STREAM, ExpectedVersion.none(), event()).position();
        Position last = log.append(StreamName.of("customer", "1"), ExpectedVersion.none(), events(4))
                .position();

        Backlog behind = log.backlog(first);
        assertThat(behind.head()).isEqualTo(last);
        assertThat(behind.events()).isEqualTo(4);
        assertThat(behind.estimated()).isFalse();
        assertThat(behind.age()).isBetween(Duration.ZERO, PATIENCE);
        assertThat(log.backlog(Position.ZERO).events()).isEqualTo(5);
        assertThat(log.backlog(last)).isEqualTo(Backlog.none(last));
    }

    @Test
    default void appends_that_have_ended_hold_nobody_back_and_are_not_late() throws Exception {
        LogUnderTest log = underTest();
        List<LateEvent> late = new ArrayList<>();
        log.onLateEvent(late::add);
        log.complete(log.append(STREAM, ExpectedVersion.none(), events(3)).position());

        assertThat(log.stall()).isEmpty();
        assertThat(late).isEmpty();
    }
}
