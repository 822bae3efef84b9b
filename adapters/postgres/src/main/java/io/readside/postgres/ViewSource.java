package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/**
 * The active generation of what a materialized view is computed from.
 *
 * @param parkedFrom null: nothing waits
 * @param shown whether the view of its name shows it
 */
record ViewSource(
        GenerationId id,
        int version,
        long epoch,
        long position,
        long parkedKeys,
        @Nullable Long parkedFrom,
        boolean shown) {

    private static final String HOLD = Sql.statement("readstore/hold_source");
    private static final String READ =
            Sql.statement("readstore/view_source").replace("{shown}", Sql.statement("readstore/shown"));
    private static final String MOVE = Sql.statement("readstore/move_view");

    /** As {@link #read}, and it stays the active one until the end of the transaction. */
    static ViewSource hold(Connection connection, String schema, MaterializedView view) throws SQLException {
        String name = view.source().name();
        try (Statement hold = connection.createStatement()) {
            hold.execute(HOLD.replace("{source}", quoted(schema, name)));
        }
        ViewSource source = read(connection, view);
        if (!source.shown) {
            throw new ProjectionMismatch("Materialized view '" + view.name() + "' cannot be computed: the view '" + name
                    + "' does not show " + source.id + ", which is active; somebody has changed it by hand. Nothing was"
                    + " changed.");
        }
        return source;
    }

    static ViewSource read(Connection connection, MaterializedView view) throws SQLException {
        String name = view.source().name();
        try (PreparedStatement query = connection.prepareStatement(READ)) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    return new ViewSource(
                            new GenerationId(name, row.getInt(1)),
                            row.getInt(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getObject(6, Long.class),
                            row.getBoolean(7));
                }
            }
        }
        throw new ProjectionMismatch("Materialized view '" + view.name() + "' is computed from '" + name
                + "', which the store does not hold; open it first.");
    }

    /** Notes that the view was computed from it. @return the view's checkpoint */
    Checkpoint moveView(Connection connection, MaterializedView view) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, position);
            move.setLong(2, parkedKeys);
            move.setObject(3, parkedFrom, Types.BIGINT);
            move.setString(4, id.projection());
            move.setInt(5, id.number());
            move.setLong(6, epoch);
            move.setLong(7, view.atMostEvery().toMillis());
            move.setString(8, id.projection());
            move.setInt(9, id.number());
            move.setString(10, view.name());
            move.executeUpdate();
        }
        return Checkpoint.of(position);
    }
}
