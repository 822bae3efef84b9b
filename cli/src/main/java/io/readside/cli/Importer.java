package io.readside.cli;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Second pass: appends the lines of a checked file, while a thread of its own reads the next ones. Transactions are small,
 * because whoever follows the log waits for the oldest one that appends.
 */
final class Importer implements AutoCloseable {

    /** In one transaction. */
    static final int MOST_EVENTS = 4_000;

    private static final int PART_BYTES = 2 << 20;
    private static final int PARTS_AHEAD = 2;
    private static final Duration SLOW = Duration.ofMillis(100);
    private static final Duration FAST = Duration.ofMillis(50);
    private static final int ATTEMPTS = 50;

    private final Io io;
    private final ImportSession log;
    private final Ahead<Part> reading = new Ahead<>(1);
    private int transactionEvents = 100;
    private long appended;
    private long alreadyThere;

    Importer(Database log, Io io) throws SQLException {
        this.io = io;
        this.log = new ImportSession(log);
    }

    /** @param readTo how many bytes of the file were read for it and those before */
    private record Part(ImportBatch batch, long readTo) {}

    long appended() {
        return appended;
    }

    /** In the log before, or on an earlier line. */
    long alreadyThere() {
        return alreadyThere;
    }

    void run(ImportFile file) throws IOException, SQLException {
        LineReader lines = file.lines();
        for (int i = 0; i < PARTS_AHEAD; i++) {
            reading.start(() -> read(lines));
        }
        try (Progress progress = new Progress(io, "importing")) {
            for (Part part = reading.take(); part.batch.size() > 0; part = reading.take()) {
                reading.start(() -> read(lines));
                append(part.batch);
                progress.at(appended + alreadyThere, part.readTo, file.bytes());
            }
        } catch (Changed e) {
            throw new Trouble(
                    "Line " + e.line + " " + e.getMessage() + ": " + file + " has changed since it was checked. "
                            + kept(),
                    "Run the command again with a file that stays as it is.");
        }
    }

    /** An empty part at the end of the file. */
    private static Part read(LineReader lines) throws IOException {
        ImportBatch batch = new ImportBatch();
        while (batch.size() < MOST_EVENTS && batch.bytes() < PART_BYTES) {
            LineReader.Line line = lines.next();
            if (line == null) {
                break;
            }
            if (line.problem() != null) {
                throw new Changed(line.number(), line.problem());
            }
            try {
                batch.add(EventLine.parse(line.text()), line.number());
            } catch (IllegalArgumentException e) {
                throw new Changed(line.number(), String.valueOf(e.getMessage()));
            }
        }
        return new Part(batch, lines.bytesRead());
    }

    /** A line that was good is no event any more. */
    private static final class Changed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final long line;

        Changed(long line, String problem) {
            super(problem);
            this.line = line;
        }
    }

    private void append(ImportBatch batch) throws SQLException {
        int attempts = 0;
        for (int from = 0; from < batch.size(); ) {
            int to = Math.min(batch.size(), from + transactionEvents);
            long start = System.nanoTime();
            int fresh = send(batch, from, to);
            if (fresh >= 0) {
                appended += fresh;
                alreadyThere += to - from - fresh;
                from = to;
                attempts = 0;
                adapt(Duration.ofNanos(System.nanoTime() - start));
            } else {
                if (++attempts == ATTEMPTS) {
                    throw new Trouble(
                            "Other writers were at the streams of lines " + batch.line(from) + " to "
                                    + batch.line(to - 1) + " each of " + ATTEMPTS + " times. " + kept(),
                            "Run the command again when they are done.");
                }
                transactionEvents = Math.max(1, transactionEvents / 2); // in a shorter time fewer writers come between
                LockSupport.parkNanos(
                        Duration.ofMillis(ThreadLocalRandom.current().nextInt(5, 50))
                                .toNanos());
            }
        }
        alreadyThere += batch.repeated();
    }

    /** How many were appended; -1 if another writer was at the same streams or ids. */
    private int send(ImportBatch batch, int from, int to) throws SQLException {
        try {
            return log.append(batch, from, to);
        } catch (ImportSession.IdTaken e) {
            long line = batch.line(e.index());
            throw new Trouble(
                    "Line " + line + ": the id " + batch.event(e.index()).id()
                            + " is in the log already, for another event. " + kept(),
                    "Give the event of line " + line + " an id of its own, then run the command again.");
        }
    }

    private void adapt(Duration took) {
        if (took.compareTo(SLOW) > 0) {
            transactionEvents = Math.max(1, transactionEvents / 2);
        } else if (took.compareTo(FAST) < 0) {
            transactionEvents = Math.min(MOST_EVENTS, transactionEvents * 2);
        }
    }

    private String kept() {
        return appended + " events of this run were appended before and stay.";
    }

    @Override
    public void close() throws SQLException {
        reading.close();
        log.close();
    }
}
