package io.readside.postgres;

import io.readside.projection.Column;
import io.readside.projection.Key;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keys as one array for each part, whatever their number.
 *
 * @param columns of the key
 */
record KeyArrays(List<Column> columns, List<Key> keys) {

    /** One {@code ?::type[]} for each part. */
    String parameters() {
        return columns.stream()
                .map(column -> "?::" + ColumnSql.typeName(column.type()) + "[]")
                .collect(Collectors.joining(", "));
    }

    /** @return the index after the last */
    int bind(PreparedStatement statement, int first) throws SQLException {
        for (int part = 0; part < columns.size(); part++) {
            Column column = columns.get(part);
            @Nullable String[] texts = new @Nullable String[keys.size()];
            for (int i = 0; i < texts.length; i++) {
                texts[i] = ColumnSql.text(column, keys.get(i).parts().get(part));
            }
            TableSql.setArray(statement, first + part, ColumnSql.typeName(column.type()), texts);
        }
        return first + columns.size();
    }
}
