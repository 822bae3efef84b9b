package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads of a log that is large, sparse or heavy. */
class LogReadingTest {

    private static final String FOREIGN = "insert into readside.log (stream, stream_version, id, type, version, data,"
            + " occurred_at) select 'foreign-' || i, 0, gen_random_uuid(), 'A', 1, '{}', now() from generate_series(1, %d) i";

    private FreshDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared().create("log");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** A network that swallows everything: the server's answer never comes, and no reset either. */
    @Test
    void a_network_that_says_nothing_is_given_up_by_whoever_follows_the_log() throws Exception {
        Queue<Integer> patience = new ConcurrentLinkedQueue<>();
        Position last = Position.of(Appending.committed(database, "order-1"));
        try (HikariDataSource pool = database.pool(4);
                PostgresLog log = PostgresLog.builder(
                                RoundTrips.heardBy(connection -> patience.add(connection.getNetworkTimeout()), pool))
                        .watermarkDataSource(database.dataSource())
                        .open()) {
            patience.clear();

            Page page = log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10));
            log.verify(page.scannedTo());
            log.at(Set.of(last));

            assertThat(patience).filteredOn(millis -> millis == 30_000).hasSize(3);
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getNetworkTimeout()).isZero();
            }
        }
    }

    @Test
    void a_read_waits_for_a_time_that_can_be_waited_for() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PostgresLog.builder(database.dataSource()).readTimeout(Duration.ZERO))
                .withMessageContaining("1 ms and 1 day; PT0S");
    }

    @Test
    void a_sparse_category_among_200_000_foreign_events_is_read_along_its_index() throws Exception {
        database.execute(FOREIGN.formatted(100_000));
        long first = Appending.committed(database, "order-1");
        database.execute(FOREIGN.formatted(100_000).replace("'foreign-'", "'other-'"));
        long last = Appending.committed(database, "order-2");
        database.execute("analyze readside.log");

        String plan = explain(last, "order", "customer");
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Page page = log.read(Checkpoint.ZERO, new EventFilter(Set.of("order", "customer")), PageLimit.events(100));

            assertThat(page.events()).extracting(e -> e.position().value()).containsExactly(first, last);
            assertThat(page.scannedTo().position()).isEqualTo(Position.of(last));
        }
        assertThat(plan).contains("log_category_position").doesNotContain("Seq Scan");
        // what it touched, in pages of 8 kB: a walk through the log would be thousands
        assertThat(Long.parseLong(plan.replaceAll("(?s).*?Buffers: shared hit=(\\d+).*", "$1")))
                .isLessThan(50);
    }

    private String explain(long upTo, String... categories) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement explain = connection.prepareStatement(
                        "explain (analyze, buffers) " + Sql.statement("log/read_categories"))) {
            explain.setArray(1, connection.createArrayOf("text", categories));
            explain.setLong(2, 0);
            explain.setLong(3, upTo);
            explain.setInt(4, 100);
            explain.setInt(5, 100);
            explain.setLong(6, 8 << 20);
            StringBuilder plan = new StringBuilder();
            for (int warm = 0; warm < 2; warm++) {
                plan.setLength(0);
                try (ResultSet row = explain.executeQuery()) {
                    while (row.next()) {
                        plan.append(row.getString(1)).append('\n');
                    }
                }
            }
            return plan.toString();
        }
    }

    @Test
    void a_page_of_large_payloads_is_cut_and_the_next_one_goes_on() throws Exception {
        String data = "{\"x\":\"" + "y".repeat(100_000) + "\"}";
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            StreamName stream = StreamName.of("large", "1");
            for (int i = 0; i < 40; i++) {
                log.append(stream, ExpectedVersion.any(), List.of(event(incompressible(i))));
            }
            Position last = log.append(stream, ExpectedVersion.any(), List.of(event(data)))
                    .position();
            assertThat(log.awaitBeyond(Position.of(last.value() - 1), Duration.ofSeconds(20)))
                    .isTrue();

            for (EventFilter filter : List.of(EventFilter.ALL, EventFilter.category("large"))) {
                int events = 0;
                int pages = 0;
                for (Checkpoint after = Checkpoint.ZERO; after.position().isBefore(last); pages++) {
                    Page page = log.read(after, filter, new PageLimit(1_000, 100_000));
                    assertThat(page.events()).isNotEmpty();
                    assertThat(page.scannedTo().position())
                            .isEqualTo(
                                    page.events().get(page.events().size() - 1).position());
                    events += page.events().size();
                    after = page.scannedTo();
                }
                assertThat(events).isEqualTo(41);
                assertThat(pages).isGreaterThan(5);
            }
        }
    }

    @Test
    void an_event_larger_than_a_page_is_read_alone() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            log.append(StreamName.of("large", "1"), ExpectedVersion.any(), List.of(event("{}"), event("{}")));
            assertThat(log.awaitBeyond(Position.of(1), Duration.ofSeconds(20))).isTrue();

            Page page = log.read(Checkpoint.ZERO, EventFilter.ALL, new PageLimit(10, 1));

            assertThat(page.events()).hasSize(1);
            assertThat(page.scannedTo().position()).isEqualTo(Position.of(1));
        }
    }

    @Test
    void a_backlog_is_exact_up_to_ten_thousand_events_and_estimated_above() throws Exception {
        database.execute("select setval('readside.log_position', 50)"); // a gap below
        database.execute(FOREIGN.formatted(10_001));
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Position head = Position.of(10_051);

            Backlog estimated = log.backlog(Position.of(10));
            assertThat(estimated.events()).isEqualTo(10_041);
            assertThat(estimated.estimated()).isTrue();
            assertThat(estimated.head()).isEqualTo(head);
            Backlog exact = log.backlog(Position.of(51));
            assertThat(exact.events()).isEqualTo(10_000);
            assertThat(exact.estimated()).isFalse();
        }
    }

    @Test
    void the_age_of_a_backlog_is_that_of_its_oldest_event_and_never_negative() throws Exception {
        database.execute(FOREIGN.formatted(2));
        database.execute("update readside.log set recorded_at = now() - interval '1 hour' where position = 1;"
                + " update readside.log set recorded_at = now() + interval '1 hour' where position = 2");
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThat(log.backlog(Position.ZERO).age()).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(62));
            assertThat(log.backlog(Position.of(1)).age()).isZero();
        }
    }

    @Test
    void an_opened_log_finds_its_head_without_walking_to_it() throws Exception {
        database.execute(FOREIGN.formatted(20_000));

        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThat(log.watermark()).isEqualTo(Position.of(20_000));
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(10))
                            .events())
                    .hasSize(10);
        }
    }

    @Test
    void positions_of_another_partition_are_refused() {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> log.read(new Checkpoint(new Position(1, 5)), EventFilter.ALL, PageLimit.events(10)))
                    .withMessageContaining("1:5");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> log.at(Set.of(new Position(1, 5))))
                    .withMessageContaining("1:5");
        }
    }

    private static EventData event(String data) {
        return new EventData(UUID.randomUUID(), new EventType("A", 1), data, "{}", null);
    }

    private static String incompressible(long seed) {
        StringBuilder data = new StringBuilder("{\"x\":\"");
        new java.util.Random(seed).longs(2_000).forEach(n -> data.append(Long.toString(n, 36)));
        return data.append("\"}").toString();
    }
}
