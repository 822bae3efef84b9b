package io.readside.postgres;

import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.Page;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * The event log in PostgreSQL. One per JVM and database: each keeps a connection and a thread that follow the head for
 * all its readers.
 *
 * <p>An append whose connection breaks throws {@link io.readside.eventlog.LogUnavailable} and is not retried here: it may
 * have been kept. Appending the same events, with their ids, again is safe and returns the first result.
 */
public final class PostgresLog implements EventLog {

    private final DataSource dataSource;
    private final LogWriter writer;
    private final LogReader reader;
    private final Watermark watermark;

    private PostgresLog(DataSource dataSource, LogReader reader, Watermark watermark) {
        this.dataSource = dataSource;
        this.writer = new LogWriter(dataSource);
        this.reader = reader;
        this.watermark = watermark;
    }

    /**
     * Opens the log: connects, checks schema and order, finds the head.
     *
     * @throws SchemaMismatch if the schema is not installed
     * @throws UnsafeLog if readers could miss events in this database
     * @throws io.readside.eventlog.LogUnavailable if it cannot be reached
     */
    public static PostgresLog of(DataSource dataSource) {
        return builder(dataSource).open();
    }

    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** What can be set; the defaults are good. */
    public static final class Builder {

        private final DataSource dataSource;
        private DataSource watermarkDataSource;
        private Cadence cadence = Cadence.DEFAULT;
        private long pageBytes = 8L << 20;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
            this.watermarkDataSource = dataSource;
        }

        /** Where the connection of the watermark comes from, kept as long as the log is open. Default: as the others. */
        public Builder watermarkDataSource(DataSource own) {
            this.watermarkDataSource = own;
            return this;
        }

        /**
         * How often an idle log is looked at, for events that other processes append. Default 100 ms; an append through
         * this log is seen at once.
         */
        public Builder idlePoll(Duration interval) {
            this.cadence = cadence.withIdle(interval);
            return this;
        }

        /**
         * Where a page is cut, by the size of its payloads, however many events were asked for. Default 8 MiB; one event
         * is always read.
         */
        public Builder pageBytes(long bytes) {
            this.pageBytes = bytes;
            return this;
        }

        /** See {@link PostgresLog#of}. */
        public PostgresLog open() {
            try (Connection appender = dataSource.getConnection()) {
                return new PostgresLog(dataSource, new LogReader(dataSource, pageBytes), watermark(appender));
            } catch (SQLException e) {
                throw Failures.of("Open the log", e);
            }
        }

        private Watermark watermark(Connection appender) throws SQLException {
            Connection watcher = Watermark.connect(watermarkDataSource);
            try {
                PostgresSchema.require(watcher, PostgresSchema.LOG);
                SelfTest.run(watcher, appender);
                return Watermark.start(watermarkDataSource, cadence, watcher);
            } catch (SQLException | RuntimeException e) {
                watcher.close();
                throw e;
            }
        }
    }

    @Override
    public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        Appended appended = writer.append(new LogWriter.Call(stream, expected, events));
        watermark.signal();
        return appended;
    }

    /**
     * Appends in the caller's transaction, at once. Until it ends, every subscriber waits for it: for anything longer
     * than a moment use {@link #buffer}. An error leaves a transaction that can only be rolled back.
     *
     * @param connection with its transaction; neither committed nor closed here
     */
    public Appended append(Connection connection, StreamName stream, ExpectedVersion expected, List<EventData> events) {
        return LogWriter.append(connection, new LogWriter.Call(stream, expected, events));
    }

    /** Collects appends that are inserted just before the caller's commit. */
    public AppendBuffer buffer(Connection connection) {
        return new AppendBuffer(connection);
    }

    /**
     * Says that a transaction of the caller's with appends has committed, so that subscribers see them at once and not at
     * the next poll. Cheap; may be left out.
     */
    public void signal() {
        watermark.signal();
    }

    @Override
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, int maxEvents) {
        return reader.stream(stream, from, positive(maxEvents));
    }

    @Override
    public Page read(Position after, EventFilter filter, int maxEvents) {
        long from = value(after);
        long upTo = watermark.value();
        if (upTo <= from) {
            return new Page(List.of(), after);
        }
        return reader.page(from, upTo, filter, positive(maxEvents));
    }

    @Override
    public Position head() {
        return reader.head();
    }

    @Override
    public Backlog backlog(Position after) {
        return reader.backlog(value(after));
    }

    @Override
    public boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException {
        return watermark.awaitBeyond(value(after), atMost);
    }

    /** Up to where the log is complete: what subscribers may read. */
    public Position watermark() {
        return Position.of(watermark.value());
    }

    /** The transaction that keeps subscribers back right now; empty if none does. One query. */
    public Optional<Stall> stall() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(true);
            return watermark.stall(connection);
        } catch (SQLException e) {
            throw Failures.of("Look for the transaction that holds subscribers back", e);
        }
    }

    /** For how long the log has been out of reach; empty if it is not. */
    public Optional<Duration> unreachableFor() {
        return watermark.unreachableFor();
    }

    @Override
    public void close() {
        watermark.close();
    }

    private static long value(Position position) {
        if (position.partition() != 0) {
            throw new IllegalArgumentException(
                    "The PostgreSQL log has one partition, 0; position " + position + " is of another.");
        }
        return position.value();
    }

    private static int positive(int maxEvents) {
        if (maxEvents < 1) {
            throw new IllegalArgumentException("A page has at least one event; " + maxEvents + " were asked for.");
        }
        return maxEvents;
    }
}
