package io.readside.postgres;

import io.readside.postgres.support.FreshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/** A transaction that appends, and ends when the test says so. */
final class Appending implements AutoCloseable {

    final Connection connection;

    Appending(FreshDatabase database) throws SQLException {
        this(database.connect());
    }

    /** @param connection closed with this */
    Appending(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
    }

    /** One committed event. */
    static long committed(FreshDatabase database, String stream) throws SQLException {
        return committed(database.connect(), stream);
    }

    /** @param connection closed afterwards */
    static long committed(Connection connection, String stream) throws SQLException {
        try (Appending appending = new Appending(connection)) {
            long position = appending.append(stream);
            appending.commit();
            return position;
        }
    }

    /** @return the event's position */
    long append(String stream) throws SQLException {
        return position(
                "select position from readside.append('" + stream + "', null, '[{\"type\":\"A\",\"data\":{}}]')");
    }

    /** Without {@code readside.append}, as a user's own SQL would. */
    long insert(String stream) throws SQLException {
        return position(
                "insert into readside.log (stream, stream_version, id, type, version, data, occurred_at) values ('"
                        + stream + "', 0, gen_random_uuid(), 'A', 1, '{}', now()) returning position");
    }

    private long position(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Savepoint savepoint() throws SQLException {
        return connection.setSavepoint();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
