package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;
import io.readside.readstore.Generation;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Views;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Materialized views with a checkpoint of their own. It is read off the source before the refresh, which then sees at
 * least as much, and moves in the transaction of the refresh. What waits in the source is missing in the view as well.
 */
final class PostgresViews implements Views {

    private static final String LOCK = Sql.statement("readstore/lock_view");
    private static final String SOURCE = Sql.statement("readstore/view_source");
    private static final String STALE = Sql.statement("readstore/view_stale");
    private static final String MOVE = Sql.statement("readstore/move_view");

    private final Database database;
    private final String schema;

    PostgresViews(Database database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public Checkpoint create(MaterializedView view) {
        String signature = String.join(";\n", view.statements());
        return database.transaction("Create materialized view '" + view.name() + "'", StoreFailures::onRead, c -> {
            PostgresGenerations.lock(c, view.name());
            Optional<GenerationRow> stored = GenerationRow.active(c, view.name());
            if (stored.isPresent()) {
                return fitting(stored.get(), view, signature).checkpoint();
            }
            PostgresGenerations.requireFree(c, view.name(), schema, List.of(view.name()));
            Source source = source(c, view);
            try (Statement statement = c.createStatement()) {
                statement.execute("set local search_path = " + PhysicalTable.quoted(schema));
                for (String sql : view.statements()) {
                    statement.execute(sql);
                }
                statement.execute("refresh materialized view " + PhysicalTable.quoted(schema, view.name()));
            }
            PostgresGenerations.insertView(c, view.name(), signature, source.position());
            move(c, view, source);
            return Checkpoint.of(source.position());
        });
    }

    private static Generation fitting(GenerationRow stored, MaterializedView view, String signature) {
        if (stored.kind().equals("view") && stored.signature().equals(signature)) {
            return stored.generation();
        }
        throw new ProjectionMismatch("Materialized view '" + view.name() + "' is stored as a " + stored.kind()
                + " that was made by: " + stored.signature() + "\nand is declared as: " + signature
                + "\nDeclare what is stored, or give what is new a name of its own. Nothing was changed.");
    }

    @Override
    public boolean isStale(MaterializedView view) {
        return database.alone("Look at materialized view '" + view.name() + "'", StoreFailures::onRead, c -> {
            try (PreparedStatement query = c.prepareStatement(STALE)) {
                query.setString(1, view.source().name());
                query.setString(2, view.name());
                try (ResultSet row = query.executeQuery()) {
                    row.next();
                    return row.getBoolean(1);
                }
            }
        });
    }

    @Override
    public Checkpoint refresh(MaterializedView view) {
        return database.transaction("Refresh materialized view '" + view.name() + "'", StoreFailures::onRead, c -> {
            lock(c, view.name());
            Source source = source(c, view);
            try (Statement statement = c.createStatement()) {
                statement.execute(
                        "refresh materialized view concurrently " + PhysicalTable.quoted(schema, view.name()));
            }
            move(c, view, source);
            return Checkpoint.of(source.position());
        });
    }

    /** Begins the transaction; two refreshes at a time would let the checkpoint go back. */
    private static void lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(Database.WRITING + LOCK)) {
            lock.setString(1, name);
            try (ResultSet row = Database.rows(lock)) {
                if (!row.next()) {
                    throw new ProjectionMismatch(
                            "The store holds no materialized view '" + name + "'; create it first.");
                }
            }
        }
    }

    /** @param parkedFrom null: nothing waits */
    private record Source(
            int generation,
            long position,
            long parkedKeys,
            @Nullable Long parkedFrom) {}

    private static Source source(Connection connection, MaterializedView view) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SOURCE)) {
            query.setString(1, view.source().name());
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    return new Source(row.getInt(4), row.getLong(1), row.getLong(2), row.getObject(3, Long.class));
                }
            }
        }
        throw new ProjectionMismatch("Materialized view '" + view.name() + "' is computed from '"
                + view.source().name() + "', which the store does not hold; open it first.");
    }

    private static void move(Connection connection, MaterializedView view, Source source) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setLong(1, source.position());
            move.setLong(2, source.parkedKeys());
            move.setObject(3, source.parkedFrom(), Types.BIGINT);
            move.setInt(4, source.generation());
            move.setString(5, view.name());
            move.executeUpdate();
        }
    }
}
