package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A table by a text of the user's own, aimed at one generation. */
final class TableTemplate {

    /** Where the bare name of the generation's table is to stand. */
    private static final String NAME = "{name}";

    private final Projection<?> projection;
    private final PhysicalTable physical;

    TableTemplate(Projection<?> projection, PhysicalTable physical) {
        this.projection = projection;
        this.physical = physical;
    }

    /** @throws ProjectionMismatch if PostgreSQL refuses the text, or what it makes does not fit the record */
    void make(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local search_path = " + PhysicalTable.quoted(physical.schema()));
            for (int i = 0; i < projection.table().size(); i++) {
                run(statement, i);
            }
        }
        List<String> faults = MadeTable.faults(connection, projection, physical);
        if (!faults.isEmpty()) {
            throw new ProjectionMismatch("Open " + projection + ": what its table(…) makes does not fit its record: "
                    + String.join("; ", faults) + ". Change the one or the other. Nothing was changed.");
        }
    }

    private void run(Statement statement, int index) throws SQLException {
        String text = projection.table().get(index);
        try {
            statement.execute(text.replace(Sql.TABLE, physical.table()).replace(NAME, physical.name()));
        } catch (SQLException e) {
            String tried = "Open " + projection + ": run statement " + (index + 1) + " of its table(…)";
            if (StoreFailures.onRead(tried, e) instanceof StoreUnavailable unavailable) {
                throw unavailable;
            }
            // the server's words are about the user's own text: no row is there yet that they could show
            throw new ProjectionMismatch(
                    tried + ": PostgreSQL refused it, " + StoreFailures.firstLine(e) + ". Nothing was changed.",
                    StoreFailures.bare(e));
        }
    }
}
