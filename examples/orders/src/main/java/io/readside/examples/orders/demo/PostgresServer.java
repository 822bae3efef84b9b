package io.readside.examples.orders.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the demonstration's own, on the loopback interface, that keeps what it has acknowledged. If it is killed,
 * it is started again on the same folder and port.
 */
public final class PostgresServer implements AutoCloseable {

    public static final String USER = "postgres";
    public static final String DATABASE = "orders";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final int STARTS = 5;

    private final DataFolder folder;
    private final int port;
    private final Account account;
    private final Path programs;
    private final Consumer<DemoFailed> lost;
    private Process process;
    private CompletableFuture<Void> watch = new CompletableFuture<>();
    private boolean closed;

    /**
     * Starts it, with an empty database {@link #DATABASE} if the folder is new.
     *
     * @param lost called if it ends and cannot be started again
     */
    public PostgresServer(DataFolder folder, int port, Consumer<DemoFailed> lost) {
        this.folder = folder;
        this.port = port;
        this.lost = lost;
        this.account = Account.choose();
        this.programs = Binaries.unpack(folder.binaries()).resolve("bin");
        if (Leftovers.stop(folder.cluster())) {
            LOG.info("Stopped the PostgreSQL that a killed run had left on {}.", folder.cluster());
        }
        initialize();
        this.process = startPatiently();
        try {
            createDatabase();
            watch = process.onExit().thenRunAsync(this::ended);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    public int port() {
        return port;
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    private String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /** The process id, for those who want to see it killed. */
    public synchronized long pid() {
        return process.pid();
    }

    /** A cluster appears under its name only when it is whole, so that a killed run leaves no half of one. */
    private void initialize() {
        if (Files.exists(folder.cluster().resolve("PG_VERSION"))) {
            return;
        }
        Path partial = folder.cluster().resolveSibling("postgres.partial");
        try {
            Folders.delete(partial);
            account.own(Files.createDirectories(partial));
            run(List.of(
                    program("initdb"),
                    "--pgdata=" + partial,
                    "--username=" + USER,
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8"));
            Files.move(partial, folder.cluster());
        } catch (IOException e) {
            throw new DemoFailed("The database could not be created in " + folder.cluster() + ": " + e + ".", e);
        }
    }

    private void run(List<String> program) throws IOException {
        Process run = launch(program);
        try {
            if (run.waitFor() != 0) {
                throw new DemoFailed(
                        program.get(0) + " failed with " + run.exitValue() + "; " + folder.serverLog() + " says why.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.destroyForcibly();
            throw new DemoFailed("Interrupted while creating the database.", e);
        }
    }

    private String program(String name) {
        return programs.resolve(name).toString();
    }

    private Process launch(List<String> program) throws IOException {
        return new ProcessBuilder(account.command(program))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.serverLog().toFile()))
                .start();
    }

    /** Right after a kill, orphans of the old server may hold the folder for a moment. */
    private Process startPatiently() {
        for (int attempt = 1; ; attempt++) {
            try {
                return start();
            } catch (DemoFailed e) {
                if (attempt == STARTS) {
                    throw e;
                }
                LOG.info("PostgreSQL did not start, attempt {} of {}. {}", attempt, STARTS, e.getMessage());
                Leftovers.stop(folder.cluster());
            }
        }
    }

    private Process start() {
        List<String> command = new ArrayList<>(
                List.of(program("postgres"), "-D", folder.cluster().toString()));
        List.of(
                        "port=" + port,
                        "listen_addresses=127.0.0.1",
                        "unix_socket_directories=",
                        "fsync=on",
                        "synchronous_commit=on",
                        "max_connections=100",
                        "timezone=UTC",
                        "log_timezone=UTC")
                .forEach(setting -> command.addAll(List.of("-c", setting)));
        try {
            Process started = launch(command);
            awaitConnections(started);
            return started;
        } catch (IOException e) {
            throw new DemoFailed("PostgreSQL could not be started: " + e + ".", e);
        }
    }

    private void awaitConnections(Process started) {
        for (long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); System.nanoTime() < deadline; ) {
            if (!started.isAlive()) {
                throw new DemoFailed(
                        "PostgreSQL ended with " + started.exitValue() + "; " + folder.serverLog() + " says why.");
            }
            try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"))) {
                return;
            } catch (SQLException notYet) {
                pause();
            }
        }
        started.destroyForcibly();
        throw new DemoFailed("PostgreSQL takes no connections after 60 s; " + folder.serverLog() + " says why.");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("Interrupted while PostgreSQL started.", e);
        }
    }

    private void createDatabase() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            if (!statement
                    .executeQuery("select from pg_database where datname = '" + DATABASE + "'")
                    .next()) {
                statement.execute("create database " + DATABASE);
            }
            statement.execute("alter database " + DATABASE + " set search_path = public");
            statement.execute("alter database " + DATABASE + " set timezone = 'UTC'");
        } catch (SQLException e) {
            throw new DemoFailed("The database could not be prepared: " + e.getMessage() + ".", e);
        }
    }

    private synchronized void ended() {
        if (closed || process.isAlive()) {
            return;
        }
        LOG.warn("PostgreSQL has ended with {} and is started again.", process.exitValue());
        try {
            Leftovers.stop(folder.cluster());
            process = startPatiently();
            watch = process.onExit().thenRunAsync(this::ended);
            LOG.info("PostgreSQL runs again, process {}.", process.pid());
        } catch (DemoFailed e) {
            lost.accept(e);
        }
    }

    /** Ends it as an operator would: open transactions are rolled back, what was committed is on disk. */
    @Override
    public synchronized void close() {
        closed = true;
        watch.cancel(false);
        Leftovers.stop(folder.cluster());
    }
}
