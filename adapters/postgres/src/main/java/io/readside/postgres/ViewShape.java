package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The columns of a view, as the catalogs have them. */
record ViewShape(List<Column> columns) {

    private static final String COLUMNS = Sql.statement("swap/view_columns");
    private static final String OPTIONS = Sql.statement("swap/view_options");

    /** @param collation if it is not that of the type */
    record Column(String name, String type, @Nullable String collation) {}

    /** @throws SwapRefused if there is no such view */
    static ViewShape of(Connection connection, String view) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, view);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
        }
        if (columns.isEmpty()) {
            throw new SwapRefused("There is no view " + view + " any more: somebody has dropped or renamed it. Make it"
                    + " anew, or give it its name back. Nothing was changed.");
        }
        return new ViewShape(columns);
    }

    /** Whether a view of the other shape can be replaced by one of this: it has the same columns, and perhaps more behind them. */
    boolean continues(ViewShape other) {
        return columns.size() >= other.columns.size()
                && columns.subList(0, other.columns.size()).equals(other.columns);
    }

    /** A query for these columns of a table. */
    String over(String table) {
        return over(table, this);
    }

    /** The same in a longer shape: what the table lacks is null. */
    String over(String table, ViewShape longer) {
        return longer.columns.stream()
                .map(column -> columns.contains(column) ? quoted(column.name()) : missing(column))
                .collect(Collectors.joining(", ", "select ", " from " + table));
    }

    private static String missing(Column column) {
        return "null::" + column.type() + (column.collation() == null ? "" : " collate " + column.collation()) + " as "
                + quoted(column.name());
    }

    /** The statement that gives an existing view another query. It keeps its owner, rights and comments, and here its options. */
    static String replacing(Connection connection, String view, String query) throws SQLException {
        return "create or replace view " + view
                + options(connection, view)
                        .map(options -> " with (" + options + ")")
                        .orElse("")
                + " as " + query;
    }

    private static Optional<String> options(Connection connection, String view) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OPTIONS)) {
            query.setString(1, view);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Optional.ofNullable(row.getString(1));
            }
        }
    }
}
