package io.readside.cli;

import io.readside.event.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Second pass: appends the lines of a checked file. Each batch is a transaction of its own and small, because whoever
 * follows the log waits for the oldest transaction that appends.
 */
final class Importer implements AutoCloseable {

    static final int MAX_BATCH_EVENTS = 500;

    private static final long MAX_BATCH_CHARACTERS = 2 << 20;
    private static final Duration SLOW = Duration.ofMillis(50);
    private static final Duration FAST = Duration.ofMillis(25);
    private static final int ATTEMPTS = 50;
    private static final Set<String> WORTH_REPEATING = Set.of("40001", "40P01"); // serialization failure, deadlock

    private final Io io;
    private final Connection connection;
    private final PreparedStatement append;
    private final Map<UUID, Long> batch = new HashMap<>();
    private final List<Long> lineNumbers = new ArrayList<>();
    private final StringBuilder json = new StringBuilder();
    private int batchEvents = 100;
    private long appended;
    private long alreadyThere;

    Importer(Database log, Io io) throws SQLException {
        this.io = io;
        this.connection = log.dataSource().getConnection();
        try (Statement session = connection.createStatement()) {
            session.execute(Sql.IMPORT_SESSION);
        }
        this.connection.setAutoCommit(false);
        this.connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        this.append = connection.prepareStatement(Sql.IMPORT_BATCH);
    }

    long appended() {
        return appended;
    }

    /** In the log before, or on an earlier line. */
    long alreadyThere() {
        return alreadyThere;
    }

    void run(ImportFile file) throws IOException, SQLException {
        try (Progress progress = new Progress(io, "importing")) {
            LineReader lines = file.lines();
            for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
                add(line, file);
                if (batch.size() >= batchEvents || json.length() >= MAX_BATCH_CHARACTERS) {
                    flush();
                    progress.at(appended + alreadyThere, lines.bytesRead(), file.bytes());
                }
            }
            flush();
        }
    }

    private void add(LineReader.Line line, ImportFile file) {
        EventLine parsed;
        try {
            if (line.problem() != null) {
                throw new IllegalArgumentException(line.problem());
            }
            parsed = EventLine.parse(line.text());
        } catch (IllegalArgumentException e) {
            throw new Trouble(
                    "Line " + line.number() + " " + e.getMessage() + ": " + file + " has changed since it was checked. "
                            + kept(),
                    "Run the command again with a file that stays as it is.");
        }
        if (batch.putIfAbsent(parsed.id(), line.number()) != null) {
            alreadyThere++; // equal, as the first pass has seen
            return;
        }
        json.append(json.length() == 0 ? '[' : ',').append("{\"n\":").append(lineNumbers.size());
        json.append(",\"stream\":").append(Json.write(parsed.stream().value()));
        json.append(",\"id\":\"").append(parsed.id()).append("\",\"type\":");
        json.append(Json.write(parsed.type().name()))
                .append(",\"version\":")
                .append(parsed.type().version());
        json.append(",\"data\":").append(parsed.data()).append(",\"metadata\":").append(parsed.metadata());
        if (parsed.time() != null) {
            json.append(",\"time\":\"")
                    .append(parsed.time().truncatedTo(ChronoUnit.MICROS))
                    .append('"');
        }
        json.append('}');
        lineNumbers.add(line.number());
    }

    private void flush() throws SQLException {
        if (lineNumbers.isEmpty()) {
            return;
        }
        append.setString(1, json.append(']').toString());
        for (int attempt = 1; !send(); attempt++) {
            if (attempt == ATTEMPTS) {
                throw new Trouble(
                        "Other writers were at the streams of lines " + lineNumbers.get(0) + " to "
                                + lineNumbers.get(lineNumbers.size() - 1) + " each of " + ATTEMPTS + " times. "
                                + kept(),
                        "Run the command again when they are done.");
            }
            LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextInt(5, 50))
                    .toNanos());
        }
        batch.clear();
        lineNumbers.clear();
        json.setLength(0);
    }

    /** One transaction; false if it was undone because another writer was first. */
    private boolean send() throws SQLException {
        long start = System.nanoTime();
        try (ResultSet row = append.executeQuery()) {
            row.next();
            int fresh = row.getInt("appended");
            int known = row.getInt("known");
            int conflict = row.getInt("conflict");
            if (!row.wasNull()) {
                connection.rollback();
                throw conflict(lineNumbers.get(conflict));
            }
            if (fresh + known < lineNumbers.size()) {
                connection.rollback();
                return false;
            }
            connection.commit();
            appended += fresh;
            alreadyThere += known;
        } catch (SQLException e) {
            if (WORTH_REPEATING.contains(String.valueOf(e.getSQLState()))) {
                connection.rollback();
                return false;
            }
            throw e;
        }
        adapt(Duration.ofNanos(System.nanoTime() - start));
        return true;
    }

    private void adapt(Duration took) {
        if (took.compareTo(SLOW) > 0) {
            batchEvents = Math.max(1, batchEvents / 2);
        } else if (took.compareTo(FAST) < 0) {
            batchEvents = Math.min(MAX_BATCH_EVENTS, batchEvents * 2);
        }
    }

    private Trouble conflict(long line) {
        UUID id = batch.entrySet().stream()
                .filter(entry -> entry.getValue() == line)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        return new Trouble(
                "Line " + line + ": the id " + id + " is in the log already, for another event. " + kept(),
                "Give the event of line " + line + " an id of its own, then run the command again.");
    }

    private String kept() {
        return appended + " events of this run were appended before and stay.";
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
