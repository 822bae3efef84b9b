package io.readside.postgres.support;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A database for one test, dropped when closed. */
public final class FreshDatabase implements AutoCloseable {

    private final PostgresServer server;
    private final String name;
    private final List<HikariDataSource> pools = new ArrayList<>();
    private @Nullable HikariDataSource pool;

    FreshDatabase(PostgresServer server, String name) {
        this.server = server;
        this.name = name;
    }

    public String name() {
        return name;
    }

    public String jdbcUrl() {
        return server.dataSource(name).getUrl();
    }

    /** The same pool of at most 40 connections each time. */
    public synchronized DataSource dataSource() {
        if (pool == null) {
            pool = pool(40);
        }
        return pool;
    }

    /** A pool of one's own, closed with the database. */
    public HikariDataSource pool(int connections) {
        return pool(connections, Duration.ofSeconds(30));
    }

    /** @param longestWait for a connection, at least 250 ms */
    public synchronized HikariDataSource pool(int connections, Duration longestWait) {
        HikariDataSource created = server.pool(name, connections, longestWait);
        pools.add(created);
        return created;
    }

    /** A connection each time, of a role that may log in. */
    public PGSimpleDataSource dataSourceOf(String role) {
        PGSimpleDataSource dataSource = server.dataSource(name);
        dataSource.setUser(role);
        return dataSource;
    }

    /** A connection of its own, not pooled, in auto-commit mode. */
    public Connection connect() throws SQLException {
        return server.dataSource(name).getConnection();
    }

    /** Runs one or several statements, with auto-commit. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    public @Nullable Object value(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getObject(1);
        }
    }

    /** The first column of all rows. */
    public List<@Nullable Object> values(String sql) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                values.add(row.getObject(1));
            }
        }
        return values;
    }

    @Override
    public synchronized void close() {
        pools.forEach(HikariDataSource::close);
        server.drop(name);
    }
}
