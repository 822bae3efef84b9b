package io.readside.postgres;

import io.readside.postgres.WatermarkReader.Look;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the head of one log for all readers of this JVM, on a thread and a connection of its own. */
final class HeadFollower implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(HeadFollower.class);

    private static final int LOOK_EVENTS = 5_000;
    /** While it cannot move there is little to gain, and each look costs what it looks at. */
    private static final int STUCK_LOOK_EVENTS = 100;

    /** A network that swallows what is sent is not waited for. */
    static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(10);

    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 5_000;

    private final DataSource dataSource;
    private final Watermark watermark;
    private final Auditor auditor;
    private final Thread thread = new Thread(this::run, "readside-watermark");
    private volatile @Nullable Connection connection;
    private @Nullable Class<?> lastFailure; // of the thread

    private HeadFollower(DataSource dataSource, Watermark watermark, Auditor auditor, Connection connection) {
        this.dataSource = dataSource;
        this.watermark = watermark;
        this.auditor = auditor;
        this.connection = connection;
        thread.setDaemon(true);
    }

    /** @param connection from {@link #connect}; from now on this follower's */
    static HeadFollower start(DataSource dataSource, Watermark watermark, Auditor auditor, Connection connection) {
        HeadFollower follower = new HeadFollower(dataSource, watermark, auditor, connection);
        follower.thread.start();
        return follower;
    }

    /** A connection on which each statement has a snapshot of its own, and which a dead network does not block. */
    static Connection connect(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(true);
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(NETWORK_TIMEOUT.toMillis()));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void close() {
        Connection open = connection;
        watermark.close();
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
        while (!watermark.isClosed()) {
            Connection first = connection;
            try (Connection open = first != null ? first : reconnect()) {
                retryMillis = FIRST_RETRY_MILLIS;
                follow(open);
                connection = null;
            } catch (Throwable e) { // whatever it is: a watermark that ended quietly would stop every subscriber
                lost(e);
                watermark.pause(
                        Duration.ofMillis(ThreadLocalRandom.current().nextLong(retryMillis / 2, retryMillis)), false);
                retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
            }
        }
    }

    /** Look, publish, wait; until the server is not the one that it was. */
    private void follow(Connection open) throws SQLException {
        boolean stuck = false;
        while (!watermark.isClosed() && !watermark.isSuspected()) {
            Mark before = watermark.begin();
            Optional<Look> found = WatermarkReader.look(open, before, stuck ? STUCK_LOOK_EVENTS : LOOK_EVENTS);
            if (found.isEmpty()) {
                return;
            }
            Look look = found.get();
            stuck = look.held() && look.watermark() == before.position();
            if (!look.gaps().isEmpty()) {
                auditor.passed(look.gaps());
            }
            Duration next = watermark.publish(look);
            if (look.held() || !look.more()) {
                watermark.pause(next, !look.held());
            }
        }
    }

    private Connection reconnect() throws SQLException {
        Connection open = connect(dataSource);
        try {
            SelfTest.checkFacts(open);
            if (WatermarkReader.look(open, watermark.mark(), 1).isEmpty()) {
                startAnew(open);
            }
            connection = open;
            lastFailure = null;
            watermark.connected().ifPresent(gone -> LOGGER.info("The log is back after {}.", gone));
            return open;
        } catch (SQLException | RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /** The old watermark says nothing about this server. */
    private void startAnew(Connection open) throws SQLException {
        Mark old = watermark.mark();
        Mark first = WatermarkReader.first(open);
        watermark.reset(first);
        LOGGER.error(
                "The log is not the one that was followed: it does not hold event {} at position {}, and is complete up to"
                        + " position {}. Its database was restored, or failed over to a server that lacks its tail. Read models"
                        + " that had seen what is gone stop and say what to do.",
                old.event(),
                old.position(),
                first.position());
    }

    /** Said once for each reason: that a server was out of reach must not hide that the next one is refused. */
    private void lost(Throwable e) {
        connection = null;
        if (watermark.lost() || (e.getClass() != lastFailure && !watermark.isClosed())) {
            Throwable shown = e instanceof SQLException sql ? Failures.withoutDetail(sql) : e;
            LOGGER.warn("The log is out of reach, subscribers wait; trying again: {}", shown.getMessage());
        }
        lastFailure = e.getClass();
    }
}
