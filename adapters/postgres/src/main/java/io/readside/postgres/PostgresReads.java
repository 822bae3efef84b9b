package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Reads rows and the checkpoint that vouches for them in one snapshot. Which table that is, the checkpoint's row says; a
 * single statement must name its table beforehand, so it names the one of last time, and is sent again if the generation
 * has changed since.
 */
final class PostgresReads implements Reads {

    private static final String ALL = Sql.statement("readstore/all_active");
    private static final String UNDEFINED_TABLE = "42P01";

    /** A swap between two attempts makes a third; more in a row are no coincidence. */
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final String schema;
    private final Map<Projection<?>, Known> lastSeen = new ConcurrentHashMap<>();

    PostgresReads(Database database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public Generation active(Projection<?> projection) {
        return database.alone(tried(projection), StoreFailures::onRead, connection -> active(connection, projection));
    }

    private static Generation active(Connection connection, Projection<?> projection) throws SQLException {
        return GenerationRow.active(connection, projection.name())
                .map(GenerationRow::generation)
                .orElseThrow(() -> unknown(projection));
    }

    private static ProjectionMismatch unknown(Projection<?> projection) {
        return new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first.");
    }

    @Override
    public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
        Snapshot<List<R>> found = read(projection, sql -> sql.readRow, (sql, query) -> {
            for (int i = 0; i < key.parts().size(); i++) {
                ColumnSql.bind(query, i + 1, key.parts().get(i));
            }
            query.setString(key.parts().size() + 1, projection.name());
        });
        return new Snapshot<>(found.generation(), found.value().stream().findFirst());
    }

    @Override
    public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
        return read(projection, sql -> sql.readRows, (sql, query) -> {
            query.setInt(1, limit);
            query.setString(2, projection.name());
        });
    }

    /** The generation that was active when it was last looked at. */
    private record Known(GenerationId id, TableSql sql) {}

    private interface Binder {
        void bind(TableSql sql, PreparedStatement query) throws SQLException;
    }

    private <R> Snapshot<List<R>> read(Projection<R> projection, Function<TableSql, String> text, Binder binder) {
        return database.alone(tried(projection), StoreFailures::onRead, connection -> {
            for (int attempt = 1; ; attempt++) {
                Known known = lastSeen.get(projection);
                if (known == null) {
                    Generation active = active(connection, projection);
                    if (active.version() != projection.version()) {
                        return new Snapshot<>(active, List.of()); // its columns are others; the gate says Pending
                    }
                    known = new Known(active.id(), new TableSql(projection, new PhysicalTable(schema, active.id())));
                }
                try (PreparedStatement query = connection.prepareStatement(text.apply(known.sql()))) {
                    binder.bind(known.sql(), query);
                    Snapshot<List<R>> read = read(projection, known.sql(), query);
                    if (read.generation().id().equals(known.id())) {
                        lastSeen.put(projection, known);
                        return read;
                    }
                } catch (SQLException e) {
                    if (!UNDEFINED_TABLE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
                lastSeen.remove(projection);
            }
        });
    }

    private static <R> Snapshot<List<R>> read(Projection<R> projection, TableSql sql, PreparedStatement query)
            throws SQLException {
        try (ResultSet rows = Database.rowsByKey(query)) {
            if (!rows.next()) {
                throw unknown(projection);
            }
            Generation generation = GenerationRow.read(rows);
            List<R> values = new ArrayList<>();
            int present = GenerationRow.COLUMNS + 1;
            do {
                if (rows.getBoolean(present)) {
                    values.add(projection.shape().fromRow(sql.row(rows, present + 1)));
                }
            } while (rows.next());
            return new Snapshot<>(generation, values);
        }
    }

    @Override
    public <T> Snapshot<T> query(Projection<?> projection, Function<ReadSession, T> query) {
        return database.transaction(tried(projection), StoreFailures::onRead, connection -> {
            Generation generation = GenerationRow.active(connection, Database.SNAPSHOT, projection.name())
                    .orElseThrow(() -> unknown(projection))
                    .generation();
            return new Snapshot<>(generation, query.apply(new PostgresReadSession(connection, schema)));
        });
    }

    @Override
    public List<Generation> all() {
        return database.alone("List the read models", StoreFailures::onRead, connection -> {
            List<Generation> all = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(ALL);
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.add(GenerationRow.read(row));
                }
            }
            return all;
        });
    }

    private static String tried(Projection<?> projection) {
        return "Read '" + projection.name() + "'";
    }
}
