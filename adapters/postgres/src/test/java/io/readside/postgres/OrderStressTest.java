package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Promise 1: no committed event is skipped, whatever the writers do. The long run, on the newest PostgreSQL and the oldest:
 *
 * <pre>mvn test -pl adapters/postgres -am -Dtest=OrderStressTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dreadside.seed=1 -Dreadside.events=400000 -Doldest-postgres.events=400000</pre>
 */
@Tag("every-postgres")
@ExtendWith(PostgresExtension.class)
class OrderStressTest {

    private static final int WRITERS = 16;
    /** Two appends of 14 events in the mean; 15 % are rolled back. */
    private static final int EVENTS_PER_TRANSACTION = 23;

    /** Where positions begin: the keys of the locks are 32 bits of them, with a sign. */
    private static final long[] STARTS = {0, (1L << 31) - 20_000, (1L << 32) - 20_000};

    private final long seed = Long.getLong("readside.seed", System.nanoTime());
    private final int eventsAtLeast = Integer.getInteger("readside.events", 100_000);
    private final int transactionsPerWriter = eventsAtLeast / EVENTS_PER_TRANSACTION / WRITERS + 1;
    private final long start = STARTS[(int) Math.floorMod(seed, (long) STARTS.length)];
    private final AtomicBoolean writing = new AtomicBoolean(true);

    @Test
    @Timeout(1_800)
    void sixteen_writers_that_wait_and_roll_back_lose_a_reader_nothing(@Installed("log") FreshDatabase database)
            throws Exception {
        System.out.printf(
                "OrderStressTest: -Dreadside.seed=%d -Dreadside.events=%d, positions from %d, PostgreSQL %s%n",
                seed, eventsAtLeast, start, database.value("show server_version"));
        database.execute("select setval('readside.log_position', " + start + ")");
        ExecutorService executor = Executors.newCachedThreadPool();
        long began = System.nanoTime();
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            Future<BitSet> reader = executor.submit(() -> read(log, EventFilter.ALL));
            Future<BitSet> sparse = executor.submit(() -> read(log, EventFilter.category("w3")));
            Future<BitSet> naive = executor.submit(() -> readNaively(database));
            List<Future<?>> writers = new ArrayList<>();
            for (int n = 0; n < WRITERS; n++) {
                int writer = n;
                writers.add(executor.submit(() -> write(database, log, writer)));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
            writing.set(false);
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);

            BitSet committed = positions(database, "true");
            BitSet missed = missed(committed, reader.get());
            BitSet missedSparse = missed(positions(database, "category = 'w3'"), sparse.get());
            BitSet missedNaively = missed(committed, naive.get());

            System.out.printf(
                    "OrderStressTest: %d events in %d s; missed by a reader %d, by a filtered one %d, by a naive one %d%n",
                    committed.cardinality(),
                    seconds,
                    missed.cardinality(),
                    missedSparse.cardinality(),
                    missedNaively.cardinality());
            assertThat(committed.cardinality()).isGreaterThanOrEqualTo(eventsAtLeast);
            assertThat(missed).as("positions that a reader never got").isEqualTo(new BitSet());
            assertThat(missedSparse)
                    .as("positions that a filtered reader never got")
                    .isEqualTo(new BitSet());
            assertThat(missedNaively.cardinality())
                    .as("the load must be able to lose events")
                    .isPositive();
        } finally {
            executor.shutdownNow();
        }
    }

    private Void write(FreshDatabase database, PostgresLog log, int writer) throws SQLException {
        Random random = new Random(seed + writer);
        try (Connection connection = database.connect();
                PreparedStatement append = connection.prepareStatement(
                        "select position from readside.append(?, null,"
                                + " (select jsonb_agg('{\"type\":\"A\",\"data\":{\"total\":12}}'::jsonb) from generate_series(1, ?)))")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < transactionsPerWriter; i++) {
                for (int appends = 1 + random.nextInt(3); appends > 0; appends--) {
                    // mostly streams of its own, sometimes one that another writer holds
                    int owner = random.nextInt(40) == 0 ? (writer + 1) % WRITERS : writer;
                    append.setString(1, "w" + owner + "-" + (owner == writer ? random.nextInt(20) : 0));
                    append.setInt(2, 1 + random.nextInt(28));
                    try (ResultSet row = append.executeQuery()) {
                        row.next();
                    } catch (SQLException e) {
                        if (!"40P01".equals(e.getSQLState())) { // two writers in each other's stream
                            throw e;
                        }
                        connection.rollback();
                        break;
                    }
                    delay(random, 3);
                }
                delay(random, random.nextInt(33) == 0 ? 60 : 2);
                if (random.nextInt(100) < 15) {
                    connection.rollback();
                } else {
                    connection.commit();
                    log.signal();
                }
            }
        }
        return null;
    }

    /** The load itself, not a wait for anything. */
    private static void delay(Random random, int atMostMillis) {
        LockSupport.parkNanos(random.nextInt(atMostMillis * 1_000_000));
    }

    private BitSet read(PostgresLog log, EventFilter filter) throws InterruptedException {
        BitSet got = new BitSet();
        Checkpoint at = Checkpoint.ZERO;
        while (writing.get() || at.position().isBefore(log.head())) {
            log.awaitBeyond(at.position(), Duration.ofMillis(50));
            Page page = log.read(at, filter, PageLimit.events(500));
            Position last = at.position();
            for (StoredEvent event : page.events()) {
                assertThat(event.position()).isGreaterThan(last);
                last = event.position();
                got.set(bit(last.value()));
            }
            assertThat(page.scannedTo().position()).isGreaterThanOrEqualTo(last);
            at = page.scannedTo();
        }
        return got;
    }

    /** As nearly everybody does it: after the last position seen. */
    private BitSet readNaively(FreshDatabase database) throws SQLException {
        BitSet got = new BitSet();
        long at = 0;
        try (Connection connection = database.connect();
                PreparedStatement page = connection.prepareStatement(
                        "select position from readside.log where position > ? order by position limit 500")) {
            boolean more = true;
            while (writing.get() || more) {
                page.setLong(1, at);
                more = false;
                try (ResultSet row = page.executeQuery()) {
                    while (row.next()) {
                        more = true;
                        at = row.getLong(1);
                        got.set(bit(at));
                    }
                }
                LockSupport.parkNanos(5_000_000); // its poll interval
            }
        }
        return got;
    }

    private int bit(long position) {
        return Math.toIntExact(position - start);
    }

    private BitSet positions(FreshDatabase database, String where) throws SQLException {
        BitSet positions = new BitSet();
        try (Connection connection = database.connect();
                PreparedStatement query =
                        connection.prepareStatement("select position from readside.log where " + where);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                positions.set(bit(row.getLong(1)));
            }
        }
        return positions;
    }

    private static BitSet missed(BitSet committed, BitSet got) {
        BitSet missed = (BitSet) committed.clone();
        missed.andNot(got);
        return missed;
    }
}
