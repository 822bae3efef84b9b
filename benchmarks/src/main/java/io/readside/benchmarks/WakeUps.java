package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.PGReplicationStream;

/**
 * Means by which a reader of the log learns that something was committed. Each runs on a thread of its own until it is
 * interrupted, and says when it is worth a look.
 */
enum WakeUps {

    /** The appender is in the same process and says so. */
    SIGNAL("signal in the process") {
        @Override
        void await(Bell bell, HikariDataSource database) throws InterruptedException {
            while (true) {
                bell.rung.acquire();
                bell.rung.drainPermits();
                bell.look();
            }
        }
    },

    POLL_2("poll every 2 ms") {
        @Override
        void await(Bell bell, HikariDataSource database) throws Exception {
            poll(bell, 2);
        }
    },

    POLL_5("poll every 5 ms") {
        @Override
        void await(Bell bell, HikariDataSource database) throws Exception {
            poll(bell, 5);
        }
    },

    POLL_100("poll every 100 ms") {
        @Override
        void await(Bell bell, HikariDataSource database) throws Exception {
            poll(bell, 100);
        }
    },

    /** After the commit, on a connection of its own, at most every 2 ms. */
    NOTIFY("NOTIFY after it, debounced") {
        @Override
        void await(Bell bell, HikariDataSource database) throws Exception {
            Thread notifier = new Thread(() -> notifying(bell, database), "notifier");
            notifier.start();
            try {
                listen(bell, database);
            } finally {
                notifier.interrupt();
                notifier.join();
            }
        }
    },

    /** By the append itself, in its transaction. */
    NOTIFY_IN_APPEND("NOTIFY in the append") {
        @Override
        void await(Bell bell, HikariDataSource database) throws Exception {
            listen(bell, database);
        }
    },

    /** Needs wal_level=logical and a slot, which keeps the write-ahead log back while nobody reads it. */
    REPLICATION("logical replication") {
        @Override
        void await(Bell bell, HikariDataSource database) throws Exception {
            replicate(bell, database);
        }
    };

    final String label;

    WakeUps(String label) {
        this.label = label;
    }

    /** Runs until interrupted. */
    abstract void await(Bell bell, HikariDataSource database) throws Exception;

    /** Between the appender, a means and whoever looks at the log. */
    static final class Bell {

        final Semaphore rung = new Semaphore(0);
        final AtomicLong statements = new AtomicLong();
        private final Runnable look;

        Bell(Runnable look) {
            this.look = look;
        }

        void ring() {
            rung.release();
        }

        void look() {
            statements.incrementAndGet();
            look.run();
        }
    }

    private static void poll(Bell bell, long millis) throws InterruptedException {
        while (true) {
            bell.look();
            TimeUnit.MILLISECONDS.sleep(millis);
        }
    }

    private static void notifying(Bell bell, HikariDataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            while (true) {
                bell.rung.acquire();
                bell.rung.drainPermits();
                bell.statements.incrementAndGet();
                statement.execute("notify appended");
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void listen(Bell bell, HikariDataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("listen appended");
            PGConnection listener = connection.unwrap(PGConnection.class);
            while (!Thread.currentThread().isInterrupted()) {
                if (listener.getNotifications(200).length > 0) {
                    bell.look();
                }
            }
        }
    }

    private static void replicate(Bell bell, HikariDataSource database) throws Exception {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, "postgres");
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "10");
        try (Connection connection = new org.postgresql.Driver().connect(database.getJdbcUrl(), properties)) {
            PGConnection replication = connection.unwrap(PGConnection.class);
            replication
                    .getReplicationAPI()
                    .createReplicationSlot()
                    .logical()
                    .withSlotName("wake_up_" + ProcessHandle.current().pid())
                    .withOutputPlugin("test_decoding")
                    .withTemporaryOption()
                    .make();
            PGReplicationStream stream = replication
                    .getReplicationAPI()
                    .replicationStream()
                    .logical()
                    .withSlotName("wake_up_" + ProcessHandle.current().pid())
                    .start();
            while (!Thread.currentThread().isInterrupted()) {
                ByteBuffer change = stream.readPending();
                if (change == null) {
                    TimeUnit.MICROSECONDS.sleep(500);
                } else if (isCommit(change)) {
                    stream.setFlushedLSN(stream.getLastReceiveLSN());
                    bell.look();
                }
            }
        }
    }

    private static boolean isCommit(ByteBuffer change) {
        return change.get(change.position()) == 'C';
    }

    /** How far the log is visible. */
    static long head(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("select coalesce(max(position), 0) from readside.log");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
