package io.readside.postgres;

import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Change.Delete;
import io.readside.projection.Change.Once;
import io.readside.projection.Change.Statement;
import io.readside.projection.Change.Upsert;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the changes of a batch in as few round trips as their order allows. A fold has at most one change for each key,
 * so all of a kind go together; statements run in an order that comes to the same as theirs, and equal ones that follow each other
 * are sent together. Where they touch a row its position is not noted: that would write each of them once more.
 */
final class ChangeWriter {

    private static final Comparator<Upsert> BY_KEY = Comparator.comparing(Upsert::key, Key.BY_PARTS);

    /** Rows from which on a copy, which takes a round trip more, is faster. */
    private static final int WORTH_A_COPY = 20;

    private final PhysicalTable physical;
    private final TableSql sql;
    private final RowCopy copy;
    private final Optional<AppliedEvents> applied;

    ChangeWriter(Projection<?> projection, PhysicalTable physical, TableSql sql) {
        this.physical = physical;
        this.sql = sql;
        this.copy = new RowCopy(projection, physical);
        this.applied = projection instanceof SqlProjection<?> form
                ? form.oncePerEvent().map(retention -> new AppliedEvents(physical, retention))
                : Optional.empty();
    }

    /** Whether so many rows are new that copying them pays. It may look into the database, so before the transaction. */
    boolean isWorthCopying(Database database, Set<Key> fresh) {
        return fresh.size() >= WORTH_A_COPY && copy.isPossible(database);
    }

    /** @param copied keys that have no row, and whose rows are to be copied */
    void write(Connection connection, List<Change> changes, Set<Key> copied) throws SQLException {
        run(connection, notYetRun(connection, changes));
        put(connection, of(changes, Upsert.class), copied);
        delete(connection, of(changes, Delete.class));
    }

    private List<Statement> notYetRun(Connection connection, List<Change> changes) throws SQLException {
        List<Statement> statements = of(changes, Statement.class);
        if (applied.isEmpty()) {
            return statements;
        }
        Set<Position> before = applied.get().note(connection, of(changes, Once.class));
        return statements.stream()
                .filter(statement -> !before.contains(statement.lastApplied()))
                .toList();
    }

    private static <C extends Change> List<C> of(List<Change> changes, Class<C> kind) {
        return changes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void run(Connection connection, List<Statement> statements) throws SQLException {
        for (List<Statement> equal : StatementOrder.groups(statements)) {
            runTogether(connection, equal.get(0).sql(), equal);
        }
    }

    private void runTogether(Connection connection, String text, List<Statement> equal) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(text.replace(Sql.TABLE, physical.table()))) {
            for (Statement statement : equal) {
                for (int i = 0; i < statement.arguments().size(); i++) {
                    ColumnSql.bind(prepared, i + 1, statement.arguments().get(i));
                }
                prepared.addBatch();
            }
            prepared.executeBatch();
        }
    }

    /** In order of key, so that rows that lie near each other are visited together. */
    private void put(Connection connection, List<Upsert> upserts, Set<Key> copied) throws SQLException {
        List<Upsert> sorted = new ArrayList<>(upserts);
        sorted.sort(BY_KEY);
        if (!copied.isEmpty()) {
            copy.insert(
                    connection,
                    sorted.stream()
                            .filter(upsert -> copied.contains(upsert.key()))
                            .toList());
            sorted.removeIf(upsert -> copied.contains(upsert.key()));
        }
        upsert(connection, sorted);
    }

    private void upsert(Connection connection, List<Upsert> upserts) throws SQLException {
        if (upserts.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.upsert)) {
            sql.bindRows(statement, 1, upserts);
            statement.executeUpdate();
        }
    }

    private void delete(Connection connection, List<Delete> deletes) throws SQLException {
        if (deletes.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.delete)) {
            sql.bindKeys(statement, deletes.stream().map(Delete::key).toList());
            statement.execute();
        }
    }
}
