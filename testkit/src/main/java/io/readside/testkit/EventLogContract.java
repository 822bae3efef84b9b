package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventIdConflict;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.LogRegressed;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.WrongExpectedVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link EventLog} promises. A log's own test extends it and hands out an empty log. */
public abstract class EventLogContract {

    /** Longer than any of this takes, so that a wait that ends by it is a failure. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Bytes of a large payload, which nothing compresses. */
    private static final int LARGE = 40_000;

    private static final StreamName STREAM = StreamName.of("order", "1");

    /** An empty log, the same one throughout a test. */
    protected abstract EventLog log();

    @Test
    void the_first_event_of_a_stream_has_version_zero_and_a_position_after_the_beginning() {
        Appended appended = append(STREAM, ExpectedVersion.none(), event());

        assertThat(appended.streamVersion()).isEqualTo(StreamVersion.FIRST);
        assertThat(appended.position()).isGreaterThan(Position.ZERO);
        assertThat(appended.token().position()).isEqualTo(appended.position());
    }

    @Test
    void an_append_returns_the_place_of_its_last_event() {
        append(STREAM, ExpectedVersion.none(), event());
        Appended appended = append(STREAM, ExpectedVersion.any(), event(), event(), event());

        assertThat(appended.streamVersion()).isEqualTo(StreamVersion.of(3));
        assertThat(log().readStream(STREAM, StreamVersion.of(3), PageLimit.events(1)))
                .extracting(StoredEvent::position)
                .containsExactly(appended.position());
    }

    @Test
    void events_of_one_append_keep_their_order_without_gaps_in_the_stream() {
        EventData[] events = events(20);

        append(STREAM, ExpectedVersion.none(), events);

        List<StoredEvent> stored = log().readStream(STREAM, StreamVersion.FIRST, PageLimit.events(100));
        assertThat(stored).extracting(StoredEvent::id).containsExactlyElementsOf(ids(events));
        assertThat(stored)
                .extracting(e -> e.streamVersion().value())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> (long) i).toList());
        assertThat(stored).extracting(StoredEvent::position).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void an_event_is_stored_as_it_was_given() {
        Instant occurred = Instant.parse("2026-11-23T10:02:11.123456Z");
        EventData event = new EventData(
                UUID.randomUUID(),
                new EventType("Order \"Placed\" \\ ü", 7),
                "{\"b\": [1, 2.50, null], \"a\": {\"text\": \"\\u00fc \\\"quoted\\\" \\n\"}}",
                "{\"user\": \"ann\"}",
                occurred);

        append(STREAM, ExpectedVersion.none(), event);

        StoredEvent stored = log().readStream(STREAM, StreamVersion.FIRST, PageLimit.events(1))
                .get(0);
        assertThat(stored.id()).isEqualTo(event.id());
        assertThat(stored.stream()).isEqualTo(STREAM);
        assertThat(stored.type()).isEqualTo(event.type());
        assertThat(Json.canonical(stored.data())).isEqualTo(Json.canonical(event.data()));
        assertThat(Json.canonical(stored.metadata())).isEqualTo(Json.canonical(event.metadata()));
        assertThat(stored.occurredAt()).isEqualTo(occurred);
    }

    @Test
    void times_are_kept_to_the_microsecond_and_an_absent_one_is_that_of_the_append() {
        EventData precise = new EventData(
                UUID.randomUUID(), new EventType("A", 1), "{}", "{}", Instant.parse("2026-11-23T10:02:11.123456999Z"));

        append(STREAM, ExpectedVersion.none(), precise, event());

        List<StoredEvent> stored = log().readStream(STREAM, StreamVersion.FIRST, PageLimit.events(2));
        assertThat(stored.get(0).occurredAt()).isEqualTo("2026-11-23T10:02:11.123456Z");
        assertThat(Duration.between(stored.get(1).occurredAt(), stored.get(1).recordedAt()))
                .isBetween(Duration.ofSeconds(-1), Duration.ofSeconds(1));
    }

    @Test
    void an_append_without_events_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> append(STREAM, ExpectedVersion.any()));
    }

    @Test
    void a_stream_that_exists_is_not_created_again() {
        append(STREAM, ExpectedVersion.none(), event());

        assertThatExceptionOfType(WrongExpectedVersion.class)
                .isThrownBy(() -> append(STREAM, ExpectedVersion.none(), event()))
                .withMessageContaining(STREAM.value())
                .withMessageContaining("no stream")
                .withMessageContaining("version 0");
        assertThat(stream(STREAM)).hasSize(1);
    }

    @Test
    void another_version_than_expected_is_refused_and_nothing_is_appended() {
        append(STREAM, ExpectedVersion.none(), event(), event());

        for (long wrong : new long[] {0, 2}) {
            assertThatExceptionOfType(WrongExpectedVersion.class)
                    .isThrownBy(() -> append(STREAM, exactly(wrong), event()))
                    .withMessageContaining("version " + wrong)
                    .withMessageContaining("version 1");
        }
        assertThatExceptionOfType(WrongExpectedVersion.class)
                .isThrownBy(() -> append(StreamName.of("order", "2"), exactly(0), event()))
                .withMessageContaining("does not exist");
        assertThat(stream(STREAM)).hasSize(2);
        assertThat(append(STREAM, exactly(1), event()).streamVersion()).isEqualTo(StreamVersion.of(2));
    }

    @Test
    void of_many_writers_that_expect_the_same_version_one_appends() throws Exception {
        append(STREAM, ExpectedVersion.none(), event());

        List<Optional<Appended>> results = inParallel(8, n -> {
            try {
                return Optional.of(append(STREAM, exactly(0), event(), event()));
            } catch (WrongExpectedVersion lost) {
                return Optional.empty();
            }
        });

        assertThat(results).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(stream(STREAM)).hasSize(3);
    }

    @Test
    void concurrent_appends_at_any_version_all_land() throws Exception {
        inParallel(8, n -> {
            for (int i = 0; i < 20; i++) {
                append(STREAM, ExpectedVersion.any(), events(1 + i % 3));
            }
            return n;
        });

        List<StoredEvent> stored = stream(STREAM);
        assertThat(stored).hasSize(8 * (7 + 7 * 2 + 6 * 3));
        assertThat(stored).extracting(StoredEvent::position).isSorted();
    }

    @Test
    void a_repeated_append_returns_the_first_result_whatever_version_is_expected() {
        EventData[] events = events(3);
        Appended first = append(STREAM, ExpectedVersion.none(), events);
        append(STREAM, ExpectedVersion.any(), event());

        for (ExpectedVersion expected :
                List.of(ExpectedVersion.none(), ExpectedVersion.any(), exactly(0), exactly(3), exactly(99))) {
            assertThat(append(STREAM, expected, events)).isEqualTo(first);
        }
        assertThat(stream(STREAM)).hasSize(4);
    }

    @Test
    void identical_appends_at_the_same_time_are_one() throws Exception {
        for (ExpectedVersion expected : List.of(ExpectedVersion.none(), ExpectedVersion.any())) {
            StreamName stream = StreamName.of("order", expected.toString());
            EventData[] events = events(3);

            List<Appended> results = inParallel(8, n -> append(stream, expected, events));

            assertThat(Set.copyOf(results)).hasSize(1);
            assertThat(stream(stream)).extracting(StoredEvent::id).containsExactlyElementsOf(ids(events));
        }
    }

    @Test
    void a_repeat_is_recognised_by_the_value_of_its_data() {
        UUID id = UUID.randomUUID();
        Appended first = append(STREAM, ExpectedVersion.none(), event(id, "A", "{\"a\":1,\"b\":[true]}"));

        assertThat(append(STREAM, ExpectedVersion.none(), event(id, "A", "{ \"b\": [true], \"a\": 1 }")))
                .isEqualTo(first);
    }

    @Test
    void an_id_that_stands_for_another_event_is_a_conflict_and_nothing_is_appended() {
        EventData a = event();
        EventData b = event();
        append(STREAM, ExpectedVersion.none(), a, b);

        List<List<EventData>> conflicts = List.of(
                List.of(event(a.id(), a.type().name(), "{\"other\":1}"), b), // data
                List.of(event(a.id(), "Other", a.data()), b), // type
                List.of(new EventData(a.id(), new EventType(a.type().name(), 2), a.data(), "{}", null), b), // version
                List.of(b, a), // order
                List.of(a, event()), // only some
                List.of(event(), b),
                List.of(a, event(), b));
        for (List<EventData> conflict : conflicts) {
            for (ExpectedVersion expected : List.of(ExpectedVersion.any(), exactly(1), exactly(0))) {
                assertConflict(STREAM, expected, conflict);
            }
        }
        assertConflict(StreamName.of("order", "2"), ExpectedVersion.none(), List.of(a, b));
        assertThat(stream(STREAM)).hasSize(2);
        assertThat(stream(StreamName.of("order", "2"))).isEmpty();
    }

    @Test
    void an_id_that_stands_twice_in_one_append_is_a_conflict() {
        EventData event = event();

        assertConflict(STREAM, ExpectedVersion.any(), List.of(event, event));

        assertThat(stream(STREAM)).isEmpty();
    }

    @Test
    void a_stream_is_read_from_a_version_on_and_a_short_page_is_its_end() {
        EventData[] events = events(5);
        append(STREAM, ExpectedVersion.none(), events);

        assertThat(log().readStream(STREAM, StreamVersion.of(2), PageLimit.events(2)))
                .extracting(StoredEvent::id)
                .containsExactly(events[2].id(), events[3].id());
        assertThat(log().readStream(STREAM, StreamVersion.of(4), PageLimit.events(2)))
                .hasSize(1);
        assertThat(log().readStream(STREAM, StreamVersion.of(5), PageLimit.events(2)))
                .isEmpty();
        assertThat(log().readStream(StreamName.of("order", "2"), StreamVersion.FIRST, PageLimit.events(2)))
                .isEmpty();
    }

    @Test
    void an_empty_log_has_nothing_to_read() throws Exception {
        assertThat(log().head()).isEqualTo(Position.ZERO);
        assertThat(log().read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10)))
                .isEqualTo(new Page(List.of(), Checkpoint.ZERO));
        assertThat(log().awaitBeyond(Position.ZERO, Duration.ZERO)).isFalse();
        assertThat(log().backlog(Position.ZERO)).isEqualTo(Backlog.none(Position.ZERO));
    }

    @Test
    void reading_goes_through_all_events_in_order_page_by_page() throws Exception {
        List<UUID> appended = new ArrayList<>();
        Position last = Position.ZERO;
        for (int i = 0; i < 10; i++) {
            EventData[] events = events(1 + i % 3);
            appended.addAll(ids(events));
            last = append(StreamName.of("order", "" + i % 4), ExpectedVersion.any(), events)
                    .position();
        }
        complete(last);

        List<StoredEvent> read = new ArrayList<>();
        Checkpoint after = Checkpoint.ZERO;
        while (after.position().isBefore(last)) {
            Page page = log().read(after, EventFilter.ALL, PageLimit.events(4));
            assertThat(page.events()).hasSizeBetween(1, 4);
            if (page.events().size() == 4) {
                assertThat(page.scannedTo()).isEqualTo(at(page.events().get(3)));
            }
            read.addAll(page.events());
            after = page.scannedTo();
        }

        assertThat(read).extracting(StoredEvent::id).containsExactlyElementsOf(appended);
        assertThat(read).extracting(StoredEvent::position).isSorted().doesNotHaveDuplicates();
        assertThat(after.position()).isEqualTo(last);
        assertThat(log().head()).isEqualTo(last);
    }

    @Test
    void a_reader_that_is_up_to_date_stays_where_it_is() throws Exception {
        Position last = append(STREAM, ExpectedVersion.none(), event()).position();
        complete(last);

        Checkpoint end = readAll(EventFilter.ALL).scannedTo();

        assertThat(end.position()).isEqualTo(last);
        assertThat(log().read(end, EventFilter.ALL, PageLimit.events(10))).isEqualTo(new Page(List.of(), end));
    }

    @Test
    void a_filter_lets_through_its_categories_only_and_in_order() throws Exception {
        for (int i = 0; i < 6; i++) {
            append(StreamName.of("order", "" + i), ExpectedVersion.none(), event());
            append(StreamName.of("customer", "" + i), ExpectedVersion.none(), event());
            append(StreamName.of("orders", "" + i), ExpectedVersion.none(), event());
        }
        Position last =
                append(new StreamName("order"), ExpectedVersion.none(), event()).position();
        complete(last);

        Page orders = readAll(EventFilter.category("order"));
        Page both = readAll(new EventFilter(Set.of("order", "customer")));

        assertThat(orders.events())
                .hasSize(7)
                .allMatch(e -> e.stream().category().equals("order"));
        assertThat(both.events()).hasSize(13);
        assertThat(both.events()).extracting(StoredEvent::position).isSorted();
        assertThat(orders.scannedTo().position()).isEqualTo(last);
    }

    @Test
    void events_of_other_categories_are_scanned_over() throws Exception {
        Position wanted = append(STREAM, ExpectedVersion.none(), event()).position();
        Position last = append(StreamName.of("foreign", "1"), ExpectedVersion.none(), events(30))
                .position();
        complete(last);

        Page one = log().read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(1));
        Page none = log().read(one.scannedTo(), EventFilter.category("order"), PageLimit.events(2));

        assertThat(one.events()).hasSize(1);
        assertThat(one.scannedTo().position()).isEqualTo(wanted);
        assertThat(none.events()).isEmpty();
        assertThat(none.scannedTo().position()).isEqualTo(last);
    }

    @Test
    void a_waiting_reader_is_woken_by_an_append() throws Exception {
        Position last = append(STREAM, ExpectedVersion.none(), event()).position();
        complete(last);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> waiting = executor.submit(() -> log().awaitBeyond(last, PATIENCE));

            append(STREAM, ExpectedVersion.any(), event());

            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(log().read(new Checkpoint(last), EventFilter.ALL, PageLimit.events(10))
                            .events())
                    .hasSize(1);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a_wait_ends_in_time_when_nothing_comes() throws Exception {
        Position last = append(STREAM, ExpectedVersion.none(), event()).position();
        complete(last);

        assertThat(log().awaitBeyond(last, Duration.ZERO)).isFalse();
        assertThat(log().awaitBeyond(last, Duration.ofMillis(20))).isFalse();
        assertThat(log().awaitBeyond(Position.ZERO, Duration.ZERO)).isTrue();
    }

    @Test
    void a_waiting_reader_returns_when_the_log_is_closed() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Boolean> waiting = executor.submit(() -> {
                begun.countDown();
                return log().awaitBeyond(Position.ZERO, Duration.ofDays(100_000));
            });
            begun.await();

            log().close();

            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void the_backlog_counts_what_lies_above_a_reader() {
        Position first = append(STREAM, ExpectedVersion.none(), event()).position();
        Position last = append(StreamName.of("customer", "1"), ExpectedVersion.none(), events(4))
                .position();

        Backlog behind = log().backlog(first);
        assertThat(behind.head()).isEqualTo(last);
        assertThat(behind.events()).isEqualTo(4);
        assertThat(behind.estimated()).isFalse();
        assertThat(behind.age()).isBetween(Duration.ZERO, PATIENCE);
        assertThat(log().backlog(Position.ZERO).events()).isEqualTo(5);
        assertThat(log().backlog(last)).isEqualTo(Backlog.none(last));
    }

    @Test
    void a_log_keeps_its_id() {
        assertThat(log().id()).isEqualTo(log().id());
    }

    @Test
    void what_a_page_has_scanned_is_anchored_in_the_last_event_there_wanted_or_not() throws Exception {
        append(STREAM, ExpectedVersion.none(), events(5));
        complete(append(StreamName.of("foreign", "1"), ExpectedVersion.none(), events(3))
                .position());
        List<StoredEvent> all = readAll(EventFilter.ALL).events();

        Page whole = readAll(EventFilter.category("order"));
        Page cut = log().read(Checkpoint.ZERO, EventFilter.category("order"), PageLimit.events(2));
        Page foreign = log().read(Checkpoint.ZERO, EventFilter.category("nobody"), PageLimit.events(2));

        assertThat(whole.scannedTo()).isEqualTo(at(all.get(7)));
        assertThat(cut.scannedTo()).isEqualTo(at(all.get(1)));
        assertThat(foreign.scannedTo()).isEqualTo(at(all.get(7)));
    }

    @Test
    void a_checkpoint_is_read_on_from_while_its_anchor_is_there() throws Exception {
        complete(append(STREAM, ExpectedVersion.none(), events(4)).position());
        Checkpoint place = log().read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(2))
                .scannedTo();

        log().verify(place);
        log().verify(Checkpoint.ZERO);

        assertThat(log().read(place, EventFilter.ALL, PageLimit.events(10)).events())
                .hasSize(2);
    }

    @Test
    void a_checkpoint_from_another_log_is_refused() throws Exception {
        StoredEvent second = appendFourAndReadTwo().get(1);
        Anchor elsewhere = new Anchor(UUID.randomUUID(), second.position(), second.id());

        assertRegressed(new Checkpoint(second.position(), elsewhere));
    }

    @Test
    void a_checkpoint_whose_event_is_another_now_is_refused() throws Exception {
        Position place = appendFourAndReadTwo().get(1).position();

        assertRegressed(new Checkpoint(place, new Anchor(log().id(), place, UUID.randomUUID())));
    }

    @Test
    void a_checkpoint_above_the_end_of_the_log_is_refused() throws Exception {
        Position beyond = Position.of(appendFourAndReadTwo().get(1).position().value() + 1_000);

        assertRegressed(new Checkpoint(beyond, new Anchor(log().id(), beyond, UUID.randomUUID())));
    }

    private List<StoredEvent> appendFourAndReadTwo() throws InterruptedException {
        complete(append(STREAM, ExpectedVersion.none(), events(4)).position());
        return log().read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(2)).events();
    }

    private void assertRegressed(Checkpoint checkpoint) {
        assertThatExceptionOfType(LogRegressed.class)
                .isThrownBy(() -> log().verify(checkpoint))
                .withMessageContaining(String.valueOf(checkpoint));
        assertThatExceptionOfType(LogRegressed.class)
                .isThrownBy(() -> log().read(checkpoint, EventFilter.ALL, PageLimit.events(10)));
    }

    @Test
    void events_are_read_by_their_positions_in_order_and_missing_ones_are_missing() throws Exception {
        complete(append(STREAM, ExpectedVersion.none(), events(5)).position());
        List<StoredEvent> all = readAll(EventFilter.ALL).events();
        Position beyond = Position.of(all.get(4).position().value() + 1_000);

        assertThat(log().at(Set.of(all.get(3).position(), beyond, all.get(1).position())))
                .containsExactly(all.get(1), all.get(3));
        assertThat(log().at(Set.of())).isEmpty();
    }

    @Test
    void a_page_ends_where_its_payloads_get_too_large_and_the_next_one_goes_on() throws Exception {
        complete(append(STREAM, ExpectedVersion.none(), largeEvents(12)).position());
        PageLimit limit = new PageLimit(100, 3 * LARGE);

        List<StoredEvent> read = new ArrayList<>();
        for (Checkpoint at = Checkpoint.ZERO; read.size() < 12; ) {
            Page page = log().read(at, EventFilter.ALL, limit);
            assertThat(page.events()).hasSizeBetween(1, 4);
            read.addAll(page.events());
            at = page.scannedTo();
        }

        assertThat(read).isEqualTo(readAll(EventFilter.ALL).events());
        assertThat(log().read(Checkpoint.ZERO, EventFilter.category("order"), new PageLimit(100, 1))
                        .events())
                .as("an event larger than a page")
                .hasSize(1);
    }

    @Test
    void a_piece_of_a_stream_ends_where_its_payloads_get_too_large() {
        append(STREAM, ExpectedVersion.none(), largeEvents(8));

        assertThat(log().readStream(STREAM, StreamVersion.FIRST, new PageLimit(100, 3 * LARGE)))
                .hasSizeBetween(1, 4);
        assertThat(log().readStream(STREAM, StreamVersion.of(7), new PageLimit(100, 1)))
                .hasSize(1);
    }

    @Test
    void appends_that_have_ended_hold_nobody_back_and_are_not_late() throws Exception {
        List<LateEvent> late = new ArrayList<>();
        log().onLateEvent(late::add);
        complete(append(STREAM, ExpectedVersion.none(), events(3)).position());

        assertThat(log().stall()).isEmpty();
        assertThat(late).isEmpty();
    }

    private static EventData[] largeEvents(int count) {
        Random random = new Random(count);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    byte[] noise = new byte[LARGE * 3 / 4 - 20];
                    random.nextBytes(noise);
                    String text = Base64.getEncoder().encodeToString(noise);
                    return event(UUID.randomUUID(), "Large", "{\"x\":\"" + text + "\"}");
                })
                .toArray(EventData[]::new);
    }

    private Appended append(StreamName stream, ExpectedVersion expected, EventData... events) {
        return log().append(stream, expected, List.of(events));
    }

    private List<StoredEvent> stream(StreamName stream) {
        return log().readStream(stream, StreamVersion.FIRST, PageLimit.events(10_000));
    }

    /** From the beginning, in one page. */
    private Page readAll(EventFilter filter) {
        return log().read(Checkpoint.ZERO, filter, PageLimit.events(1_000));
    }

    private Checkpoint at(StoredEvent event) {
        return new Checkpoint(event.position(), new Anchor(log().id(), event.position(), event.id()));
    }

    /** Until readers may read up to a position. */
    private void complete(Position position) throws InterruptedException {
        assertThat(log().awaitBeyond(Position.of(position.value() - 1), PATIENCE))
                .as("position %s can be read within %s", position, PATIENCE)
                .isTrue();
    }

    private void assertConflict(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        assertThatExceptionOfType(EventIdConflict.class)
                .isThrownBy(() -> log().append(stream, expected, events))
                .withMessageContaining(stream.value());
    }

    private static ExpectedVersion exactly(long version) {
        return ExpectedVersion.exactly(StreamVersion.of(version));
    }

    private static EventData event() {
        return event(UUID.randomUUID(), "OrderPlaced", "{\"total\":12}");
    }

    private static EventData event(UUID id, String type, String data) {
        return new EventData(id, new EventType(type, 1), data, "{}", null);
    }

    private static EventData[] events(int count) {
        return IntStream.range(0, count).mapToObj(i -> event()).toArray(EventData[]::new);
    }

    private static List<UUID> ids(EventData[] events) {
        return List.of(events).stream().map(EventData::id).toList();
    }

    private interface Work<T> {
        T of(int worker) throws Exception;
    }

    private static <T> List<T> inParallel(int workers, Work<T> work) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(workers);
        try {
            CountDownLatch ready = new CountDownLatch(workers);
            List<Callable<T>> tasks = IntStream.range(0, workers)
                    .<Callable<T>>mapToObj(n -> () -> {
                        ready.countDown();
                        ready.await();
                        return work.of(n);
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }
}
