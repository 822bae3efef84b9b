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
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
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
    boolean isWorthCopying(Database database, Batch batch) {
        return batch.fresh().filter(keys -> keys.size() >= WORTH_A_COPY).isPresent() && copy.isPossible(database);
    }

    /** @param copies whether rows of fresh keys are to be copied */
    void write(Connection connection, Batch batch, boolean copies) throws SQLException {
        run(connection, notYetRun(connection, batch.changes()));
        List<Upsert> upserts = new ArrayList<>(of(batch.changes(), Upsert.class));
        upserts.sort(BY_KEY); // rows that lie near each other are visited together
        if (batch.fresh().isPresent()) {
            write(connection, upserts, batch.fresh().get(), copies);
        } else {
            upsert(connection, upserts);
        }
        delete(connection, of(batch.changes(), Delete.class));
    }

    private void write(Connection connection, List<Upsert> upserts, Set<Key> fresh, boolean copies)
            throws SQLException {
        List<Upsert> inserts = new ArrayList<>();
        List<Upsert> updates = new ArrayList<>();
        upserts.forEach(upsert -> (fresh.contains(upsert.key()) ? inserts : updates).add(upsert));
        if (copies && !inserts.isEmpty()) {
            copy.insert(connection, inserts);
        } else {
            upsert(connection, inserts);
        }
        update(connection, updates);
    }

    /** Changes that replace whatever there is. */
    void write(Connection connection, List<Change> changes) throws SQLException {
        run(connection, notYetRun(connection, changes));
        upsert(connection, of(changes, Upsert.class));
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

    private void update(Connection connection, List<Upsert> updates) throws SQLException {
        if (updates.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.updateRows)) {
            sql.bindRows(statement, 1, updates);
            statement.execute(); // the settings
            statement.getMoreResults();
            if (statement.getUpdateCount() != updates.size()) {
                throw new ApplyFailed("Of " + updates.size() + " rows of " + physical.name() + " that were there "
                        + (updates.size() - statement.getUpdateCount())
                        + " are gone: deleted by hand? Nothing was written; the rows are read anew.");
            }
        }
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
