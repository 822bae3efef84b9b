package io.readside.benchmarks.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One database of the server.
 *
 * @param url with user, for JDBC
 */
public record Database(String url) {

    /** Another database of the same server. */
    public Database beside(String name) {
        return new Database(url.replaceFirst("/[^/?]*\\?", "/" + name + "?"));
    }

    /** A connection of one's own, for a loop that keeps it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** As {@link #connect}; a batch of inserts goes out as inserts of many rows. */
    public Connection connectForBatches() throws SQLException {
        return DriverManager.getConnection(url + "&reWriteBatchedInserts=true");
    }

    public HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    /** As {@link #pool}, with batches as in {@link #connectForBatches}. */
    public HikariDataSource poolForBatches(int connections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url + "&reWriteBatchedInserts=true");
        config.setMaximumPoolSize(connections);
        return new HikariDataSource(config);
    }

    /** Runs statements without arguments. */
    public void run(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row, as text. */
    public @Nullable String ask(String sql, Object... arguments) throws SQLException {
        try (Connection connection = connect()) {
            return ask(connection, sql, arguments);
        }
    }

    /** As {@link #ask(String, Object...)} on a connection that is open already. */
    public static @Nullable String ask(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                query.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
