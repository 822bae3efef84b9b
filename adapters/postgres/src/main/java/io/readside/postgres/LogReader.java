package io.readside.postgres;

import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads, each one statement in auto-commit mode, so each with a snapshot of its own. */
final class LogReader {

    private static final String READ_ALL = Sql.statement("log/read_all");
    private static final String READ_CATEGORIES = Sql.statement("log/read_categories");
    private static final String READ_STREAM = Sql.statement("log/read_stream");
    private static final String HEAD = Sql.statement("log/head");
    private static final String BACKLOG = Sql.statement("log/backlog");

    private final DataSource dataSource;
    private final long pageBytes;

    LogReader(DataSource dataSource, long pageBytes) {
        this.dataSource = dataSource;
        this.pageBytes = pageBytes;
    }

    /**
     * A page that ends at the watermark at the latest.
     *
     * @param after below {@code watermark}
     */
    Page page(long after, long watermark, EventFilter filter, int maxEvents) {
        Rows rows = filter.categories().isEmpty()
                ? query("Read the log after position " + after, READ_ALL, after, watermark, maxEvents, pageBytes)
                : query(
                        "Read categories " + filter.categories() + " after position " + after,
                        READ_CATEGORIES,
                        filter.categories().toArray(String[]::new),
                        after,
                        watermark,
                        maxEvents,
                        maxEvents,
                        pageBytes);
        List<StoredEvent> events = rows.events();
        boolean exhausted = events.size() < maxEvents && rows.bytes() < pageBytes;
        return new Page(events, exhausted ? Position.of(watermark) : rows.last());
    }

    List<StoredEvent> stream(StreamName stream, StreamVersion from, int maxEvents) {
        String tried = "Read stream " + stream + " from version " + from;
        return query(tried, READ_STREAM, stream.value(), from.value(), maxEvents)
                .events();
    }

    Position head() {
        return first("Read the head of the log", HEAD, row -> Position.of(row.getLong(1)));
    }

    Backlog backlog(long after) {
        return first(
                "Read the backlog after position " + after,
                BACKLOG,
                row -> {
                    Position head = Position.of(row.getLong("head"));
                    long counted = row.getLong("events");
                    boolean estimated = counted > Backlog.EXACT_UP_TO;
                    Duration age = Duration.of(row.getLong("age_micros"), ChronoUnit.MICROS);
                    return new Backlog(head, estimated ? head.value() - after : counted, estimated, age);
                },
                after,
                Backlog.EXACT_UP_TO + 1,
                after);
    }

    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> T first(String tried, String sql, RowMapper<T> mapper, Object... binds) {
        try (Connection connection = connection(tried);
                PreparedStatement query = bound(connection, sql, binds);
                ResultSet row = query.executeQuery()) {
            row.next();
            return mapper.map(row);
        } catch (SQLException e) {
            throw Failures.of(tried, e);
        }
    }

    /** @param bytes estimated size of all events together */
    private record Rows(List<StoredEvent> events, long bytes) {

        Position last() {
            return events.get(events.size() - 1).position();
        }
    }

    private Rows query(String tried, String sql, Object... binds) {
        try (Connection connection = connection(tried);
                PreparedStatement query = bound(connection, sql, binds);
                ResultSet row = query.executeQuery()) {
            List<StoredEvent> events = new ArrayList<>();
            long bytes = 0;
            while (row.next()) {
                events.add(event(row));
                bytes = row.getLong(11);
            }
            return new Rows(events, bytes);
        } catch (SQLException e) {
            throw Failures.of(tried, e);
        }
    }

    private Connection connection(String tried) {
        try {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(true);
            return connection;
        } catch (SQLException e) {
            throw Failures.unavailable(tried, e);
        }
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... binds) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < binds.length; i++) {
            Object bind = binds[i];
            statement.setObject(i + 1, bind instanceof String[] texts ? connection.createArrayOf("text", texts) : bind);
        }
        return statement;
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        return new StoredEvent(
                Position.of(row.getLong(1)),
                new StreamName(row.getString(2)),
                StreamVersion.of(row.getLong(3)),
                row.getObject(4, UUID.class),
                new EventType(row.getString(5), row.getInt(6)),
                row.getString(7),
                row.getString(8),
                instant(row, 9),
                instant(row, 10));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
