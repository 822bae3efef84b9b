package io.readside.benchmarks.contender;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.projection.jdbc.JdbcSession;

/** A transaction that Pekko commits after the handler and the offset. */
final class PekkoSession implements JdbcSession {

    private final Connection connection;
    private final Progress progress;

    /** How far the projection has come; its handler is called by one thread at a time. */
    static final class Progress {

        private volatile long handled;
        private volatile long committed;

        void handled(long position) {
            handled = position;
        }

        long committed() {
            return committed;
        }
    }

    PekkoSession(HikariDataSource pool, Progress progress) {
        this.progress = progress;
        try {
            connection = pool.getConnection();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw new IllegalStateException("No transaction could be begun.", e);
        }
    }

    @Override
    public <T> T withConnection(Function<Connection, T> use) throws Exception {
        return use.apply(connection);
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
        progress.committed = progress.handled;
    }

    @Override
    public void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
