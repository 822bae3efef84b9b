package io.readside.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.IntUnaryOperator;
import javax.sql.DataSource;

/**
 * Runs work on connections of a user's pool and gives them back as they came. Neither their defaults (isolation, read
 * only, auto-commit) nor their {@code search_path} and time zone make a difference: every transaction says what it is, and
 * every name carries its schema.
 */
final class Database {

    /**
     * The first words of a transaction that writes, whatever the session's default. Put in front of its first statement:
     * pgjdbc sends both in one round trip. Later statements must see what others have committed while it waited for locks.
     */
    static final String WRITING = "set transaction isolation level read committed, read write;\n";

    /** The first words of one that writes by what all its statements see in the same snapshot. */
    static final String WRITING_BY_SNAPSHOT = "set transaction isolation level repeatable read, read write;\n";

    /** The first words of a transaction whose statements all see the same snapshot. */
    static final String SNAPSHOT = "set transaction isolation level repeatable read, read only;\n";

    /** Put in front of a statement that looks rows up by their keys, with a transaction around it or without. */
    static final String BY_KEY = Sql.statement("readstore/plan_by_key") + ";\n";

    private final DataSource dataSource;
    private final IntUnaryOperator networkMillis; // of what the pool has set, zero for no limit

    Database(DataSource dataSource) {
        this(dataSource, IntUnaryOperator.identity());
    }

    private Database(DataSource dataSource, IntUnaryOperator networkMillis) {
        this.dataSource = dataSource;
        this.networkMillis = networkMillis;
    }

    /** The same database, given up if it does not answer for a while: a network may swallow what is sent without a word. */
    Database answeringWithin(Duration longest) {
        int millis = Math.toIntExact(longest.toMillis());
        return new Database(dataSource, ofPool -> millis);
    }

    /** As {@link #answeringWithin}, unless the pool has a {@code socketTimeout} of its own. */
    Database boundedBy(Duration longest) {
        int millis = Math.toIntExact(longest.toMillis());
        return new Database(dataSource, ofPool -> ofPool == 0 ? millis : ofPool);
    }

    /** Something to do on a connection. */
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Runs single statements, each its own transaction.
     *
     * @param failure makes an exception of {@code tried} and what went wrong
     */
    <T> T alone(String tried, BiFunction<String, SQLException, RuntimeException> failure, Work<T> work) {
        return run(true, tried, failure, work);
    }

    /** Runs one transaction and commits it; anything thrown rolls it back. Its first statement says what it is. */
    <T> T transaction(String tried, BiFunction<String, SQLException, RuntimeException> failure, Work<T> work) {
        return run(false, tried, failure, connection -> {
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    private <T> T run(
            boolean autoCommit,
            String tried,
            BiFunction<String, SQLException, RuntimeException> failure,
            Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            Settings before = new Settings(connection.getAutoCommit(), connection.getNetworkTimeout());
            Settings during = new Settings(autoCommit, networkMillis.applyAsInt(before.networkMillis));
            before.change(connection, during);
            T result;
            try {
                result = work.on(connection);
            } catch (SQLException | RuntimeException | Error e) {
                restore(connection, during, before, e);
                throw e;
            }
            during.change(connection, before);
            return result;
        } catch (SQLException e) {
            throw failure.apply(tried, e);
        }
    }

    /** What a connection is lent with; neither costs a round trip outside of a transaction. */
    private record Settings(boolean autoCommit, int networkMillis) {

        void change(Connection connection, Settings to) throws SQLException {
            if (to.networkMillis != networkMillis) {
                connection.setNetworkTimeout(Runnable::run, to.networkMillis);
            }
            if (to.autoCommit != autoCommit) {
                connection.setAutoCommit(to.autoCommit);
            }
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(StoreFailures.bare(e));
        }
    }

    private static void restore(Connection connection, Settings during, Settings before, Throwable cause) {
        try {
            during.change(connection, before);
        } catch (SQLException e) {
            cause.addSuppressed(StoreFailures.bare(e)); // a broken connection: its pool throws it away
        }
    }

    /** Runs a statement that may have {@link #WRITING} or {@link #SNAPSHOT} in front, and gives its rows. */
    static ResultSet rows(PreparedStatement statement) throws SQLException {
        boolean isRows = statement.execute();
        while (!isRows) {
            if (statement.getUpdateCount() == -1) {
                throw new SQLException("the statement returned no rows", "02000");
            }
            isRows = statement.getMoreResults();
        }
        return statement.getResultSet();
    }

    /** Runs a statement that has settings such as {@link #BY_KEY} in front, and gives its rows. */
    static ResultSet rowsAfterSettings(PreparedStatement statement) throws SQLException {
        rows(statement);
        statement.getMoreResults(); // the first ones are the settings
        return statement.getResultSet();
    }
}
