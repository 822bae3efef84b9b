package io.readside.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What users have built on our tables and views: views, functions, foreign keys, triggers. */
final class Dependents {

    private static final String DEPENDENTS = Sql.statement("swap/dependents");

    private Dependents() {}

    /** What would stay with a view if another took its name, or be lost with it. */
    static List<String> ofView(Connection connection, String view) throws SQLException {
        return of(connection, view, null, List.of());
    }

    /**
     * What would stay with a table if another took its place.
     *
     * @param other what rules are to be found on as well
     * @param ours views that are moved
     */
    static List<String> ofTable(Connection connection, String table, String other, List<String> ours)
            throws SQLException {
        return of(connection, table, other, ours);
    }

    /** What keeps a relation from being dropped. */
    static List<String> onDropping(Connection connection, String relation, List<String> ours) throws SQLException {
        return of(connection, relation, relation, ours);
    }

    private static List<String> of(Connection connection, String relation, @Nullable String other, List<String> ours)
            throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(DEPENDENTS)) {
            query.setString(1, other);
            TableSql.setArray(query, 2, "text", ours.toArray());
            query.setString(3, relation);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        return found;
    }
}
