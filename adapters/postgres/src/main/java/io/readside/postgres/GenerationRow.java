package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.RunState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * A row of {@code readside.generation}.
 *
 * @param kind {@code fold}, {@code sql} or {@code view}
 * @param signature what it was made as
 */
record GenerationRow(Generation generation, String kind, String signature) {

    /** How many columns a generation takes up at the front of a result. */
    static final int COLUMNS = 11;

    private static final String ACTIVE = Sql.statement("readstore/active");
    private static final String CURRENT = Sql.statement("readstore/current");

    /** In a transaction that another may have to wait for, a later call sees what has been committed since. */
    static Optional<GenerationRow> active(Connection connection, String name) throws SQLException {
        return active(connection, "", name);
    }

    /** @param first the words that begin a transaction, or nothing */
    static Optional<GenerationRow> active(Connection connection, String first, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(first + ACTIVE)) {
            query.setString(1, name);
            try (ResultSet row = Database.rows(query)) {
                return row.next()
                        ? Optional.of(
                                new GenerationRow(read(row), row.getString(COLUMNS + 1), row.getString(COLUMNS + 2)))
                        : Optional.empty();
            }
        }
    }

    static Optional<Generation> current(Connection connection, GenerationId id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CURRENT)) {
            query.setString(1, id.projection());
            query.setInt(2, id.number());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(read(row)) : Optional.empty();
            }
        }
    }

    /** Reads the first {@link #COLUMNS} columns. */
    static Generation read(ResultSet row) throws SQLException {
        return new Generation(
                new GenerationId(row.getString(1), row.getInt(2)),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                new Checkpoint(Position.of(row.getLong(6))),
                row.getString(7).equals("stopped") ? stopped(row) : new RunState.Running(),
                0);
    }

    private static RunState stopped(ResultSet row) throws SQLException {
        return new RunState.Stopped(
                Position.of(row.getLong(8)),
                row.getString(9),
                row.getString(10),
                row.getObject(11, OffsetDateTime.class).toInstant());
    }
}
