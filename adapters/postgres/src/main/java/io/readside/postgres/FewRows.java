package io.readside.postgres;

import io.readside.projection.Change.Upsert;
import io.readside.readstore.Batch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A batch of a few rows and nothing else, as most are at the head of the log, in one round trip: begin, move the checkpoint, write
 * the rows if it has moved, commit. What waits for it to be visible waits for one answer instead of three.
 */
final class FewRows {

    private static final int MOST = 20;

    private final Fence fence;
    private final TableSql sql;
    private final String apply;

    FewRows(Fence fence, TableSql sql) {
        this.fence = fence;
        this.sql = sql;
        this.apply = fence.alone(sql.applyRows);
    }

    static boolean fits(Batch batch) {
        return !batch.changes().isEmpty()
                && batch.changes().size() <= MOST
                && batch.bindings().isEmpty()
                && batch.parked().isEmpty()
                && batch.changes().stream().allMatch(Upsert.class::isInstance);
    }

    /**
     * Applies a batch that fits, outside of a transaction.
     *
     * @throws io.readside.readstore.CheckpointMoved if it is not where the batch was begun
     * @throws io.readside.readstore.MeetingAhead if it waits for another generation below the end of the batch
     */
    void apply(Connection connection, Batch batch) throws SQLException {
        List<Upsert> rows = batch.changes().stream().map(Upsert.class::cast).toList();
        if (written(connection, batch, rows) == 0) {
            throw fence.refused(connection, batch);
        }
    }

    private int written(Connection connection, Batch batch, List<Upsert> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(apply)) {
            sql.bindRows(statement, fence.bind(statement, batch), rows);
            statement.execute(); // begin
            statement.getMoreResults(); // patience
            statement.getMoreResults();
            return statement.getUpdateCount();
        } catch (SQLException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /** The commit was not reached. */
    private static void rollBack(Connection connection, SQLException cause) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        } catch (SQLException e) {
            cause.addSuppressed(StoreFailures.bare(e));
        }
    }
}
