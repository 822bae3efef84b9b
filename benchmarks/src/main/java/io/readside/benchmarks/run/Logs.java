package io.readside.benchmarks.run;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.database.Digest;
import io.readside.benchmarks.database.PostgresServer;
import io.readside.benchmarks.history.CopyRows;
import io.readside.benchmarks.history.Happened;
import io.readside.benchmarks.history.OrderTraffic;
import io.readside.benchmarks.work.Job;
import io.readside.postgres.PostgresSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.postgresql.PGConnection;

/** Histories in the logs of all contenders, filled once each and read in every round; and what their rows must come to. */
final class Logs {

    private static final long SEED = 42;

    private final PostgresServer server;
    private final Set<String> filled = new HashSet<>();
    private final Map<String, String> digests = new LinkedHashMap<>();

    Logs(PostgresServer server) {
        this.server = server;
    }

    /** A database with {@code readside.log} of so many events. */
    String history(long events) throws SQLException, IOException {
        String name = "history_" + events;
        if (filled.add(name)) {
            System.err.println("Filling a log with " + events + " events …");
            Database log = server.create(name);
            install(log);
            copy(log, events);
            log.run("vacuum (freeze, analyze) readside.log");
        }
        return name;
    }

    /** An empty {@code readside.log}. */
    static void install(Database log) {
        try (HikariDataSource pool = log.pool(1)) {
            PostgresSchema.install(pool, PostgresSchema.LOG);
        }
    }

    private static void copy(Database log, long events) throws SQLException, IOException {
        try (Connection connection = log.connect();
                InputStream rows = new CopyRows(new OrderTraffic(SEED, events), CopyRows::logRow)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "copy readside.log (stream, stream_version, id, type, version, data, occurred_at) from stdin",
                            rows,
                            1 << 16);
        }
    }

    /** The same with the log of a contender beside it, which gets its share of the events. */
    String history(long events, Entrant entrant, long share, Jvm jvm)
            throws SQLException, IOException, InterruptedException {
        String name = history(events);
        if (filled.add(name + " " + entrant.label())) {
            Job fill = Job.of("fill", entrant.label())
                    .with("log", server.database(name).url())
                    .with("events", share);
            jvm.run(fill, entrant.heapMb(events));
            server.checkpoint();
        }
        return name;
    }

    /** What the rows must be after the first so many of a history. */
    String digest(String history, long events) throws SQLException {
        String key = history + " " + events;
        String known = digests.get(key);
        if (known == null) {
            known = Digest.expected(server.database(history), events);
            digests.put(key, known);
        }
        return known;
    }

    /** The history as a file, a line for each event. */
    static void write(long events, Function<Happened, String> line, Path file) throws IOException {
        try (InputStream lines = new CopyRows(new OrderTraffic(SEED, events), line)) {
            Files.copy(lines, file);
        }
    }
}
