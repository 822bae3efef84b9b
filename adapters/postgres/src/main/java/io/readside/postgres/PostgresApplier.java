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
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes to one generation. A batch is one transaction:
 *
 * <ol>
 *   <li>move the checkpoint, if it is where the batch was begun; the row's lock holds other workers back;
 *   <li>write bindings, changes and parked events;
 *   <li>commit.
 * </ol>
 *
 * <p>One of a few rows is all of that in one statement. A recovery, and the adoption of recomputed rows, is the same with a lock in place of the move. A commit whose answer is lost is not tried again: the
 * worker reads the checkpoint, which tells.
 */
final class PostgresApplier implements Applier {

    private static final String IS_EMPTY = Sql.statement("readstore/is_empty");

    private final Database database;
    private final Projection<?> projection;
    private final PhysicalTable physical;
    private final RowShape<?> shape;
    private final GenerationId id;
    private final TableSql sql;
    private final Fence fence;
    private final BindingTable bindings;
    private final FewRows few;
    private final ChangeWriter writer;
    private final ParkedQueue queue;
    private final RunStates states;

    /** @param statement longest time that one statement may take */
    PostgresApplier(Database database, Projection<?> projection, PhysicalTable physical, Duration statement) {
        this.database = database;
        this.projection = projection;
        this.physical = physical;
        this.shape = projection.shape();
        this.id = physical.generation();
        this.sql = new TableSql(projection, physical);
        this.fence = new Fence(id, statement);
        this.bindings = new BindingTable(physical, shape);
        this.few = new FewRows(fence, sql);
        this.writer = new ChangeWriter(projection, physical, sql);
        this.queue = new ParkedQueue(id, shape);
        this.states = new RunStates(id);
    }

    @Override
    public Generation current() {
        return database.alone("Look at " + id, StoreFailures::onRead, fence::current);
    }

    @Override
    public boolean isEmpty() {
        String query = IS_EMPTY.replace("{table}", physical.table()).replace("{binding}", physical.binding());
        return database.alone("Look into " + id, StoreFailures::onRead, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(query);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Override
    public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        return streams.isEmpty()
                ? Map.of()
                : database.alone("Read the bindings of " + id, StoreFailures::onRead, c -> bindings.of(c, streams));
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
        if (!FewRows.fits(batch) || !isApplied(tried, batch)) {
            applyStepByStep(tried, batch);
        }
    }

    /** @return false if it took too long, and nothing was written: whether writing the rows does, only single steps tell */
    private boolean isApplied(String tried, Batch batch) {
        return database.alone(tried, StoreFailures::onApply, connection -> {
            try {
                few.apply(connection, batch);
                return true;
            } catch (SQLException e) {
                if (!StoreFailures.isTimeout(e)) {
                    throw e;
                }
                return false;
            }
        });
    }

    private void applyStepByStep(String tried, Batch batch) {
        boolean copies = writer.isWorthCopying(database, batch);
        database.transaction(tried, StoreFailures::onApply, connection -> {
            fence.move(connection, batch);
            return write(tried, () -> {
                bindings.add(connection, batch.bindings());
                writer.write(connection, batch, copies);
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

    @Override
    public void recover(Recovery recovery) {
        String tried = "Recover " + recovery.done().size() + " parked events of " + id;
        database.transaction(tried, StoreFailures::onApply, connection -> {
            fence.hold(connection, recovery.epoch());
            return write(tried, () -> {
                Set<Place> waited = queue.unpark(connection, recovery.done());
                if (requireAllOrNone(tried, recovery.done(), waited)) {
                    writer.write(connection, recovery.changes());
                }
                queue.parkAgain(connection, recovery.again());
                queue.settle(connection, waited.stream().map(Place::key).toList());
            });
        });
    }

    /**
     * What was lost is the answer to this recovery, if nothing waits any more. If a part waits, it was an earlier one's that
     * has come to be meanwhile: the changes were folded without what that one wrote.
     *
     * @return whether its events still waited
     */
    private static boolean requireAllOrNone(String tried, List<Place> done, Set<Place> waited) {
        if (!waited.isEmpty() && waited.size() < done.size()) {
            throw new StoreUnavailable(tried + ": " + (done.size() - waited.size())
                    + " of them are not parked any more, since an earlier recovery has come to be after all. Nothing was"
                    + " written; what still waits is read anew.");
        }
        return waited.size() == done.size();
    }

    @Override
    public boolean skip(long epoch, Skip skip) {
        String tried = "Skip the event at " + skip.position() + " parked in " + id;
        return database.transaction(tried, StoreFailures::onApply, connection -> {
            fence.holdAll(connection, epoch);
            boolean wasFirst = queue.skip(connection, skip);
            if (wasFirst) {
                queue.settle(connection, List.of(skip.key()));
                fence.moveOthers(connection);
            }
            return wasFirst;
        });
    }

    @Override
    public Map<Key, Set<Position>> skipped() {
        return database.alone("Read the skipped events of " + id, StoreFailures::onRead, queue::skipped);
    }

    @Override
    public Set<Key> adopt(long epoch, GenerationId recomputed, Set<Key> keys) {
        String tried = "Adopt rows of " + recomputed + " in " + id;
        Adopting adopting = new Adopting(projection, physical, recomputed, sql);
        return database.transaction(tried, StoreFailures::onApply, connection -> {
            fence.hold(connection, epoch);
            adopting.requireOnePosition(connection);
            Set<Key> free = adopting.free(connection, keys);
            boolean unused = write(tried, () -> adopting.adopt(connection, free));
            return free;
        });
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
