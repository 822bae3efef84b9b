package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.SqlProjection;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes over rows, bindings and what is noted of applied events from a generation in which they were recomputed, in a
 * transaction that holds the generation's row.
 */
final class Adopting {

    private static final String POSITIONS = Sql.statement("adopt/positions");
    private static final String PARKED = Sql.statement("adopt/parked");
    private static final String COLUMNS = Sql.statement("adopt/columns");
    private static final String ROWS = Database.BY_KEY + Sql.statement("adopt/rows");
    private static final String UNBIND = Database.BY_KEY + Sql.statement("adopt/unbind");
    private static final String BIND = Database.BY_KEY + Sql.statement("adopt/bind");
    private static final String APPLIED = Sql.statement("adopt/applied");
    private static final String NEXT_EPOCH = Sql.statement("adopt/next_epoch");

    private final Projection<?> projection;
    private final PhysicalTable live;
    private final PhysicalTable recomputed;
    private final TableSql sql;

    /** @param sql of the generation that takes over */
    Adopting(Projection<?> projection, PhysicalTable live, GenerationId recomputed, TableSql sql) {
        this.projection = projection;
        this.live = live;
        this.recomputed = new PhysicalTable(live.schema(), recomputed);
        this.sql = sql;
    }

    /** @throws CheckpointMoved if the two do not stand at one position */
    void requireOnePosition(Connection connection) throws SQLException {
        Map<Integer, Long> positions = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(POSITIONS)) {
            query.setString(1, live.generation().projection());
            query.setInt(2, live.generation().number());
            query.setInt(3, recomputed.generation().number());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    positions.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        Long here = positions.get(live.generation().number());
        Long there = positions.get(recomputed.generation().number());
        if (here == null || there == null) {
            throw new ProjectionMismatch(
                    "The store holds no generation " + (here == null ? live : recomputed).name() + " any more.");
        }
        if (!here.equals(there)) {
            throw new CheckpointMoved("Generation " + live.name() + " is at checkpoint " + here + ", "
                    + recomputed.name() + " at " + there + ". Nothing was written.");
        }
    }

    /** Those of some keys that are not parked. */
    Set<Key> free(Connection connection, Set<Key> keys) throws SQLException {
        Set<Key> free = new HashSet<>(keys);
        try (PreparedStatement query = connection.prepareStatement(PARKED)) {
            query.setString(1, live.generation().projection());
            query.setInt(2, live.generation().number());
            TableSql.setArray(query, 3, "text", json(keys));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    free.remove(projection.shape().keyFromJson(row.getString(1)));
                }
            }
        }
        return free;
    }

    /** Takes all of some keys over, and lets no batch in flight survive. */
    void adopt(Connection connection, Set<Key> keys) throws SQLException {
        replaceRows(connection, List.copyOf(keys));
        bind(connection, keys);
        if (projection instanceof SqlProjection<?> form && form.oncePerEvent().isPresent()) {
            noteApplied(connection);
        }
        try (PreparedStatement next = connection.prepareStatement(NEXT_EPOCH)) {
            next.setString(1, live.generation().projection());
            next.setInt(2, live.generation().number());
            next.executeUpdate();
        }
    }

    private void replaceRows(Connection connection, List<Key> keys) throws SQLException {
        List<String> columns = columns(connection);
        String insert = sql.byKeys(ROWS, recomputed.table())
                .replace("{live}", live.table())
                .replace("{columns}", String.join(", ", columns))
                .replace("{of_t}", columns.stream().map(column -> "t." + column).collect(Collectors.joining(", ")));
        for (String statement : List.of(sql.delete, insert)) {
            try (PreparedStatement replace = connection.prepareStatement(statement)) {
                sql.bindKeys(replace, keys);
                replace.execute();
            }
        }
    }

    private List<String> columns(Connection connection) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, recomputed.table());
            query.setString(2, live.table());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(quoted(row.getString(1)));
                }
            }
        }
        return columns;
    }

    private void bind(Connection connection, Set<Key> keys) throws SQLException {
        List<String> unbound = new ArrayList<>();
        try (PreparedStatement unbind = connection.prepareStatement(ofBindings(UNBIND))) {
            TableSql.setArray(unbind, 1, "text", json(keys));
            try (ResultSet row = Database.rowsAfterSettings(unbind)) {
                while (row.next()) {
                    unbound.add(row.getString(1));
                }
            }
        }
        try (PreparedStatement bind = connection.prepareStatement(ofBindings(BIND))) {
            TableSql.setArray(bind, 1, "text", json(keys));
            TableSql.setArray(bind, 2, "text", unbound.toArray());
            bind.execute();
        }
    }

    private String ofBindings(String statement) {
        return statement.replace("{binding}", live.binding()).replace("{recomputed}", recomputed.binding());
    }

    private void noteApplied(Connection connection) throws SQLException {
        String statement = APPLIED.replace("{applied}", live.applied()).replace("{recomputed}", recomputed.applied());
        try (PreparedStatement note = connection.prepareStatement(statement)) {
            note.setString(1, live.generation().projection());
            note.setInt(2, live.generation().number());
            note.executeUpdate();
        }
    }

    private static Object[] json(Set<Key> keys) {
        return keys.stream().map(Key::toJson).toArray();
    }
}
