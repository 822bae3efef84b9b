package io.readside.postgres;

import io.readside.readstore.SwapBlocked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Transactions that change what readers use: each lock is waited for as long as readers may wait behind it, and no longer. If it
 * cannot be had, whoever is in the way is named.
 */
final class Impatient {

    private static final String PATIENCE = Sql.statement("swap/patience");
    private static final String HOLDERS = Sql.statement("swap/lock_holders");
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String DEPENDENTS_EXIST = "2BP01";
    private static final int HOLDERS_SHOWN = 5;

    private final Database database;

    Impatient(Database database) {
        this.database = database;
    }

    /**
     * Runs one transaction.
     *
     * @param tried a sentence without its end
     * @param lockTimeout at least 1 ms
     * @param relations what it locks, schema-qualified and quoted
     * @throws SwapBlocked if it had to wait for too long
     */
    <T> T transaction(String tried, Duration lockTimeout, List<String> relations, Database.Work<T> work) {
        return database.transaction(tried, (what, e) -> failure(what, e, lockTimeout, relations), connection -> {
            begin(connection, lockTimeout);
            return work.on(connection);
        });
    }

    private static void begin(Connection connection, Duration lockTimeout) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Database.WRITING + PATIENCE)) {
            statement.setString(1, Long.toString(Math.max(1, lockTimeout.toMillis()))); // 0 would wait for ever
            Database.rows(statement).close();
        }
    }

    private RuntimeException failure(String tried, SQLException e, Duration lockTimeout, List<String> relations) {
        if (LOCK_TIMEOUT.equals(e.getSQLState())) {
            return new SwapBlocked(tried + ": a lock could not be had within " + lockTimeout.toMillis() + " ms. "
                    + holders(relations) + " Nothing was changed.");
        }
        if (DEPENDENTS_EXIST.equals(e.getSQLState())) {
            return new SwapBlocked(tried + ": something has come to depend on it meanwhile. Nothing was changed.");
        }
        return StoreFailures.onRead(tried, e);
    }

    private String holders(List<String> relations) {
        List<String> found = database.alone("Look for who holds locks", StoreFailures::onRead, connection -> {
            List<String> holders = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(HOLDERS)) {
                TableSql.setArray(query, 1, "text", relations.toArray());
                query.setInt(2, HOLDERS_SHOWN);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        holders.add(holder(row));
                    }
                }
            }
            return holders;
        });
        return found.isEmpty()
                ? "Whoever held it has let go of it by now."
                : "There are locks of: " + String.join("; ", found) + ".";
    }

    private static String holder(ResultSet row) throws SQLException {
        String pid = row.getString(1);
        if (pid == null) {
            return "a prepared transaction";
        }
        OffsetDateTime since = row.getObject(5, OffsetDateTime.class);
        return "server process " + pid + " ('" + row.getString(2) + "', role " + row.getString(3) + ", "
                + row.getString(4) + (since == null ? "" : ", in a transaction since " + since.toInstant()) + ")";
    }
}
