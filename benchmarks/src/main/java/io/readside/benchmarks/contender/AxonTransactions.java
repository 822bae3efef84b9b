package io.readside.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.ConnectionWrapperFactory;
import org.axonframework.common.jdbc.ConnectionWrapperFactory.NoOpCloseHandler;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.jspecify.annotations.Nullable;

/**
 * Binds a connection to the thread for as long as a transaction lasts, as Spring's manager for a data source does; one that is
 * begun within another takes part in it.
 */
final class AxonTransactions implements TransactionManager, ConnectionProvider, AutoCloseable {

    private final HikariDataSource pool;

    @SuppressWarnings("ThreadLocalUsage") // each database has its own
    private final ThreadLocal<@Nullable Bound> bound = new ThreadLocal<>();

    AxonTransactions(HikariDataSource pool) {
        this.pool = pool;
    }

    private record Bound(Connection connection, Connection kept) {}

    private static final Transaction WITHIN = new Transaction() {
        @Override
        public void commit() {}

        @Override
        public void rollback() {}
    };

    @Override
    public Transaction startTransaction() {
        if (bound.get() != null) {
            return WITHIN;
        }
        try {
            Connection connection = pool.getConnection();
            connection.setAutoCommit(false);
            bound.set(new Bound(connection, ConnectionWrapperFactory.wrap(connection, new NoOpCloseHandler())));
            return new Outermost(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("No transaction could be begun.", e);
        }
    }

    /** That of the thread's transaction, which stays open when it is closed. */
    @Override
    public Connection getConnection() throws SQLException {
        Bound now = bound.get();
        return now == null ? pool.getConnection() : now.kept;
    }

    private final class Outermost implements Transaction {

        private final Connection connection;

        Outermost(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void commit() {
            end(Connection::commit);
        }

        @Override
        public void rollback() {
            end(Connection::rollback);
        }

        private void end(End end) {
            bound.remove();
            try (connection) {
                end.of(connection);
                connection.setAutoCommit(true);
            } catch (SQLException e) {
                throw new IllegalStateException("The transaction did not end.", e);
            }
        }
    }

    private interface End {
        void of(Connection connection) throws SQLException;
    }

    @Override
    public void close() {
        pool.close();
    }
}
