package io.readside.postgres;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.ReadModel;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code readside.generation}.
 *
 * @param kind {@code fold}, {@code sql} or {@code view}
 * @param signature what it was made as
 */
record GenerationRow(Generation generation, String kind, String signature) {

    /** How many columns a generation takes up at the front of a result. */
    static final int COLUMNS = 27;

    static final String SELECTED = "g.name, g.generation, g.version, g.level, g.epoch, g.position, g.state,"
            + " g.stopped_position, g.stopped_event, g.stopped_reason, g.stopped_at, g.paused_by, g.paused_at,"
            + " g.regressed_reason, g.regressed_at, g.anchor_log, g.anchor_position, g.anchor_event, coalesce(g.anchor_timeline, 1), g.parked_keys, g.role,"
            + " case when g.meeting_ends > clock_timestamp() then g.meeting_position end,"
            + " g.meeting_log, g.meeting_anchor, g.meeting_event, coalesce(g.meeting_timeline, 1), "
            + Sql.statement("readstore/shown");

    private static final String ACTIVE = selecting("readstore/active");
    private static final String SERVING = selecting("readstore/serving");
    private static final String ALL = selecting("readstore/generations");
    private static final String CURRENT = selecting("readstore/current").replace("{lease}", LeaseRow.SELECTED);

    /** A statement that begins with the columns of a generation. */
    static String selecting(String name) {
        return Sql.statement(name).replace("{generation}", SELECTED);
    }

    /** In a transaction that another may have to wait for, a later call sees what has been committed since. */
    static Optional<GenerationRow> active(Connection connection, String name) throws SQLException {
        return active(connection, "", name);
    }

    /** @param first the words that begin a transaction, or nothing */
    static Optional<GenerationRow> active(Connection connection, String first, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(first + ACTIVE)) {
            query.setString(1, name);
            return one(query);
        }
    }

    private static Optional<GenerationRow> one(PreparedStatement query) throws SQLException {
        try (ResultSet row = Database.rows(query)) {
            return row.next()
                    ? Optional.of(new GenerationRow(read(row), row.getString(COLUMNS + 1), row.getString(COLUMNS + 2)))
                    : Optional.empty();
        }
    }

    /**
     * The generation that serves readers of each of some read models, in one round trip; with SNAPSHOT in front all of one.
     *
     * @throws ProjectionMismatch if there is none of one of them
     */
    static List<GenerationRow> serving(
            Connection connection, String first, Audience audience, List<? extends ReadModel> models)
            throws SQLException {
        String one = audience.choosing(SERVING);
        String sql = first + String.join(";\n", Collections.nCopies(models.size(), one));
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            int place = 1;
            for (ReadModel model : models) {
                query.setString(place++, model.name());
                query.setInt(place++, model.version());
                query.setInt(place++, model.version());
            }
            List<GenerationRow> serving = new ArrayList<>();
            ResultSet row = Database.rows(query);
            for (ReadModel model : models) {
                if (!row.next()) {
                    throw new ProjectionMismatch("The store holds no '" + model.name() + "'; open it first.");
                }
                serving.add(new GenerationRow(read(row), row.getString(COLUMNS + 1), row.getString(COLUMNS + 2)));
                if (serving.size() < models.size()) {
                    query.getMoreResults();
                    row = query.getResultSet();
                }
            }
            return serving;
        }
    }

    /** Every generation of some names, in order. */
    static List<GenerationRow> all(Connection connection, Collection<String> names) throws SQLException {
        List<GenerationRow> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(ALL)) {
            TableSql.setArray(query, 1, "text", names.toArray());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.add(new GenerationRow(read(row), row.getString(COLUMNS + 1), row.getString(COLUMNS + 2)));
                }
            }
        }
        return all;
    }

    static Optional<Generation> current(Connection connection, GenerationId id) throws SQLException {
        return fed(connection, id).map(Fed::generation);
    }

    /** A generation and who feeds it, or did last. */
    record Fed(Generation generation, Optional<LeaseRow> lease) {}

    static Optional<Fed> fed(Connection connection, GenerationId id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(CURRENT)) {
            query.setString(1, id.projection());
            query.setInt(2, id.number());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(new Fed(read(row), LeaseRow.read(row, COLUMNS + 1))) : Optional.empty();
            }
        }
    }

    /** Reads the first {@link #COLUMNS} columns. */
    static Generation read(ResultSet row) throws SQLException {
        return new Generation(
                new GenerationId(row.getString(1), row.getInt(2)),
                Role.valueOf(row.getString(21).toUpperCase(Locale.ROOT)),
                row.getInt(3),
                row.getString(4),
                row.getLong(5),
                new Checkpoint(Position.of(row.getLong(6)), anchor(row, 16)),
                state(row),
                row.getLong(20),
                meeting(row),
                row.getBoolean(27));
    }

    private static RunState state(ResultSet row) throws SQLException {
        return switch (row.getString(7)) {
            case "stopped" ->
                new RunState.Stopped(Position.of(row.getLong(8)), row.getString(9), row.getString(10), moment(row, 11));
            case "paused" -> new RunState.Paused(row.getString(12), moment(row, 13));
            case "regressed" -> new RunState.Regressed(row.getString(14), moment(row, 15));
            default -> new RunState.Running();
        };
    }

    private static Optional<Checkpoint> meeting(ResultSet row) throws SQLException {
        Long position = row.getObject(22, Long.class);
        return position == null
                ? Optional.empty()
                : Optional.of(new Checkpoint(Position.of(position), anchor(row, 23)));
    }

    /** @param first the index of the first of its four columns */
    static @Nullable Anchor anchor(ResultSet row, int first) throws SQLException {
        UUID log = row.getObject(first, UUID.class);
        return log == null
                ? null
                : new Anchor(
                        log,
                        row.getInt(first + 3),
                        Position.of(row.getLong(first + 1)),
                        row.getObject(first + 2, UUID.class));
    }

    static Instant moment(ResultSet row, int index) throws SQLException {
        return row.getObject(index, OffsetDateTime.class).toInstant();
    }
}
