package io.readside.postgres;

import io.readside.projection.Projection;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadSession;
import java.sql.Connection;
import java.sql.SQLException;

/** A read-only transaction in one snapshot; hands out the connection itself. */
final class PostgresReadSession implements ReadSession {

    private final Connection connection;
    private final String schema;
    private final Audience audience;

    PostgresReadSession(Connection connection, String schema, Audience audience) {
        this.connection = connection;
        this.schema = schema;
        this.audience = audience;
    }

    @Override
    public String table(Projection<?> projection) {
        try {
            return GenerationRow.serving(connection, "", audience, projection)
                    .map(row -> new PhysicalTable(schema, row.generation().id()).table())
                    .orElseThrow(() ->
                            new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first."));
        } catch (SQLException e) {
            throw StoreFailures.onRead("Find the table of '" + projection.name() + "'", e);
        }
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
