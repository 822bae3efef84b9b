package io.readside.postgres;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.EventType;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import io.readside.eventlog.Backlog;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.eventlog.Stall;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Reads, each one round trip in auto-commit mode, so with a snapshot of its own. Those that workers do are given up in a
 * network that says nothing: their lease is renewed on another connection, so nobody would take over from them.
 */
final class LogReader {

    private static final String READ_ALL = Verification.SQL + ";\n" + Sql.statement("log/read_all");
    private static final String READ_CATEGORY = Verification.SQL + ";\n" + Sql.statement("log/read_category");
    private static final String READ_CATEGORIES = Verification.SQL + ";\n" + Sql.statement("log/read_categories");
    private static final String READ_STREAM = Sql.statement("log/read_stream");
    private static final String AT = Sql.statement("log/at");
    private static final String IDENTITY = Sql.statement("log/identity");
    private static final String HEAD = Sql.statement("log/head");
    private static final String BACKLOG = Sql.statement("log/backlog");

    private final Database database;
    private final Database ofWorkers;

    /** @param patience how long a worker's read waits for an answer */
    LogReader(DataSource dataSource, Duration patience) {
        this.database = new Database(dataSource);
        this.ofWorkers = database.answeringWithin(patience);
    }

    static Identity identity(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(IDENTITY);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Identity(row.getObject(1, UUID.class), row.getInt(2));
        }
    }

    /** Which log this is, and which timeline it is in. */
    record Identity(UUID id, int timeline) {}

    /** Thrown where the server does not hold the event at the watermark, so that what it shows cannot be trusted. */
    static final class WatermarkUnknown extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * A page that ends at the watermark at the latest.
     *
     * @param after below the watermark
     */
    Page page(Checkpoint after, Mark watermark, EventFilter filter, PageLimit limit) throws WatermarkUnknown {
        Set<String> categories = filter.categories();
        String tried =
                "Read " + (categories.isEmpty() ? "the log" : "categories " + categories) + " after position " + after;
        long from = after.position().value();
        long upTo = watermark.position();
        String sql;
        Object[] binds;
        if (categories.isEmpty()) {
            sql = READ_ALL;
            binds = new Object[] {from, upTo, limit.events(), limit.bytes()};
        } else if (categories.size() == 1) {
            String category = categories.iterator().next();
            sql = READ_CATEGORY;
            binds = new Object[] {category, from, category, upTo, limit.events(), limit.bytes()};
        } else {
            sql = READ_CATEGORIES;
            String[] wanted = categories.toArray(String[]::new);
            binds = new Object[] {wanted, from, upTo, limit.events(), limit.events(), limit.bytes()};
        }
        Optional<Page> page = ofWorkers.alone(tried, Failures::of, connection -> {
            try (PreparedStatement query =
                    bound(connection, sql, concat(Verification.binds(after, watermark), binds))) {
                query.execute();
                Verification verification = verification(query);
                verification.require(tried, after);
                if (!verification.watermarkKnown()) {
                    return Optional.empty();
                }
                query.getMoreResults();
                Rows rows = rows(query.getResultSet(), limit.bytes());
                return Optional.of(page(verification.identity(), watermark, limit, rows));
            }
        });
        return page.orElseThrow(WatermarkUnknown::new);
    }

    private static Page page(Identity log, Mark watermark, PageLimit limit, Rows rows) {
        if (!rows.cut() && rows.events().size() < limit.events()) {
            return new Page(rows.events(), checkpoint(log, watermark));
        }
        StoredEvent last = rows.events().get(rows.events().size() - 1);
        return new Page(rows.events(), checkpoint(log, new Mark(last.position().value(), last.id())));
    }

    private static Checkpoint checkpoint(Identity log, Mark mark) {
        Position position = Position.of(mark.position());
        return new Checkpoint(
                position, mark.event() == null ? null : new Anchor(log.id(), log.timeline(), position, mark.event()));
    }

    /** @throws io.readside.eventlog.LogRegressed if the log is not the one that the checkpoint was read from */
    Identity verify(Checkpoint checkpoint) {
        String tried = "Verify the log at position " + checkpoint;
        Verification found = ofWorkers.alone(tried, Failures::of, connection -> {
            try (PreparedStatement query =
                    bound(connection, Verification.SQL, Verification.binds(checkpoint, Mark.START))) {
                query.execute();
                return verification(query);
            }
        });
        found.require(tried, checkpoint);
        return found.identity();
    }

    private static Verification verification(PreparedStatement executed) throws SQLException {
        try (ResultSet row = executed.getResultSet()) {
            row.next();
            return Verification.of(row);
        }
    }

    List<StoredEvent> stream(StreamName stream, StreamVersion from, PageLimit limit) {
        String tried = "Read stream " + stream + " from version " + from;
        return query(
                database,
                tried,
                limit.bytes(),
                READ_STREAM,
                stream.value(),
                from.value(),
                limit.events(),
                limit.bytes());
    }

    List<StoredEvent> at(Set<Position> positions) {
        Long[] values = positions.stream().map(Position::value).toArray(Long[]::new);
        return query(
                ofWorkers, "Read " + values.length + " events by their positions", Long.MAX_VALUE, AT, (Object) values);
    }

    Optional<Stall> stall() {
        return database.alone("Look for the transaction that holds subscribers back", Failures::of, StallReader::read);
    }

    VersionToken newest() {
        return first(
                        "Read the head of the log",
                        HEAD,
                        row -> VersionToken.of(row.getInt("timeline"), Position.of(row.getLong("position"))))
                .orElseThrow();
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
                        after)
                .orElseThrow();
    }

    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> Optional<T> first(String tried, String sql, RowMapper<T> mapper, Object... binds) {
        return database.alone(tried, Failures::of, connection -> {
            try (PreparedStatement query = bound(connection, sql, binds);
                    ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(mapper.map(row)) : Optional.empty();
            }
        });
    }

    /** @param cut whether the page got too large, so that there is more */
    private record Rows(List<StoredEvent> events, boolean cut) {}

    private static List<StoredEvent> query(Database from, String tried, long mostBytes, String sql, Object... binds) {
        return from.alone(tried, Failures::of, connection -> {
            try (PreparedStatement query = bound(connection, sql, binds)) {
                return rows(query.executeQuery(), mostBytes).events();
            }
        });
    }

    private static Rows rows(ResultSet row, long mostBytes) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        long bytes = 0;
        while (bytes < mostBytes && row.next()) { // what has got as far as that is followed by nothing
            bytes = row.getLong(11);
            if (bytes <= mostBytes || events.isEmpty()) {
                events.add(event(row));
            }
        }
        return new Rows(events, bytes >= mostBytes);
    }

    private static PreparedStatement bound(Connection connection, String sql, Object... binds) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < binds.length; i++) {
            bind(connection, statement, i + 1, binds[i]);
        }
        return statement;
    }

    private static void bind(Connection connection, PreparedStatement statement, int place, Object bind)
            throws SQLException {
        if (bind instanceof String[] texts) {
            statement.setArray(place, connection.createArrayOf("text", texts));
        } else if (bind instanceof Long[] values) {
            statement.setArray(place, connection.createArrayOf("bigint", values));
        } else if (bind instanceof Verification.Uuid id) {
            statement.setObject(place, id.value(), Types.OTHER);
        } else {
            statement.setObject(place, bind);
        }
    }

    private static Object[] concat(Object[] first, Object[] second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray();
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
