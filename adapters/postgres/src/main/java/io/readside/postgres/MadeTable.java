package io.readside.postgres;

import io.readside.projection.Column;
import io.readside.projection.ColumnType;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table that a text of the user's has made, as the catalogs have it, beside what a projection wants of it. */
final class MadeTable {

    private static final String COLUMNS = Sql.statement("readstore/made_columns");
    private static final String INDEXES = Sql.statement("readstore/made_indexes");

    private static final String POSITION = "_position";
    private static final int LONGEST_NAME = 63;

    private final Projection<?> projection;
    private final PhysicalTable physical;
    private final List<String> faults = new ArrayList<>();

    private MadeTable(Projection<?> projection, PhysicalTable physical) {
        this.projection = projection;
        this.physical = physical;
    }

    /** All that keeps the table from holding the rows of the projection; empty: it fits. */
    static List<String> faults(Connection connection, Projection<?> projection, PhysicalTable physical)
            throws SQLException {
        MadeTable made = new MadeTable(projection, physical);
        Map<String, Made> columns = made.columns(connection);
        if (!columns.isEmpty()) {
            projection.shape().columns().forEach(column -> made.check(column, columns.remove(column.name())));
            columns.forEach(made::checkOther);
            made.checkIndexes(connection);
        }
        return made.faults;
    }

    /**
     * A column as it is.
     *
     * @param type without what is said of its length or precision
     * @param written with it
     */
    private record Made(
            String type,
            String written,
            boolean limited,
            boolean notNull,
            boolean hasDefault,
            boolean generated,
            boolean inByteOrder) {}

    private Map<String, Made> columns(Connection connection) throws SQLException {
        Map<String, Made> columns = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, physical.table());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.put(
                            row.getString(1),
                            new Made(
                                    row.getString(2),
                                    row.getString(3),
                                    row.getBoolean(4),
                                    row.getBoolean(5),
                                    row.getBoolean(6),
                                    row.getBoolean(7),
                                    row.getBoolean(8)));
                }
            }
        }
        if (columns.isEmpty()) {
            faults.add("no ordinary, logged table " + physical.table() + " with a column is there");
        }
        return columns;
    }

    private void check(Column column, @Nullable Made made) {
        if (made == null) {
            faults.add(column.name() + " is missing");
            return;
        }
        boolean isKey = projection.shape().keyColumns().contains(column);
        String wanted = ColumnSql.typeName(column.type());
        if (!made.type().equals(wanted)
                && !(column.type() == ColumnType.TEXT && made.type().equals("character varying"))) {
            faults.add(column.name() + " is " + made.written() + " and has to be " + wanted);
        } else if (made.limited() && !mayBeLimited(column.type())) {
            faults.add(column.name() + " is " + made.written() + ", which changes some values instead of refusing them;"
                    + " let it be " + wanted + " with a check");
        } else if (isKey && column.type() == ColumnType.TEXT && !made.inByteOrder()) {
            faults.add(column.name() + " is part of the key and has to be collate \"C\"");
        }
        if (made.notNull() == column.nullable()) {
            faults.add(column.name() + (made.notNull() ? " is not null and may be null" : " has to be not null")
                    + " in the record");
        }
        if (made.generated()) {
            faults.add(column.name() + " is generated and has to be written");
        }
    }

    /** A fold goes on with the value that it has made: it has to come back as that. */
    private boolean mayBeLimited(ColumnType type) {
        return !(projection instanceof FoldProjection) && (type == ColumnType.TEXT || type == ColumnType.NUMERIC);
    }

    private void checkOther(String name, Made made) {
        if (name.equals(POSITION)) {
            faults.add(name + " is a column that Readside adds itself");
        } else if (made.notNull() && !made.hasDefault() && !made.generated()) {
            faults.add(name + " is not in the record and takes neither null nor a default");
        }
    }

    private void checkIndexes(Connection connection) throws SQLException {
        List<String> key =
                projection.shape().keyColumns().stream().map(Column::name).toList();
        boolean keyed = false;
        try (PreparedStatement query = connection.prepareStatement(INDEXES)) {
            TableSql.setArray(query, 1, "text", key.toArray());
            query.setString(2, physical.table());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    checkName(row.getString(1));
                    keyed |= row.getBoolean(2);
                }
            }
        }
        if (!keyed) {
            faults.add(
                    "no primary key and no unique constraint is on (" + String.join(", ", key) + ") and nothing else");
        }
    }

    /** The names of indexes are shared by all tables of a schema. One that PostgreSQL has made up and cut off is unique. */
    private void checkName(String index) {
        boolean isCutOff = index.getBytes(StandardCharsets.UTF_8).length == LONGEST_NAME;
        if (!index.contains(physical.name()) && !isCutOff) {
            faults.add(
                    "index " + index + " would be in the way of the next generation's; let its name begin with {name}");
        }
    }
}
