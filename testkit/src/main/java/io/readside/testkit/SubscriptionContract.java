package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a reader may rely on that follows a log. A log's own test extends it and hands out an empty log. */
public abstract class SubscriptionContract {

    /** Longer than any of this takes, so that a wait that ends by it is a failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final EventFilter ORDERS = EventFilter.category("order");
    private static final PageLimit SMALL = PageLimit.events(7);
    private static final StreamName STREAM = StreamName.of("order", "1");

    /** An empty log, the same one throughout a test. */
    protected abstract EventLog log();

    @Test
    void who_catches_up_while_others_append_gets_every_event_once_and_in_order() throws Exception {
        append(STREAM, 50);
        List<Position> appended = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> writers = CompletableFuture.allOf(IntStream.range(0, 4)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 50; i++) {
                        appended.add(append(StreamName.of(i % 3 == 0 ? "foreign" : "order", "w" + writer), 1 + i % 2));
                    }
                }))
                .toArray(CompletableFuture[]::new));
        Subscription subscription = new Subscription(log(), ORDERS, Checkpoint.ZERO);

        List<StoredEvent> got = new ArrayList<>();
        int inVain = 0;
        while (!writers.isDone() || (subscription.place().position().isBefore(log().head()) && inVain < 20)) {
            Checkpoint before = subscription.place();
            got.addAll(advance(subscription, SMALL).events());
            inVain = subscription.place().equals(before) ? inVain + 1 : 0;
        }
        writers.join();

        assertThat(appended).hasSize(200);
        assertThat(got).extracting(StoredEvent::position).isSorted().doesNotHaveDuplicates();
        assertThat(got)
                .isEqualTo(log().read(Checkpoint.ZERO, ORDERS, PageLimit.events(10_000))
                        .events());
        assertThat(got).hasSize(50 + 4 * (16 + 2 * 17)); // of 33 appends of each writer, 17 have two events
    }

    @Test
    void its_place_moves_only_when_asked_to_and_back_as_well_as_on() throws Exception {
        append(STREAM, 10);
        awaitLast();
        Subscription subscription = new Subscription(log(), ORDERS, Checkpoint.ZERO);

        Page first = subscription.next(SMALL, PATIENCE);
        Page again = subscription.next(SMALL, PATIENCE);
        subscription.seek(first.scannedTo());
        Page second = subscription.next(SMALL, PATIENCE);
        subscription.seek(Checkpoint.ZERO);
        Page third = subscription.next(SMALL, PATIENCE);

        assertThat(again).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(second.events()).hasSize(3);
        assertThat(second.events().get(0).position())
                .isGreaterThan(first.events().get(6).position());
    }

    @Test
    void a_piece_is_bounded_by_the_bytes_of_its_payloads() throws Exception {
        append(STREAM, 10);
        awaitLast();
        Subscription subscription = new Subscription(log(), ORDERS, Checkpoint.ZERO);

        for (int i = 0; i < 10; i++) {
            assertThat(advance(subscription, new PageLimit(1_000, 1)).events()).hasSize(1);
        }
        assertThat(subscription.place().position()).isEqualTo(log().head());
    }

    @Test
    void foreign_events_move_the_place_on_without_being_returned() throws Exception {
        append(STREAM, 1);
        Position last = append(StreamName.of("foreign", "1"), 30);
        awaitLast();
        Subscription subscription = new Subscription(log(), ORDERS, Checkpoint.ZERO);

        Page page = advance(subscription, SMALL);

        assertThat(page.events()).hasSize(1);
        assertThat(subscription.place().position()).isEqualTo(last);
        assertThat(subscription.place().anchor())
                .as("what tells this log from another")
                .isNotNull();
    }

    @Test
    void who_is_up_to_date_waits_no_longer_than_it_wants_to() throws Exception {
        append(STREAM, 1);
        awaitLast();
        Subscription subscription = new Subscription(log(), ORDERS, Checkpoint.ZERO);
        advance(subscription, SMALL);

        Page nothing = subscription.next(SMALL, Duration.ofMillis(20));

        assertThat(nothing).isEqualTo(new Page(List.of(), subscription.place()));
    }

    @Test
    void a_log_that_is_not_the_one_before_stops_it() throws Exception {
        append(STREAM, 10);
        awaitLast();
        Subscription subscription = new Subscription(log(), ORDERS, Checkpoint.ZERO);
        Position place = subscription.next(SMALL, PATIENCE).scannedTo().position();

        for (Anchor gone : List.of(
                new Anchor(log().id(), place, UUID.randomUUID()),
                new Anchor(UUID.randomUUID(), place, UUID.randomUUID()))) {
            subscription.seek(new Checkpoint(place, gone));

            assertThatExceptionOfType(LogRegressed.class).isThrownBy(() -> subscription.next(SMALL, PATIENCE));
            assertThat(subscription.place().position()).isEqualTo(place);
        }
    }

    private static Page advance(Subscription subscription, PageLimit limit) throws InterruptedException {
        Page page = subscription.next(limit, Duration.ofMillis(50));
        assertThat(page.scannedTo().position())
                .isGreaterThanOrEqualTo(subscription.place().position());
        subscription.seek(page.scannedTo());
        return page;
    }

    private void awaitLast() throws InterruptedException {
        assertThat(log().awaitBeyond(Position.of(log().head().value() - 1), PATIENCE))
                .isTrue();
    }

    private Position append(StreamName stream, int events) {
        return log().append(
                        stream,
                        ExpectedVersion.any(),
                        IntStream.range(0, events)
                                .mapToObj(i -> new EventData(
                                        UUID.randomUUID(), new EventType("A", 1), "{\"n\":" + i + "}", "{}", null))
                                .toList())
                .position();
    }
}
