package io.readside.postgres.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.postgres.PostgresSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server of a test's own, to be killed, restarted, copied and restored. It keeps what it has acknowledged:
 * fsync is on. It stays on one port.
 */
public final class OwnServer implements AutoCloseable {

    static final String READY = "ready to accept connections";

    /** The application name of connections that come from a pool; the others are a test's own. */
    public static final String POOLED = "pooled";

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "shared_buffers=32MB",
            "dynamic_shared_memory_type=mmap", // in its folder: a killed server leaves nothing elsewhere
            "max_connections=300",
            "max_prepared_transactions=10",
            "wal_keep_size=256MB",
            "timezone=UTC",
            "log_timezone=UTC");

    private final Path data;
    private final int port = Programs.freePort();
    private final List<String> settings;
    private final String readyLine;
    private final Thread atExit = new Thread(this::killIfAlive, "kill-postgres");
    private ServerProcess process;

    OwnServer(Path data, String readyLine, List<String> settings) {
        this.data = data;
        this.readyLine = readyLine;
        this.settings = List.copyOf(settings);
        this.process = launch();
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @param settings each as {@code name=value} */
    public static OwnServer start(String... settings) {
        Path data = Programs.newFolder("postgres");
        Programs.run(Programs.command(
                "initdb",
                List.of(
                        "--pgdata=" + data,
                        "--username=postgres",
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync")));
        return new OwnServer(data, READY, List.of(settings));
    }

    /** Another server, which knows what the first had committed when it was copied. */
    public static OwnServer restore(Backup backup, String... settings) {
        return new OwnServer(backup.unpack(), READY, List.of(settings));
    }

    private ServerProcess launch() {
        List<String> arguments = new ArrayList<>(List.of("-D", data.toString(), "-c", "port=" + port));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        return ServerProcess.start(Programs.command("postgres", arguments), readyLine);
    }

    public int port() {
        return port;
    }

    /** Its process id. */
    public synchronized long pid() {
        return process.pid();
    }

    /** The end of its own log. */
    public synchronized String log() {
        return process.log();
    }

    /** SIGKILL for the server and all its backends. */
    public synchronized void kill() {
        process.kill();
    }

    /** Ends sessions and transactions, writes everything down, and ends. */
    public synchronized void stopFast() {
        process.signal("INT");
        process.awaitEnd();
    }

    /** Ends without writing anything down, as after a crash. */
    public synchronized void stopImmediately() {
        process.signal("QUIT");
        process.awaitEnd();
    }

    /** Starts it again, on the same port, after it was stopped or killed. */
    public synchronized void startAgain() {
        process = launch();
    }

    /** Copies it while it runs. */
    public Backup backUp() {
        try (Connection connection = connect("postgres")) {
            return Backup.of(data, connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Puts a backup in the place of what it holds, under the same port; it may run or not. */
    public synchronized void becomes(Backup backup) {
        killIfAlive();
        Programs.delete(data);
        backup.unpackInto(data);
        process = launch();
    }

    /** A new database. */
    public void create(String database, String... parts) {
        execute("postgres", "create database " + database);
        for (String part : parts) {
            PostgresSchema.install(dataSource(database), part);
        }
    }

    /** One connection each time; nothing pooled. */
    public PGSimpleDataSource dataSource(String database) {
        return dataSource(database, port);
    }

    /** @param through the port of a proxy in front of it */
    public PGSimpleDataSource dataSource(String database, int through) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {"127.0.0.1"});
        dataSource.setPortNumbers(new int[] {through});
        dataSource.setDatabaseName(database);
        dataSource.setUser("postgres");
        dataSource.setApplicationName("test");
        return dataSource;
    }

    /** @param through the port of a proxy in front of it */
    public HikariDataSource pool(String database, int through, int connections) {
        return pool(dataSource(database, through), connections);
    }

    static HikariDataSource pool(PGSimpleDataSource dataSource, int connections) {
        dataSource.setApplicationName(POOLED);
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    public Connection connect(String database) throws SQLException {
        return dataSource(database).getConnection();
    }

    /** Runs one or several statements, with auto-commit. */
    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The first column of the first row. */
    public @Nullable Object value(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getObject(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private synchronized void killIfAlive() {
        if (process.isAlive()) {
            process.kill();
        }
    }

    @Override
    public void close() {
        killIfAlive();
        Runtime.getRuntime().removeShutdownHook(atExit);
        Programs.delete(data);
    }
}
