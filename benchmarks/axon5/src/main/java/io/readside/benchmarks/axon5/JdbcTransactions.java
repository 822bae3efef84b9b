package io.readside.benchmarks.axon5;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.benchmarks.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.ConnectionWrapperFactory;
import org.axonframework.common.jdbc.ConnectionWrapperFactory.NoOpCloseHandler;

/** Of the database with the rows and the tokens. */
final class JdbcTransactions extends BoundTransactions<Connection> implements ConnectionProvider, AutoCloseable {

    private static final int POOL = 10;

    private final HikariDataSource pool;

    JdbcTransactions(Database store) {
        pool = store.pool(POOL);
    }

    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    @Override
    Connection begin() {
        try {
            Connection connection = pool.getConnection();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("No transaction could be begun.", e);
        }
    }

    @Override
    void commit(Connection connection) {
        end(connection, Connection::commit);
    }

    @Override
    void rollback(Connection connection) {
        end(connection, Connection::rollback);
    }

    private static void end(Connection connection, Use end) {
        try (connection) {
            end.of(connection);
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException("The transaction did not end.", e);
        }
    }

    /** That of the thread's transaction, which stays open when it is closed. */
    @Override
    public Connection getConnection() throws SQLException {
        Connection bound = current();
        return bound == null ? pool.getConnection() : ConnectionWrapperFactory.wrap(bound, new NoOpCloseHandler());
    }

    @Override
    public void close() {
        pool.close();
    }
}
