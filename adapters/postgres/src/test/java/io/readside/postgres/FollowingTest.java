package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a log follows its head: idle, held back, cut off. */
class FollowingTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private FreshDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared().create("log");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void an_idle_log_with_waiting_subscribers_asks_at_most_twenty_times_a_second() throws Exception {
        Duration window = Duration.ofSeconds(3);
        AtomicInteger statements = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(5);
        try (PostgresLog log = PostgresLog.of(counting(statements))) {
            Appending.committed(database, "order-1");
            assertThat(log.awaitBeyond(Position.ZERO, PATIENCE)).isTrue();
            assertThat(log.awaitBeyond(Position.of(1), Duration.ofSeconds(1))).isFalse(); // it calms down

            int before = statements.get();
            List<Future<Boolean>> subscribers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                subscribers.add(executor.submit(() -> {
                    boolean found = log.awaitBeyond(Position.of(1), window);
                    log.read(Checkpoint.of(1), EventFilter.ALL, PageLimit.events(100));
                    return found;
                }));
            }
            for (Future<Boolean> subscriber : subscribers) {
                assertThat(subscriber.get()).isFalse();
            }
            int asked = statements.get() - before;

            System.out.println("FollowingTest: idle, 5 subscribers, " + asked + " statements in " + window);
            assertThat(asked).isBetween(1, 11 * (int) window.toSeconds() + 1);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void a_page_and_its_verification_are_one_round_trip_and_nothing_new_costs_none() throws Exception {
        AtomicInteger roundTrips = new AtomicInteger();
        try (PostgresLog log = PostgresLog.builder(counting(roundTrips))
                .watermarkDataSource(database.dataSource())
                .open()) {
            for (int i = 0; i < 10; i++) {
                Appending.committed(database, "order-" + i);
            }
            assertThat(log.awaitBeyond(Position.of(9), PATIENCE)).isTrue();
            int before = roundTrips.get();

            Page all = log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(5));
            Page rest = log.read(all.scannedTo(), EventFilter.category("order"), PageLimit.events(100));
            log.read(rest.scannedTo(), EventFilter.ALL, PageLimit.events(100));
            log.awaitBeyond(rest.scannedTo().position(), Duration.ZERO);

            assertThat(rest.events()).hasSize(5);
            assertThat(roundTrips.get() - before).isEqualTo(2);
        }
    }

    @Test
    void a_held_watermark_reads_the_lock_table_at_most_a_hundred_times_a_second() throws Exception {
        AtomicInteger statements = new AtomicInteger();
        try (PostgresLog log = PostgresLog.of(counting(statements));
                Appending slow = new Appending(database)) {
            slow.append("slow");
            Appending.committed(database, "fast");
            log.signal();
            int before = statements.get();

            for (int i = 0; i < 100; i++) {
                log.signal();
                assertThat(log.awaitBeyond(Position.ZERO, Duration.ofMillis(5))).isFalse();
            }

            // R1 and R2 each at most a hundred times a second
            assertThat(statements.get() - before).isLessThan(400);
            slow.commit();
            assertThat(log.awaitBeyond(Position.of(1), PATIENCE)).isTrue();
        }
    }

    @Test
    void a_cut_connection_is_replaced_and_nothing_is_missed() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            for (int i = 1; i <= 5; i++) {
                database.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid()");
                long position = Appending.committed(database, "order-" + i);

                assertThat(log.awaitBeyond(Position.of(position - 1), PATIENCE)).isTrue();
                assertThat(log.watermark()).isEqualTo(Position.of(position));
            }
            assertThat(log.unreachableFor()).isEmpty();
        }
    }

    @Test
    void a_log_out_of_reach_says_since_when_and_comes_back() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            // cut off, and led to a database that it must not follow
            database.execute("alter sequence readside.log_position cache 2; select pg_terminate_backend(pid) from"
                    + " pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

            while (log.unreachableFor().isEmpty()) {
                Thread.onSpinWait();
            }
            database.execute("alter sequence readside.log_position cache 1");
            long position = Appending.committed(database, "order-1");

            assertThat(log.awaitBeyond(Position.of(position - 1), PATIENCE)).isTrue();
            assertThat(log.unreachableFor()).isEmpty();
        }
    }

    @Test
    void a_log_that_was_set_back_is_followed_from_where_it_ends() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            for (int i = 1; i <= 3; i++) {
                Appending.committed(database, "order-" + i);
            }
            assertThat(log.awaitBeyond(Position.of(2), PATIENCE)).isTrue();

            database.execute("delete from readside.log where position > 1; select setval('readside.log_position', 1);"
                    + " select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid()");
            while (log.watermark().isAfter(Position.of(1))) {
                Thread.onSpinWait();
            }

            assertThat(Appending.committed(database, "order-4")).isEqualTo(2);
            assertThat(log.awaitBeyond(Position.of(1), PATIENCE)).isTrue();
            assertThat(log.watermark()).isEqualTo(Position.of(2));
        }
    }

    @Test
    void a_pool_with_strict_isolation_and_without_autocommit_serves_as_well() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername("postgres");
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try (HikariDataSource strict = new HikariDataSource(config);
                PostgresLog log = PostgresLog.of(strict)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                writers.add(executor.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        log.append(StreamName.of("order", "1"), ExpectedVersion.any(), List.of(event("{}")));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }

            Position head = log.head();
            assertThat(log.awaitBeyond(Position.of(head.value() - 1), PATIENCE)).isTrue();
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(1_000))
                            .events())
                    .hasSize(100);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Counts the round trips of its connections. */
    private DataSource counting(AtomicInteger roundTrips) {
        return Intercepted.calls(
                DataSource.class,
                database.dataSource(),
                "getConnection",
                (none, connection) -> Intercepted.calls(
                        Connection.class,
                        (Connection) connection,
                        "prepareStatement",
                        (sql, statement) -> Intercepted.calls(
                                PreparedStatement.class,
                                (PreparedStatement) statement,
                                "execute",
                                (arguments, result) -> {
                                    roundTrips.incrementAndGet();
                                    return result;
                                })));
    }

    private static EventData event(String data) {
        return new EventData(UUID.randomUUID(), new EventType("A", 1), data, "{}", null);
    }
}
