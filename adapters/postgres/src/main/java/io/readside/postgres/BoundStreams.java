package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.projection.RowShape;
import io.readside.readstore.Comparison;
import io.readside.readstore.Difference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets the streams that are bound to keys of two generations against each other. Keys are compared by their text. */
final class BoundStreams {

    private static final String ALL = Sql.statement("compare/bindings");
    private static final String OF_KEYS = Sql.statement("compare/bindings_of");

    private static final int FETCHED = 2_000;
    private static final int SHOWN = 10;

    private final PhysicalTable left;
    private final PhysicalTable right;
    private final RowShape<?> shape;

    /** @param schema of read models */
    BoundStreams(String schema, Comparison comparison) {
        this.left = new PhysicalTable(schema, comparison.left());
        this.right = new PhysicalTable(schema, comparison.right());
        this.shape = comparison.ofRight().shape();
    }

    /** Takes keys, some at a time; none is possible. */
    interface Sink {
        void take(Set<Key> keys) throws SQLException;
    }

    /** Finds every key that a stream is bound to otherwise on one of the two sides, in the caller's transaction. */
    void differing(Connection connection, Sink sink) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(in(ALL))) {
            query.setFetchSize(FETCHED);
            Set<Key> keys = new LinkedHashSet<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    keys.add(shape.keyFromJson(row.getString(1)));
                    if (keys.size() == FETCHED) {
                        sink.take(keys);
                        keys.clear();
                    }
                }
            }
            sink.take(keys);
        }
    }

    private String in(String statement) {
        return statement.replace("{left}", left.binding()).replace("{right}", right.binding());
    }

    /** In what they differ, for those keys that they do for. */
    Map<Key, Difference.Cell> differing(Connection connection, Collection<Key> keys) throws SQLException {
        Object[] texts = keys.stream().map(Key::toJson).toArray();
        Map<Key, Sides> sides = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(in(OF_KEYS))) {
            TableSql.setArray(query, 1, "text", texts);
            TableSql.setArray(query, 2, "text", texts);
            query.setInt(3, SHOWN);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Sides of = sides.computeIfAbsent(
                            shape.keyFromJson(row.getString(1)),
                            key -> new Sides(new ArrayList<>(), new ArrayList<>()));
                    of.add(row.getString(2), row.getObject(3, Long.class), row.getObject(4, Long.class));
                }
            }
        }
        Map<Key, Difference.Cell> cells = new HashMap<>();
        sides.forEach((key, of) -> cells.put(key, of.cell()));
        return cells;
    }

    private record Sides(List<String> left, List<String> right) {

        void add(String stream, @Nullable Long onLeft, @Nullable Long onRight) {
            if (onLeft != null) {
                left.add(stream + " from position " + onLeft);
            }
            if (onRight != null) {
                right.add(stream + " from position " + onRight);
            }
        }

        Difference.Cell cell() {
            return new Difference.Cell(Difference.STREAMS, text(left), text(right));
        }

        private static @Nullable String text(List<String> streams) {
            return streams.isEmpty() ? null : String.join(", ", streams.subList(0, Math.min(SHOWN, streams.size())));
        }
    }
}
