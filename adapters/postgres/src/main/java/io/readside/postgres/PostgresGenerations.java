package io.readside.postgres;

import io.readside.event.Position;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Role;
import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tables of read models and finds them again. Indexes are made with the generation: one that is declared later
 * comes with the next.
 */
final class PostgresGenerations implements Generations {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresGenerations.class);

    private static final String LOCK = Sql.statement("readstore/lock_name");
    private static final String INSERT = Sql.statement("readstore/insert_generation");
    private static final String MARK = Sql.statement("readstore/mark_for_rebuild");
    private static final String TAKEN = Sql.statement("readstore/taken_names");

    private final Database database;
    private final String schema;

    PostgresGenerations(Database database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public Generation open(Projection<?> projection) {
        List<GenerationRow> known = database.alone(
                tried(projection), StoreFailures::onRead, c -> GenerationRow.all(c, List.of(projection.name())));
        return known.isEmpty() ? create(projection) : Fitting.serving(known, projection);
    }

    private Generation create(Projection<?> projection) {
        return database.transaction(tried(projection), PostgresGenerations::onCreate, connection -> {
            lock(connection, projection.name());
            List<GenerationRow> winner = GenerationRow.all(connection, List.of(projection.name()));
            if (!winner.isEmpty()) {
                return Fitting.serving(winner, projection);
            }
            PhysicalTable physical = new PhysicalTable(schema, new GenerationId(projection.name(), 1));
            TableDefinition definition = new TableDefinition(projection, physical);
            requireFree(connection, projection.name(), schema, definition.names());
            insert(connection, projection, Role.ACTIVE, null);
            definition.make(connection);
            LOG.info("Created {} for {} in schema {}.", physical.name(), projection, schema);
            return GenerationRow.current(connection, physical.generation()).orElseThrow();
        });
    }

    @Override
    public void markForRebuild(String projection, Position missed, Instant found, String reason) {
        database.alone("Mark '" + projection + "' for a rebuild", StoreFailures::onRead, connection -> {
            try (PreparedStatement mark = connection.prepareStatement(MARK)) {
                mark.setLong(1, missed.value());
                mark.setString(2, ColumnSql.storable(reason));
                mark.setString(3, projection);
                mark.setLong(4, missed.value());
                mark.setObject(5, found.atOffset(ZoneOffset.UTC));
                return mark.executeUpdate();
            }
        });
    }

    /** Begins a transaction that creates what bears a name; one at a time. */
    static void lock(Connection connection, String name) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(Database.WRITING + LOCK)) {
            lock.setString(1, name);
            Database.rows(lock).close();
        }
    }

    /**
     * Notes a generation of a projection, the next in number.
     *
     * @param pausedBy why it is not fed yet; absent: it is
     */
    static GenerationId insert(Connection connection, Projection<?> projection, Role role, @Nullable String pausedBy)
            throws SQLException {
        return insert(
                connection,
                projection.name(),
                projection.version(),
                TableDefinition.kind(projection),
                TableDefinition.level(projection),
                TableDefinition.signature(projection),
                role,
                pausedBy,
                0);
    }

    /** Notes the one generation of a materialized view. */
    static void insertView(Connection connection, String name, String signature, long position) throws SQLException {
        GenerationId unused =
                insert(connection, name, 1, "view", "atomic, refreshed whole", signature, Role.ACTIVE, null, position);
    }

    private static GenerationId insert(
            Connection connection,
            String name,
            int version,
            String kind,
            String level,
            String signature,
            Role role,
            @Nullable String pausedBy,
            long position)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            String roleName = role.name().toLowerCase(Locale.ROOT);
            insert.setString(1, name);
            insert.setString(2, name);
            insert.setString(3, name);
            insert.setInt(4, version);
            insert.setString(5, kind);
            insert.setString(6, level);
            insert.setString(7, signature);
            insert.setString(8, roleName);
            insert.setString(9, roleName);
            insert.setString(10, pausedBy == null ? "running" : "paused");
            insert.setString(11, pausedBy);
            insert.setString(12, pausedBy);
            insert.setLong(13, position);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return new GenerationId(name, row.getInt(1));
            }
        }
    }

    static void requireFree(Connection connection, String name, String schema, List<String> names) throws SQLException {
        List<String> schemas = new ArrayList<>(Collections.nCopies(names.size(), schema));
        schemas.addAll(Collections.nCopies(names.size(), PhysicalTable.OWN_SCHEMA));
        List<String> both = new ArrayList<>(names);
        both.addAll(names);
        List<String> taken = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(TAKEN)) {
            TableSql.setArray(query, 1, "text", schemas.toArray());
            TableSql.setArray(query, 2, "text", both.toArray());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    taken.add(row.getString(1));
                }
            }
        }
        if (!taken.isEmpty()) {
            throw new ProjectionMismatch("Read model '" + name + "' cannot be created: " + String.join(", ", taken)
                    + " exists already and is not Readside's. Rename it, or name the read model otherwise. Nothing was"
                    + " changed.");
        }
    }

    static RuntimeException onCreate(String tried, SQLException e) {
        RuntimeException failure = StoreFailures.onRead(tried, e);
        String state = String.valueOf(e.getSQLState());
        boolean taken =
                state.equals("42P07") || state.equals("42710"); // a type of that name, or a race with a stranger
        return taken && !(failure instanceof StoreUnavailable)
                ? new ProjectionMismatch(failure.getMessage() + " Nothing was changed.", failure)
                : failure;
    }

    private static String tried(Projection<?> projection) {
        return "Open " + projection;
    }
}
