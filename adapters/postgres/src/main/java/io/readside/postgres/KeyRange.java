package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Column;
import io.readside.projection.Key;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A range of keys, in the order of their index.
 *
 * @param key its columns
 * @param after exclusive; empty: before the first
 * @param upTo inclusive; empty: after the last
 */
record KeyRange(List<Column> key, Optional<Key> after, Optional<Key> upTo) {

    KeyRange endingAt(Key last) {
        return new KeyRange(key, after, Optional.of(last));
    }

    /** Whether a row of a table of the read model is within. */
    String within() {
        return condition(i -> quoted(key.get(i).name()), "true");
    }

    /** Whether a suspect is within; a row that stands for all keys is not. */
    String ofSuspects() {
        return condition(i -> "k" + (i + 1), "k1 is not null");
    }

    private String condition(Function<Integer, String> part, String all) {
        String parts = each(part);
        String parameters = each(i -> "?::" + ColumnSql.typeName(key.get(i).type()));
        String later =
                after.map(ignored -> "(" + parts + ") > (" + parameters + ")").orElse(all);
        return later
                + upTo.map(ignored -> " and (" + parts + ") <= (" + parameters + ")")
                        .orElse("");
    }

    private String each(Function<Integer, String> part) {
        return IntStream.range(0, key.size()).boxed().map(part).collect(Collectors.joining(", "));
    }

    /** Binds the ends. @return the index after the last */
    int bind(PreparedStatement statement, int first) throws SQLException {
        int index = first;
        for (Optional<Key> end : List.of(after, upTo)) {
            if (end.isPresent()) {
                for (int i = 0; i < key.size(); i++) {
                    statement.setString(
                            index++,
                            ColumnSql.text(key.get(i), end.get().parts().get(i)));
                }
            }
        }
        return index;
    }
}
