package io.readside.postgres;

import io.readside.postgres.WatermarkReader.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the head of one log for all readers of this JVM, on a thread and a connection of its own. */
final class Watermark implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Watermark.class);

    private static final int LOOK_EVENTS = 5_000;
    /** While it cannot move there is little to gain, and each look costs what it looks at. */
    private static final int STUCK_LOOK_EVENTS = 100;

    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 5_000;

    private final DataSource dataSource;
    private final Cadence cadence;
    private final Thread thread = new Thread(this::run, "readside-watermark");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition advanced = lock.newCondition();
    private final Condition wake = lock.newCondition();

    // under the lock, written by the thread alone (but signalled and closed); times are System.nanoTime()
    private @Nullable Connection connection;
    private long value;
    private long seen;
    private long foundAt;
    private @Nullable Long heldSince;
    private @Nullable Long unreachableSince;
    private boolean signalled;
    private boolean closed;

    private Watermark(DataSource dataSource, Cadence cadence, Connection connection, long value) {
        this.dataSource = dataSource;
        this.cadence = cadence;
        this.connection = connection;
        this.value = value;
        this.seen = value;
        this.foundAt = System.nanoTime() - cadence.busyFor().toNanos();
        thread.setDaemon(true);
    }

    /** @param connection from {@link #connect}; from now on this watermark's */
    static Watermark start(DataSource dataSource, Cadence cadence, Connection connection) throws SQLException {
        Watermark watermark = new Watermark(dataSource, cadence, connection, WatermarkReader.first(connection));
        watermark.thread.start();
        return watermark;
    }

    /** A connection on which each statement has a snapshot of its own, and which a dead network does not block. */
    static Connection connect(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    long value() {
        lock.lock();
        try {
            return value;
        } finally {
            lock.unlock();
        }
    }

    boolean awaitBeyond(long after, Duration atMost) throws InterruptedException {
        long nanos = TimeUnit.NANOSECONDS.convert(atMost); // saturates
        lock.lockInterruptibly();
        try {
            while (value <= after && !closed && nanos > 0) {
                nanos = advanced.awaitNanos(nanos);
            }
            return value > after;
        } finally {
            lock.unlock();
        }
    }

    /** Something was committed: look soon. */
    void signal() {
        lock.lock();
        try {
            signalled = true;
            wake.signal();
        } finally {
            lock.unlock();
        }
    }

    /** For how long the log has been out of reach. */
    Optional<Duration> unreachableFor() {
        lock.lock();
        try {
            return Optional.ofNullable(unreachableSince).map(Watermark::since);
        } finally {
            lock.unlock();
        }
    }

    /** Who holds the watermark back, read now on a connection of the caller's. */
    Optional<Stall> stall(Connection reader) throws SQLException {
        long value;
        long seen;
        Duration heldFor;
        lock.lock();
        try {
            if (heldSince == null) {
                return Optional.empty();
            }
            value = this.value;
            seen = this.seen;
            heldFor = since(heldSince);
        } finally {
            lock.unlock();
        }
        return WatermarkReader.stall(reader, value, seen, heldFor);
    }

    @Override
    public void close() {
        Connection open;
        lock.lock();
        try {
            closed = true;
            open = connection;
            wake.signal();
            advanced.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(1_000);
            if (thread.isAlive() && open != null) {
                open.abort(Runnable::run); // it waits for a server that does not answer
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOGGER.info(
                    "The watermark's connection did not close: {}",
                    Failures.withoutDetail(e).getMessage());
        }
    }

    private void run() {
        long retryMillis = FIRST_RETRY_MILLIS;
        while (!isClosed()) {
            try (Connection open = connection != null ? connection : reconnect()) {
                retryMillis = FIRST_RETRY_MILLIS;
                follow(open);
            } catch (Throwable e) { // whatever it is: a watermark that ended quietly would stop every subscriber
                lost(e);
                pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(retryMillis / 2, retryMillis)), false);
                retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
            }
        }
    }

    /** Look, publish, wait. */
    private void follow(Connection open) throws SQLException {
        boolean stuck = false;
        while (!isClosed()) {
            long before = value;
            Look look = WatermarkReader.look(open, before, stuck ? STUCK_LOOK_EVENTS : LOOK_EVENTS);
            stuck = look.held() && look.watermark() == before;
            Duration next = publish(look, stuck);
            if (look.held() || !look.more()) {
                pause(next, !look.held());
            }
        }
    }

    private Duration publish(Look look, boolean stuck) {
        lock.lock();
        try {
            long now = System.nanoTime();
            if (look.watermark() > value) {
                foundAt = now;
                value = look.watermark();
                advanced.signalAll();
            }
            seen = look.seen();
            if (!stuck) {
                heldSince = null;
            } else if (heldSince == null) {
                heldSince = now;
            }
            return cadence.next(look.held(), since(foundAt));
        } finally {
            lock.unlock();
        }
    }

    /** @param mayWake whether a signal ends the pause early, though never below the shortest time between two looks */
    private void pause(Duration atMost, boolean mayWake) {
        long start = System.nanoTime();
        lock.lock();
        try {
            long shortest = mayWake ? cadence.signalled().toNanos() : atMost.toNanos();
            while (!closed) {
                long left = (signalled ? Math.min(shortest, atMost.toNanos()) : atMost.toNanos())
                        - (System.nanoTime() - start);
                if (left <= 0) {
                    break;
                }
                wake.awaitNanos(left);
            }
            signalled = false;
        } catch (InterruptedException e) {
            closed = true; // nobody interrupts this thread but the end of the JVM's patience
        } finally {
            lock.unlock();
        }
    }

    private Connection reconnect() throws SQLException {
        Connection open = connect(dataSource);
        try {
            SelfTest.checkFacts(open);
            long head = WatermarkReader.head(open);
            restored(open, head);
            return open;
        } catch (SQLException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    private void restored(Connection open, long head) {
        lock.lock();
        try {
            connection = open;
            if (unreachableSince != null) {
                LOGGER.info("The log is back after {}.", since(unreachableSince));
                unreachableSince = null;
            }
            if (head < value) {
                LOGGER.error(
                        "The log ends at position {} but had reached {}: its database was restored or failed over to a"
                                + " server that lacks the rest. Read models beyond {} do not see what is appended up to where they"
                                + " are: build them again.",
                        head,
                        value,
                        head);
                value = head;
            }
        } finally {
            lock.unlock();
        }
    }

    private void lost(Throwable e) {
        lock.lock();
        try {
            connection = null;
            if (unreachableSince == null && !closed) {
                unreachableSince = System.nanoTime();
                Throwable shown = e instanceof SQLException sql ? Failures.withoutDetail(sql) : e;
                LOGGER.warn("The log is out of reach, subscribers wait; trying again: {}", shown.getMessage());
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(Math.max(0, System.nanoTime() - nanoTime));
    }
}
