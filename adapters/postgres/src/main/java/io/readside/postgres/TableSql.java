package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Change;
import io.readside.projection.Change.Upsert;
import io.readside.projection.Column;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.projection.RowShape;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The statements on the rows of one generation. Values travel as one array for each column, whatever their number. */
final class TableSql {

    private static final String UPSERT = Sql.statement("readstore/upsert");
    private static final String APPLY_ROWS =
            Sql.statement("readstore/apply_rows").replace("{move}", Sql.statement("readstore/move_checkpoint"));
    private static final String UPDATE_ROWS = Database.BY_KEY + Sql.statement("readstore/update_rows");
    private static final String DELETE = Database.BY_KEY + Sql.statement("readstore/delete");
    private static final String ROWS_OF_KEYS = Database.BY_KEY + Sql.statement("readstore/rows_of_keys");
    private static final String READ_ROW =
            Database.BY_KEY + ParkedRow.selecting("readstore/read_row").replace("{generation}", GenerationRow.SELECTED);
    private static final String READ_ROWS = Database.BY_KEY + GenerationRow.selecting("readstore/read_rows");

    private final List<Column> columns;
    private final List<Column> key;
    final String upsert;
    final String applyRows;
    final String updateRows;
    final String delete;
    final String rowsOfKeys;
    final String readRow;
    final String readRows;

    TableSql(Projection<?> projection, PhysicalTable physical) {
        RowShape<?> shape = projection.shape();
        columns = shape.columns();
        key = shape.keyColumns();
        String all = each(columns, ", ", column -> quoted(column.name()));
        String keyNames = each(key, ", ", column -> quoted(column.name()));
        String table = physical.table();
        UnaryOperator<String> upserting = text -> text.replace("{table}", table)
                .replace("{columns}", all)
                .replace("{arrays}", arrays(columns))
                .replace("{key}", keyNames)
                .replace("{assignments}", assignments());
        upsert = upserting.apply(UPSERT);
        applyRows = upserting.apply(APPLY_ROWS);
        updateRows = UPDATE_ROWS
                .replace("{table}", table)
                .replace("{arrays}", arrays(columns))
                .replace("{names}", numbered(columns.size()))
                .replace("{match}", each(key, " and ", column -> "t." + ofNumber(column)))
                .replace("{assignments}", each(changeable(), ",\n    ", this::ofNumber));
        delete = byKeys(DELETE, table);
        rowsOfKeys = byKeys(ROWS_OF_KEYS, table)
                .replace("{columns}", each(columns, ", ", column -> "t." + quoted(column.name())));
        readRow = READ_ROW.replace("{table}", table)
                .replace("{columns}", all)
                .replace("{key}", each(key, " and ", column -> quoted(column.name()) + " = ?"));
        readRows = READ_ROWS.replace("{table}", table).replace("{columns}", all).replace("{key}", keyNames);
    }

    /** A statement that looks rows of a table up by their keys; the table may be another generation's. */
    String byKeys(String text, String table) {
        String names = IntStream.range(0, key.size()).mapToObj(i -> "k" + i).collect(Collectors.joining(", "));
        String match = IntStream.range(0, key.size())
                .mapToObj(i -> "t." + quoted(key.get(i).name()) + " = k.k" + i)
                .collect(Collectors.joining(" and "));
        return text.replace("{table}", table)
                .replace("{arrays}", arrays(key))
                .replace("{names}", names)
                .replace("{match}", match);
    }

    private String assignments() {
        return each(changeable(), ",\n    ", column -> quoted(column.name()) + " = excluded." + quoted(column.name()));
    }

    /** A row that is all key still needs one for the comma that follows. */
    private List<Column> changeable() {
        List<Column> others =
                columns.stream().filter(column -> !key.contains(column)).toList();
        return others.isEmpty() ? key : others;
    }

    private String ofNumber(Column column) {
        return quoted(column.name()) + " = v.c" + columns.indexOf(column);
    }

    private static String numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    }

    private static String arrays(List<Column> columns) {
        return each(columns, ", ", column -> "?::" + ColumnSql.typeName(column.type()) + "[]");
    }

    private static String each(List<Column> columns, String separator, Function<Column, String> text) {
        return columns.stream().map(text).collect(Collectors.joining(separator));
    }

    /** Binds rows, and the positions that they were last changed at. */
    void bindRows(PreparedStatement statement, int first, List<Upsert> rows) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            int column = i;
            bindArray(
                    statement,
                    first + i,
                    columns.get(i),
                    rows,
                    upsert -> upsert.row().values().get(column));
        }
        bindPositions(statement, first + columns.size(), rows);
    }

    static void bindPositions(PreparedStatement statement, int index, List<? extends Change> changes)
            throws SQLException {
        setArray(
                statement,
                index,
                "bigint",
                changes.stream().map(change -> change.lastApplied().value()).toArray(Long[]::new));
    }

    /** Binds the parts of keys. @return the index after the last */
    int bindKeys(PreparedStatement statement, List<Key> keys) throws SQLException {
        for (int i = 0; i < key.size(); i++) {
            int part = i;
            bindArray(statement, i + 1, key.get(i), keys, name -> name.parts().get(part));
        }
        return key.size() + 1;
    }

    private static <T> void bindArray(
            PreparedStatement statement, int index, Column column, List<T> from, Values<T> values) throws SQLException {
        @Nullable String[] texts = new @Nullable String[from.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = ColumnSql.text(column, values.of(from.get(i)));
        }
        setArray(statement, index, ColumnSql.typeName(column.type()), texts);
    }

    private interface Values<T> {
        @Nullable
        Object of(T from);
    }

    static void setArray(PreparedStatement statement, int index, String type, @Nullable Object[] elements)
            throws SQLException {
        Connection connection = statement.getConnection();
        Array array = connection.createArrayOf(type, elements);
        statement.setArray(index, array);
    }

    /** @param first the index of the first column */
    Row row(ResultSet rows, int first) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            values.add(ColumnSql.read(rows, first + i, columns.get(i).type()));
        }
        return new Row(values);
    }

    /** The index of the column after those of the row. */
    int after(int first) {
        return first + columns.size();
    }
}
