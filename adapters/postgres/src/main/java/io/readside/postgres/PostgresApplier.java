package io.readside.postgres;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.projection.RowShape;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes to one generation. A batch is one transaction:
 *
 * <ol>
 *   <li>move the checkpoint, if it is where the batch was begun; the row's lock holds other workers back;
 *   <li>write bindings and changes;
 *   <li>commit.
 * </ol>
 *
 * <p>A commit whose answer is lost is not tried again: the worker reads the checkpoint, which tells.
 */
final class PostgresApplier implements Applier {

    private static final String MOVE = Sql.statement("readstore/move_checkpoint");
    private static final String STOP = Sql.statement("readstore/stop");
    private static final String BIND = Sql.statement("readstore/bind");
    private static final String BINDINGS = Database.BY_KEY + Sql.statement("readstore/bindings");

    private final Database database;
    private final RowShape<?> shape;
    private final GenerationId id;
    private final PhysicalTable physical;
    private final TableSql sql;
    private final ChangeWriter writer;

    PostgresApplier(Database database, Projection<?> projection, PhysicalTable physical) {
        this.database = database;
        this.shape = projection.shape();
        this.id = physical.generation();
        this.physical = physical;
        this.sql = new TableSql(projection, physical);
        this.writer = new ChangeWriter(physical, sql);
    }

    @Override
    public Generation current() {
        return database.alone("Look at " + id, StoreFailures::onRead, this::current);
    }

    private Generation current(Connection connection) throws SQLException {
        return GenerationRow.current(connection, id)
                .orElseThrow(() -> new ProjectionMismatch("The store holds no generation " + id + " any more."));
    }

    @Override
    public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        if (streams.isEmpty()) {
            return Map.of();
        }
        return database.alone("Read the bindings of " + id, StoreFailures::onRead, connection -> {
            Map<StreamName, List<Binding>> found = new HashMap<>();
            String query = BINDINGS.replace("{binding}", physical.binding());
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                TableSql.setArray(statement, 1, "text", texts(streams));
                try (ResultSet row = Database.rowsByKey(statement)) {
                    while (row.next()) {
                        Binding binding = binding(row);
                        found.computeIfAbsent(binding.stream(), stream -> new ArrayList<>())
                                .add(binding);
                    }
                }
            }
            return found;
        });
    }

    private Binding binding(ResultSet row) throws SQLException {
        return new Binding(
                new StreamName(row.getString(1)), shape.keyFromJson(row.getString(2)), Position.of(row.getLong(3)));
    }

    @Override
    public Map<Key, StoredRow> rows(Set<Key> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return database.alone("Read rows of " + id, StoreFailures::onRead, connection -> {
            Map<Key, StoredRow> found = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(sql.rowsOfKeys)) {
                sql.bindKeys(statement, List.copyOf(keys));
                try (ResultSet rows = Database.rowsByKey(statement)) {
                    while (rows.next()) {
                        Row row = sql.row(rows, 1);
                        Position position = Position.of(rows.getLong(sql.after(1))); // 0 if null: never noted
                        found.put(shape.keyOf(row), new StoredRow(row, position));
                    }
                }
            }
            return found;
        });
    }

    @Override
    public void apply(Batch batch) {
        database.transaction(
                "Apply a batch from " + batch.from() + " to " + batch.to() + " to " + id, StoreFailures::onApply, c -> {
                    moveCheckpoint(c, batch);
                    bind(c, batch.bindings());
                    writer.write(c, batch.changes());
                    return batch.to();
                });
    }

    private void moveCheckpoint(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(Database.WRITING + MOVE)) {
            move.setLong(1, batch.to().position().value());
            move.setString(2, id.projection());
            move.setInt(3, id.number());
            move.setLong(4, batch.epoch());
            move.setLong(5, batch.from().position().value());
            try (ResultSet moved = Database.rows(move)) {
                if (moved.next()) {
                    return;
                }
            }
        }
        Generation now = current(connection);
        throw new CheckpointMoved("Generation " + id + " is at checkpoint " + now.checkpoint() + ", epoch "
                + now.epoch() + "; the batch was begun at checkpoint " + batch.from() + ", epoch " + batch.epoch()
                + ". Another worker was first. Nothing was written.");
    }

    private void bind(Connection connection, List<Binding> bindings) throws SQLException {
        if (bindings.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(BIND.replace("{binding}", physical.binding()))) {
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

    private static Object[] texts(Iterable<StreamName> streams) {
        List<Object> texts = new ArrayList<>();
        streams.forEach(stream -> texts.add(stream.value()));
        return texts.toArray();
    }

    @Override
    public void stop(long epoch, Poison poison) {
        database.alone("Stop " + id, StoreFailures::onRead, connection -> {
            try (PreparedStatement stop = connection.prepareStatement(STOP)) {
                stop.setLong(1, poison.position().value());
                stop.setString(2, poison.event().toString());
                stop.setString(3, poison.reason().replace("\0", ""));
                stop.setString(4, id.projection());
                stop.setInt(5, id.number());
                stop.setLong(6, epoch);
                stop.setLong(7, poison.position().value());
                return stop.executeUpdate();
            }
        });
    }
}
