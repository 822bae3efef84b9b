package io.readside.postgres;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.RowShape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which streams of a generation are bound to which keys. */
final class BindingTable {

    private static final String BIND = Sql.statement("readstore/bind");
    private static final String BINDINGS = Database.BY_KEY + Sql.statement("readstore/bindings");

    private final RowShape<?> shape;
    private final String add;
    private final String query;

    BindingTable(PhysicalTable physical, RowShape<?> shape) {
        this.shape = shape;
        this.add = BIND.replace("{binding}", physical.binding());
        this.query = BINDINGS.replace("{binding}", physical.binding());
    }

    Map<StreamName, List<Binding>> of(Connection connection, Set<StreamName> streams) throws SQLException {
        Map<StreamName, List<Binding>> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            TableSql.setArray(statement, 1, "text", texts(streams));
            try (ResultSet row = Database.rowsAfterSettings(statement)) {
                while (row.next()) {
                    Binding binding = binding(row);
                    found.computeIfAbsent(binding.stream(), stream -> new ArrayList<>())
                            .add(binding);
                }
            }
        }
        return found;
    }

    private Binding binding(ResultSet row) throws SQLException {
        return new Binding(
                new StreamName(row.getString(1)), shape.keyFromJson(row.getString(2)), Position.of(row.getLong(3)));
    }

    void add(Connection connection, List<Binding> bindings) throws SQLException {
        if (bindings.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(add)) {
            TableSql.setArray(
                    insert,
                    1,
                    "text",
                    texts(bindings.stream().map(Binding::stream).toList()));
            TableSql.setArray(
                    insert,
                    2,
                    "text",
                    bindings.stream().map(b -> b.key().toJson()).toArray());
            TableSql.setArray(
                    insert,
                    3,
                    "bigint",
                    bindings.stream().map(b -> b.boundAt().toString()).toArray());
            insert.executeUpdate();
        }
    }

    private static Object[] texts(Collection<StreamName> streams) {
        return streams.stream().map(StreamName::value).toArray();
    }
}
