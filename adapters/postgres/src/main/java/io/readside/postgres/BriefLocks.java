package io.readside.postgres;

import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Transactions that lock tables which others use. Whoever comes after a lock that is waited for waits behind it; so it is waited
 * for shortly, and asked for again after a pause of random length.
 */
final class BriefLocks {

    private static final String PATIENCE = Sql.statement("compare/patience");

    private static final int LONGEST_WAIT_MILLIS = 50;

    /** About 30 s. */
    private static final int ATTEMPTS = 200;

    /** Deadlock, lock timeout. */
    private static final Set<String> NOT_NOW = Set.of("40P01", "55P03");

    private BriefLocks() {}

    /** Something to do in a transaction. */
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    /**
     * Runs a transaction until it gets its locks; of those for one name one at a time.
     *
     * @throws StoreUnavailable if somebody holds them for too long
     */
    static void run(Database database, String tried, String name, Work work) {
        for (int attempt = 1; ; attempt++) {
            try {
                database.transaction(tried, StoreFailures::onRead, connection -> once(connection, name, work));
                return;
            } catch (StoreUnavailable e) {
                boolean notNow = e.getCause() instanceof SQLException cause && NOT_NOW.contains(cause.getSQLState());
                if (!notNow || attempt == ATTEMPTS) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static boolean once(Connection connection, String name, Work work) throws SQLException {
        PostgresGenerations.lock(connection, name);
        try (PreparedStatement patience = connection.prepareStatement(PATIENCE)) {
            patience.setString(1, LONGEST_WAIT_MILLIS + "ms");
            patience.execute();
        }
        work.on(connection);
        return true;
    }

    private static void pause(StoreUnavailable cause) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(LONGEST_WAIT_MILLIS, 3L * LONGEST_WAIT_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
