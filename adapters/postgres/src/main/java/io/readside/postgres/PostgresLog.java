package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.Appended;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LateEvent;
import io.readside.eventlog.LogUnavailable;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * The event log in PostgreSQL. One per JVM and database: each keeps a connection and a thread that follow the head for
 * all its readers.
 *
 * <p>An append whose connection breaks throws {@link LogUnavailable} and is not retried here: it may
 * have been kept. Appending the same events, with their ids, again is safe and returns the first result.
 */
public final class PostgresLog implements EventLog {

    private final UUID id;
    private volatile int timeline;
    private final LogWriter writer;
    private final LogReader reader;
    private final Watermark watermark;
    private final HeadFollower follower;
    private final Auditor auditor;

    private PostgresLog(
            LogReader.Identity identity, Builder builder, Watermark watermark, HeadFollower follower, Auditor auditor) {
        this.id = identity.id();
        this.timeline = identity.timeline();
        this.writer = new LogWriter(builder.dataSource);
        this.reader = new LogReader(builder.dataSource, builder.readTimeout);
        this.watermark = watermark;
        this.follower = follower;
        this.auditor = auditor;
    }

    /**
     * Opens the log: connects, checks schema and order, finds the head.
     *
     * @throws SchemaMismatch if the schema is not installed
     * @throws UnsafeLog if readers could miss events in this database
     * @throws LogUnavailable if it cannot be reached
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
        private Duration readTimeout = Duration.ofSeconds(30);
        private Audits audits = Audits.DEFAULT;
        private boolean dense;

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
         * Longest time that a subscriber waits for an answer of the log; then it takes its connection for lost and reads
         * again. Default 30 s, from 1 ms to 1 day.
         */
        public Builder readTimeout(Duration longest) {
            if (longest.toMillis() < 1 || longest.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "readTimeout lies between 1 ms and 1 day; " + longest + " does not.");
            }
            this.readTimeout = longest;
            return this;
        }

        /**
         * Closes positions that have no event, once nothing can appear there any more: with rows that no reader is shown.
         * From then on the database itself refuses an event at such a position. Default: they stay open, and are looked at
         * again after a minute, ten minutes and an hour. Needs the right to execute {@code readside.entomb}.
         */
        public Builder dense() {
            this.dense = true;
            return this;
        }

        Builder audits(Audits when) {
            this.audits = when;
            return this;
        }

        /** See {@link PostgresLog#of}. */
        public PostgresLog open() {
            try (Connection appender = dataSource.getConnection()) {
                return open(appender);
            } catch (SQLException e) {
                throw Failures.of("Open the log", e);
            }
        }

        private PostgresLog open(Connection appender) throws SQLException {
            Connection watcher = HeadFollower.connect(watermarkDataSource);
            try {
                PostgresSchema.require(watcher, PostgresSchema.LOG);
                SelfTest.run(watcher, appender);
                LogReader.Identity identity = LogReader.identity(watcher);
                Watermark watermark = new Watermark(cadence, WatermarkReader.first(watcher));
                Auditor auditor = auditor(watermark);
                HeadFollower follower = HeadFollower.start(watermarkDataSource, watermark, auditor, watcher);
                return new PostgresLog(identity, this, watermark, follower, auditor);
            } catch (SQLException | RuntimeException e) {
                watcher.close();
                throw e;
            }
        }

        private Auditor auditor(Watermark watermark) {
            LateEvents late = new LateEvents();
            Database database = new Database(dataSource).answeringWithin(HeadFollower.NETWORK_TIMEOUT);
            return Auditor.start(audits, new Audit(database, new GapLedger(audits), late, watermark, dense), late);
        }
    }

    @Override
    public Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        Appended appended = writer.append(new LogWriter.Call(stream, expected, events));
        timeline = appended.timeline();
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
    public List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit) {
        return reader.stream(stream, from, limit);
    }

    @Override
    public Page read(Checkpoint after, EventFilter filter, PageLimit limit) {
        long from = value(after.position());
        Mark upTo = watermark.mark();
        if (upTo.position() < from) {
            timeline =
                    reader.verify(after).timeline(); // another process has read further, or the log has lost its tail
        }
        if (upTo.position() <= from) {
            return new Page(List.of(), after);
        }
        try {
            Page page = reader.page(after, upTo, filter, limit);
            page.scannedTo().timeline().ifPresent(seen -> timeline = seen);
            return page;
        } catch (LogReader.WatermarkUnknown e) {
            watermark.suspect();
            throw new LogUnavailable(
                    "Read the log after position " + after + ": the server does not hold event " + upTo.event()
                            + " at position " + upTo.position()
                            + ", which was seen there; it is another server than before, or"
                            + " its log has lost its tail. Nothing was read; the log is looked at anew.",
                    null);
        }
    }

    @Override
    public void verify(Checkpoint checkpoint) {
        value(checkpoint.position());
        timeline = reader.verify(checkpoint).timeline();
    }

    @Override
    public List<StoredEvent> at(Set<Position> positions) {
        positions.forEach(PostgresLog::value);
        return positions.isEmpty() ? List.of() : reader.at(positions);
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public Optional<Stall> stall() {
        return reader.stall();
    }

    @Override
    public void onLateEvent(Consumer<LateEvent> listener) {
        auditor.onLateEvent(listener);
    }

    @Override
    public VersionToken newest() {
        VersionToken newest = reader.newest();
        timeline = newest.timeline();
        return newest;
    }

    @Override
    public int timeline() {
        return timeline;
    }

    @Override
    public int beginTimelineAfter(int lost) {
        timeline = writer.beginTimelineAfter(lost);
        return timeline;
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
        return Position.of(watermark.mark().position());
    }

    /** For how long, by the log's clock, the oldest append in flight has held subscribers back; zero if none does. One query. */
    public Duration heldBackFor() {
        return stall().map(Stall::heldFor).orElse(Duration.ZERO);
    }

    /** For how long the log has been out of reach; empty if it is not. */
    public Optional<Duration> unreachableFor() {
        return watermark.unreachableFor();
    }

    @Override
    public void close() {
        follower.close();
        auditor.close();
    }

    private static long value(Position position) {
        if (position.partition() != 0) {
            throw new IllegalArgumentException(
                    "The PostgreSQL log has one partition, 0; position " + position + " is of another.");
        }
        return position.value();
    }
}
