package io.readside.postgres.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.postgres.PostgresSchema;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.ds.PGSimpleDataSource;

/** The one embedded server of this JVM; it starts with the first test that wants it and ends with the JVM. */
public final class PostgresServer {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final EmbeddedPostgres server;
    private final Map<List<String>, String> templates = new HashMap<>();

    private PostgresServer(EmbeddedPostgres server) {
        this.server = server;
    }

    private static final class Shared {
        static final PostgresServer SERVER = start();
    }

    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** Safe where losing a test's data does not matter: no fsync, commits do not wait for the disk. */
    private static PostgresServer start() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("max_wal_size", "4GB")
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("max_prepared_transactions", "10")
                    .setServerConfig("autovacuum_naptime", "5s")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop-postgres"));
            return new PostgresServer(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A database of one's own, to be closed after use.
     *
     * @param parts of the schema that are installed in it, see {@link PostgresSchema#install}; none: empty
     */
    public synchronized FreshDatabase create(String... parts) {
        String name = "test_" + DATABASES.incrementAndGet();
        String template = parts.length == 0 ? "template1" : templates.computeIfAbsent(List.of(parts), this::template);
        execute("create database " + name + " template " + template);
        return new FreshDatabase(this, name);
    }

    private String template(List<String> parts) {
        String name = "installed_" + String.join("_", parts);
        execute("create database " + name);
        for (String part : parts) {
            PostgresSchema.install(dataSource(name), part);
        }
        return name;
    }

    /** Where its programs are: {@code initdb}, {@code pg_ctl} and {@code postgres}. */
    Path programs() {
        String sql = "select setting from pg_config() where name = 'BINDIR'";
        try (Connection connection = dataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return Path.of(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** One connection each time; nothing pooled. */
    PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {server.getPort()});
        dataSource.setDatabaseName(database);
        dataSource.setUser("postgres");
        dataSource.setApplicationName("test");
        return dataSource;
    }

    HikariDataSource pool(String database, int connections, Duration longestWait) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource(database));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(longestWait.toMillis());
        config.setPoolName(database);
        return new HikariDataSource(config);
    }

    void drop(String database) {
        execute("drop database if exists " + database + " with (force)");
    }

    private void execute(String sql) {
        try (Connection connection = dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
