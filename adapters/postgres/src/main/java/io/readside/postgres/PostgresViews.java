package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.MaterializedView;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Staleness;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Materialized views with a checkpoint of their own. A refresh is one transaction:
 *
 * <ol>
 *   <li>lock the view's row, if it is this process's turn;
 *   <li>hold the source, so that no swap comes in between;
 *   <li>read the source's checkpoint;
 *   <li>refresh, which sees at least as much;
 *   <li>move the view's checkpoint there, and commit. What waits in the source is missing in the view as well.
 * </ol>
 */
final class PostgresViews implements Views {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresViews.class);
    private static final String PATIENCE = Sql.statement("readstore/view_patience");
    private static final String LOCK = Sql.statement("readstore/lock_view");
    private static final String STALENESS = Sql.statement("readstore/staleness");
    private static final String BROKEN_OFF = "57014";

    private final Database database;
    private final String schema;
    private final Duration onTheWay;
    private final Map<String, Statement> underWay = new ConcurrentHashMap<>();

    /** @param onTheWay time for the answer of a statement that PostgreSQL broke off to get here */
    PostgresViews(Database database, String schema, Duration onTheWay) {
        this.database = database;
        this.schema = schema;
        this.onTheWay = onTheWay;
    }

    @Override
    public Optional<Checkpoint> create(MaterializedView view) {
        ViewMaker maker = new ViewMaker(view, schema);
        String tried = tried("Create", view);
        Optional<Checkpoint> made = database.alone(tried, StoreFailures::onRead, maker::made);
        if (made.isPresent() || database.alone(tried, StoreFailures::onRead, maker::isTooEarly)) {
            return made;
        }
        return Optional.of(
                patient(view).transaction(tried, PostgresViews::onCreate, c -> maker.make(c, beginning(view))));
    }

    @Override
    public Staleness staleness(MaterializedView view) {
        return database.alone(tried("Look at", view), StoreFailures::onRead, connection -> {
            try (PreparedStatement query = connection.prepareStatement(STALENESS)) {
                query.setString(1, view.source().name());
                query.setString(2, view.name());
                try (ResultSet row = query.executeQuery()) {
                    if (!row.next()) {
                        throw unknown(view);
                    }
                    return new Staleness(
                            row.getBoolean(1),
                            Position.of(row.getLong(2)),
                            row.getBoolean(3),
                            row.getBoolean(4),
                            LeaseRow.micros(row, 5),
                            LeaseRow.micros(row, 6));
                }
            }
        });
    }

    @Override
    public Checkpoint refresh(MaterializedView view, long epoch) {
        return patient(view).transaction(tried("Refresh", view), PostgresViews::onRefresh, connection -> {
            lock(connection, view, epoch);
            ViewSource source = ViewSource.hold(connection, schema, view);
            boolean readable = MadeView.require(connection, schema, view).populated();
            String refresh = "refresh materialized view " + (readable ? "concurrently " : "")
                    + PhysicalTable.quoted(schema, view.name());
            try (PreparedStatement statement = connection.prepareStatement(refresh)) {
                breakable(view, statement, statement::execute);
            }
            return source.moveView(connection, view);
        });
    }

    /** Begins the transaction; two refreshes at a time would let the checkpoint go back. */
    private void lock(Connection connection, MaterializedView view, long epoch) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(beginning(view) + LOCK)) {
            lock.setString(1, view.name());
            lock.setLong(2, epoch);
            if (breakable(view, lock, () -> Database.rowsAfterSettings(lock)).next()) {
                return;
            }
        }
        long now = GenerationRow.active(connection, view.name())
                .orElseThrow(() -> unknown(view))
                .generation()
                .epoch();
        throw new CheckpointMoved(
                "Materialized view '" + view.name() + "' is at epoch " + now + "; this refresh was begun at epoch "
                        + epoch + ". Another process has its turn. Nothing was changed.");
    }

    private interface Step<T> {
        T run() throws SQLException;
    }

    /** Runs a statement that may take long, so that it can be broken off. */
    private <T> T breakable(MaterializedView view, Statement statement, Step<T> step) throws SQLException {
        underWay.put(view.name(), statement);
        try {
            return step.run();
        } finally {
            underWay.remove(view.name());
        }
    }

    @Override
    public void breakOff(MaterializedView view) {
        Statement statement = underWay.get(view.name());
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException e) {
                LOG.debug("The server could not be told to break off the refresh of {}.", view, StoreFailures.bare(e));
            }
        }
    }

    @Override
    public void pause(MaterializedView view, long epoch, String by) {
        database.alone(
                tried("Pause", view), StoreFailures::onRead, c -> states(view).pause(c, epoch, by));
    }

    @Override
    public void run(MaterializedView view, long epoch) {
        database.alone(
                tried("Resume", view), StoreFailures::onRead, c -> states(view).run(c, epoch));
    }

    private static RunStates states(MaterializedView view) {
        return new RunStates(new GenerationId(view.name(), 1));
    }

    /** The first words of a transaction that makes or refreshes a view. */
    private static String beginning(MaterializedView view) {
        return Database.WRITING
                + PATIENCE.replace("{statement}", Long.toString(view.atMostFor().toMillis())) + ";\n";
    }

    private Database patient(MaterializedView view) {
        return database.answeringWithin(view.atMostFor().plus(onTheWay));
    }

    private static RuntimeException onCreate(String tried, SQLException e) {
        return isBrokenOff(e) ? brokenOff(tried, e) : PostgresGenerations.onCreate(tried, e);
    }

    private static RuntimeException onRefresh(String tried, SQLException e) {
        return isBrokenOff(e) ? brokenOff(tried, e) : StoreFailures.onRead(tried, e);
    }

    private static boolean isBrokenOff(SQLException e) {
        return BROKEN_OFF.equals(e.getSQLState());
    }

    private static StoreUnavailable brokenOff(String tried, SQLException e) {
        return new StoreUnavailable(
                tried
                        + ": it took longer than the view declares by atMostFor(…), or somebody has cancelled it. Nothing was"
                        + " changed.",
                StoreFailures.bare(e));
    }

    private static ProjectionMismatch unknown(MaterializedView view) {
        return new ProjectionMismatch("The store does not hold both materialized view '" + view.name()
                + "' and its source '" + view.source().name() + "'; create them first.");
    }

    private static String tried(String what, MaterializedView view) {
        return what + " materialized view '" + view.name() + "'";
    }
}
