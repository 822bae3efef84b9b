package io.readside.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Logger;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.jspecify.annotations.Nullable;

/** Keeps the few connections of one command for their next use. Without a limit: a command has a handful at most. */
final class ConnectionPool implements DataSource, AutoCloseable {

    private final ConnectionPoolDataSource source;
    private final Deque<PooledConnection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    ConnectionPool(ConnectionPoolDataSource source) {
        this.source = source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        PooledConnection kept = idle.pollFirst();
        return (kept != null ? kept : open()).getConnection();
    }

    private PooledConnection open() throws SQLException {
        PooledConnection opened = source.getPooledConnection();
        try (Connection connection = opened.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'"); // the driver asks for that of the JVM
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        opened.addConnectionEventListener(new ConnectionEventListener() {
            private volatile boolean broken;

            @Override
            public void connectionClosed(ConnectionEvent event) {
                if (!broken) {
                    idle.addFirst(opened);
                }
                if (closed) {
                    close();
                }
            }

            @Override
            public void connectionErrorOccurred(ConnectionEvent event) {
                broken = true;
            }
        });
        return opened;
    }

    @Override
    public void close() {
        closed = true;
        for (PooledConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            try {
                kept.close();
            } catch (SQLException e) {
                // gone already
            }
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The pool logs in as one user.");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("Give connectTimeout in the URL.");
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The pool logs nothing.");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("The pool wraps no " + type.getName() + ".");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
