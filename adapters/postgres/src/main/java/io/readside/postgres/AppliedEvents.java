package io.readside.postgres;

import io.readside.event.Position;
import io.readside.projection.Change.Once;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ids of the events that one generation has applied, for statements that must not run twice. They are written in the
 * transaction of the batch, and leave when they are old: a few more with each batch than come in, so that the table
 * neither grows nor is ever gone through.
 */
final class AppliedEvents {

    private static final String NOTE =
            Sql.statement("readstore/note_applied") + ";\n" + Sql.statement("readstore/forget_applied");

    private static final int MORE_THAN_COME_IN = 100;

    private final String sql;
    private final Duration retention;

    AppliedEvents(PhysicalTable physical, Duration retention) {
        this.sql = NOTE.replace("{applied}", physical.applied());
        this.retention = retention;
    }

    /** Notes events. @return the positions of those that were noted before */
    Set<Position> note(Connection connection, List<Once> events) throws SQLException {
        Set<Position> before = events.stream().map(Once::lastApplied).collect(Collectors.toCollection(HashSet::new));
        if (events.isEmpty()) {
            return before;
        }
        try (PreparedStatement note = connection.prepareStatement(sql)) {
            TableSql.setArray(note, 1, "uuid", events.stream().map(Once::event).toArray());
            TableSql.setArray(
                    note,
                    2,
                    "bigint",
                    events.stream().map(event -> event.lastApplied().toString()).toArray());
            note.setLong(3, retention.toMillis());
            note.setInt(4, events.size() + MORE_THAN_COME_IN);
            try (ResultSet row = Database.rows(note)) {
                while (row.next()) {
                    before.remove(Position.of(row.getLong(1)));
                }
            }
        }
        return before;
    }
}
