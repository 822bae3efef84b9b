package io.readside.postgres;

import io.readside.event.Anchor;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.postgres.GenerationRow.Fed;
import io.readside.projection.Binding;
import io.readside.projection.Change;
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
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes to one generation. A batch is one transaction:
 *
 * <ol>
 *   <li>move the checkpoint, if it is where the batch was begun; the row's lock holds other workers back;
 *   <li>write bindings, changes and parked events;
 *   <li>commit.
 * </ol>
 *
 * <p>A recovery is the same with a lock in place of the move. A commit whose answer is lost is not tried again: the
 * worker reads the checkpoint, which tells.
 */
final class PostgresApplier implements Applier {

    private static final String MOVE = Sql.statement("readstore/move_checkpoint");
    private static final String LOCK = Sql.statement("readstore/lock_generation");
    private static final String PATIENCE = Sql.statement("readstore/patience");
    private static final String BIND = Sql.statement("readstore/bind");
    private static final String BINDINGS = Database.BY_KEY + Sql.statement("readstore/bindings");

    private final Database database;
    private final RowShape<?> shape;
    private final GenerationId id;
    private final PhysicalTable physical;
    private final TableSql sql;
    private final ChangeWriter writer;
    private final ParkedQueue queue;
    private final RunStates states;

    /** The first words of a transaction that writes. */
    private final String first;

    /** @param statement longest time that one statement may take */
    PostgresApplier(Database database, Projection<?> projection, PhysicalTable physical, Duration statement) {
        this.database = database;
        this.shape = projection.shape();
        this.id = physical.generation();
        this.physical = physical;
        this.sql = new TableSql(projection, physical);
        this.writer = new ChangeWriter(projection, physical, sql);
        this.queue = new ParkedQueue(id, shape);
        this.states = new RunStates(id);
        this.first = Database.WRITING + PATIENCE.replace("{statement}", Long.toString(statement.toMillis())) + ";\n";
    }

    @Override
    public Generation current() {
        return database.alone("Look at " + id, StoreFailures::onRead, c -> fed(c).generation());
    }

    private Fed fed(Connection connection) throws SQLException {
        return GenerationRow.fed(connection, id)
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
                try (ResultSet row = Database.rowsAfterSettings(statement)) {
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
                try (ResultSet rows = Database.rowsAfterSettings(statement)) {
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
    public Map<Key, Position> parked() {
        return database.alone("Read the parked keys of " + id, StoreFailures::onRead, queue::keys);
    }

    @Override
    public List<ParkedEvent> waiting(Set<Key> keys, int most) {
        return keys.isEmpty()
                ? List.of()
                : database.alone(
                        "Read parked events of " + id, StoreFailures::onRead, c -> queue.waiting(c, keys, most));
    }

    @Override
    public Set<Key> keysWaitingFor(Set<Position> positions) {
        return positions.isEmpty()
                ? Set.of()
                : database.alone(
                        "Read the parked keys of " + id,
                        StoreFailures::onRead,
                        c -> queue.keysWaitingFor(c, positions));
    }

    @Override
    public int parkedWithin(Duration window) {
        return database.alone(
                "Count the parked keys of " + id, StoreFailures::onRead, c -> queue.parkedWithin(c, window));
    }

    @Override
    public void apply(Batch batch) {
        String tried = "Apply a batch from " + batch.from() + " to " + batch.to() + " to " + id;
        database.transaction(tried, StoreFailures::onApply, connection -> {
            moveCheckpoint(connection, batch);
            return write(tried, () -> {
                bind(connection, batch.bindings());
                writer.write(connection, batch.changes());
                queue.park(connection, batch.parked());
            });
        });
    }

    private interface Writing {
        void run() throws SQLException;
    }

    private static boolean write(String tried, Writing writing) {
        try {
            writing.run();
            return true;
        } catch (SQLException e) {
            throw StoreFailures.onChange(tried, e);
        }
    }

    private void moveCheckpoint(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(first + MOVE)) {
            Anchor anchor = batch.to().anchor();
            move.setLong(1, batch.to().position().value());
            move.setObject(2, anchor == null ? null : anchor.log(), Types.OTHER);
            move.setObject(3, anchor == null ? null : anchor.position().value(), Types.BIGINT);
            move.setObject(4, anchor == null ? null : anchor.event(), Types.OTHER);
            move.setString(5, id.projection());
            move.setInt(6, id.number());
            move.setLong(7, batch.epoch());
            move.setLong(8, batch.from().position().value());
            try (ResultSet moved = Database.rowsAfterSettings(move)) {
                if (moved.next()) {
                    return;
                }
            }
        }
        throw fencedOut(connection, "the batch was begun at checkpoint " + batch.from() + ", epoch " + batch.epoch());
    }

    private CheckpointMoved fencedOut(Connection connection, String begun) throws SQLException {
        Fed now = fed(connection);
        Generation generation = now.generation();
        return new CheckpointMoved("Projection '" + id.projection() + "': generation " + id + " is at checkpoint "
                + generation.checkpoint() + ", epoch " + generation.epoch() + "; " + begun
                + ". Another worker was first."
                + now.lease().map(lease -> " " + lease).orElse("") + " Nothing was written.");
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
    public void recover(Recovery recovery) {
        String tried = "Recover " + recovery.done().size() + " parked events of " + id;
        database.transaction(tried, StoreFailures::onApply, connection -> {
            lock(connection, recovery.epoch());
            return write(tried, () -> {
                Set<Place> waited = queue.unpark(connection, recovery.done());
                writer.write(connection, still(recovery, waited));
                queue.parkAgain(connection, recovery.again());
                queue.settle(connection, waited.stream().map(Place::key).toList());
            });
        });
    }

    /** Leaves out what a recovery whose answer was lost has applied before. */
    private static List<Change> still(Recovery recovery, Set<Place> waited) {
        if (waited.size() == recovery.done().size()) {
            return recovery.changes();
        }
        Set<Key> gone = recovery.done().stream()
                .filter(place -> !waited.contains(place))
                .map(Place::key)
                .collect(Collectors.toSet());
        Set<Position> there = waited.stream().map(Place::position).collect(Collectors.toSet());
        return recovery.changes().stream()
                .filter(change -> keyOf(change)
                        .map(key -> !gone.contains(key))
                        .orElseGet(() -> there.contains(change.lastApplied())))
                .toList();
    }

    private static Optional<Key> keyOf(Change change) {
        if (change instanceof Change.Upsert upsert) {
            return Optional.of(upsert.key());
        }
        if (change instanceof Change.Delete delete) {
            return Optional.of(delete.key());
        }
        return change instanceof Change.Touch touch ? Optional.of(touch.key()) : Optional.empty();
    }

    @Override
    public boolean skip(long epoch, Skip skip) {
        String tried = "Skip the event at " + skip.position() + " parked in " + id;
        return database.transaction(tried, StoreFailures::onApply, connection -> {
            lock(connection, epoch);
            boolean wasFirst = queue.skip(connection, skip);
            if (wasFirst) {
                queue.settle(connection, List.of(skip.key()));
            }
            return wasFirst;
        });
    }

    private void lock(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(first + LOCK)) {
            lock.setString(1, id.projection());
            lock.setInt(2, id.number());
            lock.setLong(3, epoch);
            try (ResultSet locked = Database.rowsAfterSettings(lock)) {
                if (locked.next()) {
                    return;
                }
            }
        }
        throw fencedOut(connection, "this was begun at epoch " + epoch);
    }

    @Override
    public void stop(long epoch, Poison poison) {
        database.alone("Stop " + id, StoreFailures::onRead, c -> states.stop(c, epoch, poison));
    }

    @Override
    public void pause(long epoch, String by) {
        database.alone("Pause " + id, StoreFailures::onRead, c -> states.pause(c, epoch, by));
    }

    @Override
    public void regress(long epoch, String reason) {
        database.alone("Record what became of the log of " + id, StoreFailures::onRead, c -> {
            return states.regress(c, epoch, reason);
        });
    }

    @Override
    public void run(long epoch) {
        database.alone("Let " + id + " run", StoreFailures::onRead, c -> states.run(c, epoch));
    }
}
