package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a server and to those who write, and a reader misses nothing and is not held back for nothing. */
class OrderFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
    void backends_that_are_killed_every_50_ms_cost_no_event_and_no_busy_loop() throws Exception {
        AtomicInteger connects = new AtomicInteger();
        Set<UUID> acknowledged = new ConcurrentSkipListSet<>();
        ExecutorService writers = Executors.newFixedThreadPool(4);
        ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor();
        try (PostgresLog log = PostgresLog.builder(database.dataSource())
                .watermarkDataSource(counting(database.dataSource(), connects))
                .open()) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            Future<?> killing = killer.scheduleAtFixedRate(this::killOne, 50, 50, TimeUnit.MILLISECONDS);
            List<Future<?>> writing = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                StreamName stream = StreamName.of("order", "" + n);
                writing.add(writers.submit(() -> {
                    while (System.nanoTime() < end) {
                        acknowledged.add(appendUntilAcknowledged(log, stream));
                    }
                }));
            }
            Set<UUID> read = new TreeSet<>();
            Checkpoint at = Checkpoint.ZERO;
            while (System.nanoTime() < end) {
                at = readOn(log, at, read);
            }
            assertThat(killing.isDone()).as("it has given up killing").isFalse();
            killer.shutdownNow();
            for (Future<?> writer : writing) {
                writer.get();
            }
            while (at.position().isBefore(headOf(log))) {
                log.awaitBeyond(at.position(), PATIENCE);
                at = readOn(log, at, read);
            }

            System.out.printf(
                    "OrderFaultsTest: %d events read, %d acknowledged, %d connects of the watermark in 5 s%n",
                    read.size(), acknowledged.size(), connects.get());
            assertThat(acknowledged).isNotEmpty();
            assertThat(read).containsAll(acknowledged);
            assertThat(read).hasSize((int) (long) (Long) database.value("select count(*) from readside.log"));
            assertThat(connects.get()).as("five seconds, a pause before each").isLessThan(101);
        } finally {
            killer.shutdownNow();
            writers.shutdownNow();
        }
    }

    private void killOne() {
        try {
            database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                    + " and pid <> pg_backend_pid() order by random() limit 1");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UUID appendUntilAcknowledged(PostgresLog log, StreamName stream) {
        EventData event = new EventData(UUID.randomUUID(), new EventType("A", 1), "{}", "{}", null);
        while (true) {
            try {
                log.append(stream, ExpectedVersion.any(), List.of(event));
                return event.id();
            } catch (LogUnavailable killed) {
                Thread.onSpinWait(); // the same event again: it may have been kept
            }
        }
    }

    private static Checkpoint readOn(PostgresLog log, Checkpoint at, Set<UUID> read) throws InterruptedException {
        try {
            log.awaitBeyond(at.position(), Duration.ofMillis(50));
            Page page = log.read(at, EventFilter.ALL, PageLimit.events(500));
            for (StoredEvent event : page.events()) {
                assertThat(read.add(event.id())).as("read once").isTrue();
            }
            return page.scannedTo();
        } catch (LogUnavailable killed) {
            return at;
        }
    }

    private static Position headOf(PostgresLog log) {
        while (true) {
            try {
                return log.head();
            } catch (LogUnavailable killed) {
                Thread.onSpinWait(); // a connection that was killed in the pool
            }
        }
    }

    @Test
    void a_long_transaction_that_does_not_append_holds_nobody_back() throws Exception {
        try (FreshDatabase elsewhere = PostgresServer.shared().create();
                Connection foreign = elsewhere.connect();
                Connection local = database.connect();
                PostgresLog log = PostgresLog.of(database.dataSource())) {
            for (Connection connection : List.of(foreign, local)) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("create table bulk as select 1 as a"); // it has a transaction id, and holds it
                }
            }
            rollBack();
            long position = Appending.committed(database, "order-1");
            log.signal();

            assertThat(log.awaitBeyond(Position.of(position - 1), PATIENCE)).isTrue();
            assertThat(log.stall()).isEmpty();
            foreign.rollback();
            local.rollback();
        }
    }

    @Test
    void a_storm_of_rollbacks_costs_at_most_one_look_at_the_locks_per_tick() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger looksAtLocks = new AtomicInteger();
        try (PostgresLog log = PostgresLog.builder(database.dataSource())
                .watermarkDataSource(countingLooks(database.dataSource(), looks, looksAtLocks))
                .open()) {
            long began = System.nanoTime();
            Set<Long> committed = new TreeSet<>();
            for (int i = 0; i < 400; i++) {
                if (i % 2 == 0) {
                    rollBack();
                } else {
                    committed.add(Appending.committed(database, "order-" + i));
                    log.signal();
                }
            }
            long last = committed.stream().max(Long::compare).orElseThrow();
            assertThat(log.awaitBeyond(Position.of(last - 1), PATIENCE)).isTrue();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);

            System.out.printf(
                    "OrderFaultsTest: 200 of 400 appends rolled back in %d ms: %d looks, %d at the locks%n",
                    millis, looks.get(), looksAtLocks.get());
            assertThat(looksAtLocks.get()).isBetween(20, looks.get());
            // however often signalled, two looks are 1 ms apart
            assertThat(looks.get()).isLessThan((int) millis + 10);
            assertThat(log.read(Checkpoint.ZERO, EventFilter.ALL, PageLimit.events(1_000))
                            .events())
                    .extracting(e -> e.position().value())
                    .containsExactlyElementsOf(committed);
        }
    }

    private void rollBack() throws SQLException {
        try (Appending appending = new Appending(database)) {
            appending.append("rolled-back");
            appending.rollback();
        }
    }

    private static DataSource counting(DataSource pool, AtomicInteger connects) {
        return Intercepted.calls(DataSource.class, pool, "getConnection", (arguments, result) -> {
            connects.incrementAndGet();
            return result;
        });
    }

    private static DataSource countingLooks(DataSource pool, AtomicInteger looks, AtomicInteger looksAtLocks) {
        return Intercepted.calls(
                DataSource.class,
                pool,
                "getConnection",
                (none, connection) -> Intercepted.calls(
                        Connection.class, (Connection) connection, "prepareStatement", (arguments, statement) -> {
                            String sql = String.valueOf(arguments[0]);
                            if (sql.equals(Sql.statement("log/watermark_page"))) {
                                looks.incrementAndGet();
                            } else if (sql.contains(Sql.statement("log/watermark_lock"))) {
                                looksAtLocks.incrementAndGet();
                            }
                            return statement;
                        }));
    }
}
