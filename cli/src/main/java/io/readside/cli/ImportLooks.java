package io.readside.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** What an import has to know of the log, in its transaction. */
final class ImportLooks {

    private final Connection connection;

    ImportLooks(Connection connection) {
        this.connection = connection;
    }

    private interface Rows<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /** Whether the log has no event. */
    boolean empty() throws SQLException {
        return query(Sql.IMPORT_EMPTY, rows -> rows.next() && rows.getBoolean(1));
    }

    Instant now() throws SQLException {
        return query(Sql.IMPORT_CLOCK, rows -> {
            rows.next();
            return rows.getObject(1, OffsetDateTime.class).toInstant();
        });
    }

    /** Those ids that are in the log. */
    Set<UUID> known(List<EventLine> events) throws SQLException {
        return query(
                Sql.IMPORT_KNOWN,
                rows -> {
                    Set<UUID> known = new HashSet<>();
                    while (rows.next()) {
                        known.add(rows.getObject(1, UUID.class));
                    }
                    return known;
                },
                array("uuid", events, EventLine::id));
    }

    /** The index of the first event whose id stands for another one in the log. */
    OptionalInt differing(List<EventLine> events) throws SQLException {
        return query(
                Sql.IMPORT_DIFFERING,
                rows -> rows.next() ? OptionalInt.of(rows.getInt(1) - 1) : OptionalInt.empty(),
                array("uuid", events, EventLine::id),
                array("text", events, event -> event.stream().value()),
                array("text", events, event -> event.type().name()),
                array("integer", events, event -> event.type().version()),
                array("text", events, EventLine::data));
    }

    /** -1 for a stream that does not exist. */
    Map<String, Long> lastVersions(Set<String> streams) throws SQLException {
        if (streams.isEmpty()) {
            return Map.of();
        }
        return query(
                Sql.IMPORT_LAST_VERSIONS,
                rows -> {
                    Map<String, Long> versions = new HashMap<>();
                    while (rows.next()) {
                        versions.put(rows.getString(1), rows.getLong(2));
                    }
                    return versions;
                },
                connection.createArrayOf("text", streams.toArray()));
    }

    /** The position of the first event that this transaction has appended, if readers could miss it. */
    OptionalLong unprotected(EventLine first, long streamVersion) throws SQLException {
        return query(
                Sql.IMPORT_UNPROTECTED,
                rows -> rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty(),
                first.stream().value(),
                streamVersion);
    }

    private Object array(String type, List<EventLine> events, Function<EventLine, Object> value) throws SQLException {
        return connection.createArrayOf(type, events.stream().map(value).toArray());
    }

    private <T> T query(String sql, Rows<T> answer, Object... binds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < binds.length; i++) {
                statement.setObject(i + 1, binds[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return answer.of(rows);
            }
        }
    }
}
