package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.ReadSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A read-only transaction in one snapshot; hands out the connection itself. */
final class PostgresReadSession implements ReadSession {

    private final Connection connection;
    private final Map<ReadModel, String> tables;

    /** @param tables of the read models that the read is of */
    PostgresReadSession(Connection connection, Map<ReadModel, String> tables) {
        this.connection = connection;
        this.tables = tables;
    }

    @Override
    public String table(ReadModel model) {
        String table = tables.get(model);
        if (table == null) {
            throw new IllegalArgumentException(
                    "This read is of " + tables.keySet() + ", and nothing vouches for the rows of " + model
                            + ". Name it in the read as well: read(…).and(…).");
        }
        return table;
    }

    @Override
    public List<Map<String, @Nullable String>> texts(Projection<?> projection, String query, int most) {
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(most);
            try (ResultSet row = statement.executeQuery(query.replace("{table}", table(projection)))) {
                List<Map<String, @Nullable String>> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(texts(row));
                }
                return rows;
            }
        } catch (SQLException e) {
            throw StoreFailures.onQuery("Run a query on '" + projection.name() + "'", e);
        }
    }

    private static Map<String, @Nullable String> texts(ResultSet row) throws SQLException {
        Map<String, @Nullable String> texts = new LinkedHashMap<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            texts.put(row.getMetaData().getColumnLabel(i), row.getString(i));
        }
        return texts;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        if (type == Connection.class) {
            return type.cast(connection);
        }
        throw new IllegalArgumentException(
                "The PostgreSQL read store is a java.sql.Connection underneath, not a " + type.getName() + ".");
    }
}
