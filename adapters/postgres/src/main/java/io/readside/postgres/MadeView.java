package io.readside.postgres;

import io.readside.projection.MaterializedView;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the database under the name of a materialized view, beside what refreshing it wants.
 *
 * @param view whether it is a materialized view
 * @param populated whether it can be read
 * @param indexed whether a concurrent refresh can tell its rows apart
 * @param readsSource whether it reads its source by the public view, and so whichever generation is active
 * @param readsElse read models and materialized views that it reads besides
 */
record MadeView(
        boolean view,
        boolean populated,
        boolean indexed,
        boolean readsSource,
        @Nullable String readsElse) {

    private static final String LOOK = Sql.statement("readstore/made_view");

    /** Empty: there is nothing of this name. */
    static Optional<MadeView> find(Connection connection, String schema, MaterializedView view) throws SQLException {
        try (PreparedStatement look = connection.prepareStatement(LOOK)) {
            look.setString(1, PhysicalTable.quoted(schema, view.name()));
            look.setString(2, PhysicalTable.quoted(schema, view.source().name()));
            try (ResultSet row = look.executeQuery()) {
                return row.next()
                        ? Optional.of(new MadeView(
                                row.getBoolean(1),
                                row.getBoolean(2),
                                row.getBoolean(3),
                                row.getBoolean(4),
                                row.getString(5)))
                        : Optional.empty();
            }
        }
    }

    /** @throws ProjectionMismatch if it cannot be refreshed, or its checkpoint would vouch for more than it reads */
    static MadeView require(Connection connection, String schema, MaterializedView view) throws SQLException {
        MadeView made = find(connection, schema, view)
                .orElseThrow(() -> mismatch(view, "its statements make nothing of this name, or it was dropped"));
        if (!made.view) {
            throw mismatch(view, "what bears its name is no materialized view");
        }
        if (!made.indexed) {
            throw mismatch(
                    view,
                    "it lacks a unique index on columns, for all rows, without which refresh … concurrently cannot tell its"
                            + " rows apart. Add to its statements: create unique index on " + view.name() + " (…)");
        }
        if (!made.readsSource) {
            throw mismatch(
                    view,
                    "it does not read its source by the view '" + view.source().name()
                            + "', which shows the active generation");
        }
        if (made.readsElse != null) {
            throw mismatch(
                    view,
                    "besides '" + view.source().name() + "' it reads " + made.readsElse
                            + ", of which its checkpoint would know nothing");
        }
        return made;
    }

    private static ProjectionMismatch mismatch(MaterializedView view, String fault) {
        return new ProjectionMismatch(
                "Materialized view '" + view.name() + "' cannot be kept fresh: " + fault + ". Nothing was changed.");
    }
}
