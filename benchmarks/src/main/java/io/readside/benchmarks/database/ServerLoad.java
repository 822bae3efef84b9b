package io.readside.benchmarks.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/** What the server has done since it began: its totals, to be read before a run and after it. */
public final class ServerLoad implements AutoCloseable {

    private static final double TICKS_PER_SECOND = 100;

    private final Connection connection;
    private final long postmaster;

    /** @param server any database of it */
    public ServerLoad(Database server) throws SQLException {
        this.connection = server.beside("postgres").connect(); // where the extension is
        String pid = Database.ask(connection, "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)");
        this.postmaster = Long.parseLong(Objects.requireNonNull(pid).trim());
    }

    /** Bytes of write-ahead log. */
    public long walBytes() throws SQLException {
        return number("select (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint");
    }

    /** Statements from clients, BEGIN and COMMIT included. */
    public long statements() throws SQLException {
        return number("select coalesce(sum(calls), 0)::bigint from pg_stat_statements");
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(Objects.requireNonNull(Database.ask(connection, sql)));
    }

    /** Processor time of the server and all its processes, also of those that have ended; 0 where there is no /proc. */
    public double cpuSeconds() {
        long ticks = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                ticks += ticks(process);
            }
        } catch (IOException e) {
            return 0;
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Processor time of a process that is not the server's; 0 if it has ended. */
    public static double cpuSeconds(long pid) {
        try {
            String[] fields = fields(Path.of("/proc/" + pid));
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private long ticks(Path process) {
        try {
            boolean isPostmaster = process.getFileName().toString().equals(Long.toString(postmaster));
            String[] fields = fields(process);
            if (!isPostmaster && Long.parseLong(fields[1]) != postmaster) {
                return 0;
            }
            long own = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            return isPostmaster ? own + Long.parseLong(fields[13]) + Long.parseLong(fields[14]) : own;
        } catch (IOException ended) {
            return 0;
        }
    }

    /** Those of /proc/PID/stat from the state on; the name before it may hold blanks. */
    private static String[] fields(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
