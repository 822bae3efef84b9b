package io.readside.benchmarks.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** The PostgreSQL that all contenders share: as durable as one in production, large enough not to be the news. */
public final class PostgresServer implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    private PostgresServer(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    public static PostgresServer start() throws IOException, SQLException {
        EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setServerConfig("checkpoint_timeout", "15min")
                .setServerConfig("jit", "off")
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .setPGStartupWait(Duration.ofMinutes(1))
                .start();
        PostgresServer server = new PostgresServer(postgres);
        server.database("postgres").run("create extension pg_stat_statements");
        return server;
    }

    public Database database(String name) {
        return new Database(postgres.getJdbcUrl("postgres", name));
    }

    /** A new, empty database. */
    public Database create(String name) throws SQLException {
        database("postgres").run("create database " + name);
        return database(name);
    }

    /** A new database with all that another one holds, to which nobody is connected. */
    public Database copy(String name, String of) throws SQLException {
        database("postgres").run("create database " + name + " template " + of);
        return database(name);
    }

    public void drop(String name) throws SQLException {
        database("postgres").run("drop database if exists " + name + " with (force)");
    }

    /** So that nobody pays for what another has written before. */
    public void checkpoint() throws SQLException {
        database("postgres").run("checkpoint");
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
