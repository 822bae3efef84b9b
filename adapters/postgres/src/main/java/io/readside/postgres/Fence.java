package io.readside.postgres;

import io.readside.event.Anchor;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.MeetingAhead;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;

/**
 * Begins a transaction that writes to a generation, and lets only its owner through: the first statement locks the
 * generation's row, if the epoch is still the one that the owner was given.
 */
final class Fence {

    private static final String MOVE = Sql.statement("readstore/move_checkpoint");
    private static final String LOCK = Sql.statement("readstore/lock_generation");
    private static final String LOCK_ALL = Sql.statement("readstore/lock_all");
    private static final String MOVE_OTHERS = Sql.statement("readstore/move_others");
    private static final String PATIENCE = Sql.statement("readstore/patience");

    private final GenerationId id;
    private final String patience;
    private final String move;
    private final String lock;
    private final String lockAll;

    /** @param statement longest time that one statement may take */
    Fence(GenerationId id, Duration statement) {
        this.id = id;
        patience = PATIENCE.replace("{statement}", Long.toString(statement.toMillis())) + ";\n";
        String first = Database.WRITING + patience;
        this.move = first + MOVE;
        this.lock = first + LOCK;
        this.lockAll = first + LOCK_ALL;
    }

    /** A statement as a transaction of its own, in one round trip, with the patience of all that write to a generation. */
    String alone(String statement) {
        return "begin isolation level read committed, read write;\n" + patience + statement + ";\ncommit";
    }

    /** The generation as it is now. */
    Generation current(Connection connection) throws SQLException {
        return fed(connection).generation();
    }

    /**
     * Moves the checkpoint over a batch.
     *
     * @throws CheckpointMoved if it is not where the batch was begun
     * @throws MeetingAhead if it waits for another generation below the end of the batch
     */
    void move(Connection connection, Batch batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(move)) {
            bind(statement, batch);
            if (!isThrough(statement)) {
                throw refused(connection, batch);
            }
        }
    }

    /** Binds what moves the checkpoint over a batch. @return the index after the last */
    int bind(PreparedStatement statement, Batch batch) throws SQLException {
        Anchor anchor = batch.to().anchor();
        statement.setLong(1, batch.to().position().value());
        statement.setObject(2, anchor == null ? null : anchor.log(), Types.OTHER);
        statement.setObject(3, anchor == null ? null : anchor.position().value(), Types.BIGINT);
        statement.setObject(4, anchor == null ? null : anchor.event(), Types.OTHER);
        statement.setObject(5, anchor == null ? null : anchor.timeline(), Types.INTEGER);
        statement.setString(6, id.projection());
        statement.setInt(7, id.number());
        statement.setLong(8, batch.epoch());
        statement.setLong(9, batch.from().position().value());
        statement.setLong(10, batch.to().position().value());
        return 11;
    }

    /** Why a batch did not get through. */
    RuntimeException refused(Connection connection, Batch batch) throws SQLException {
        Generation now = fed(connection).generation();
        boolean isWhereItWasBegun = now.epoch() == batch.epoch()
                && now.checkpoint().position().equals(batch.from().position());
        if (isWhereItWasBegun && now.meeting().isPresent()) {
            return new MeetingAhead(id, now.meeting().get());
        }
        return fencedOut(connection, "the batch was begun at checkpoint " + batch.from() + ", epoch " + batch.epoch());
    }

    /**
     * Leaves the checkpoint where it is.
     *
     * @throws CheckpointMoved if the epoch is another one
     */
    void hold(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lock)) {
            statement.setString(1, id.projection());
            statement.setInt(2, id.number());
            statement.setLong(3, epoch);
            if (!isThrough(statement)) {
                throw fencedOut(connection, "this was begun at epoch " + epoch);
            }
        }
    }

    /**
     * As {@link #hold}, with the other generations of the read model: all are locked in order of their numbers, as everybody does.
     *
     * @throws CheckpointMoved if the epoch is another one
     */
    void holdAll(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(lockAll)) {
            statement.setString(1, id.projection());
            Database.rowsAfterSettings(statement).close();
        }
        hold(connection, epoch);
    }

    /** Has whoever feeds another generation of the read model begin anew. */
    void moveOthers(Connection connection) throws SQLException {
        try (PreparedStatement others = connection.prepareStatement(MOVE_OTHERS)) {
            others.setString(1, id.projection());
            others.setInt(2, id.number());
            others.executeUpdate();
        }
    }

    private static boolean isThrough(PreparedStatement statement) throws SQLException {
        try (ResultSet row = Database.rowsAfterSettings(statement)) {
            return row.next();
        }
    }

    private GenerationRow.Fed fed(Connection connection) throws SQLException {
        return GenerationRow.fed(connection, id)
                .orElseThrow(() -> new ProjectionMismatch("The store holds no generation " + id + " any more."));
    }

    private CheckpointMoved fencedOut(Connection connection, String begun) throws SQLException {
        GenerationRow.Fed now = fed(connection);
        Generation generation = now.generation();
        return new CheckpointMoved("Projection '" + id.projection() + "': generation " + id + " is at checkpoint "
                + generation.checkpoint() + ", epoch " + generation.epoch() + "; " + begun
                + ". Another worker was first."
                + now.lease().map(lease -> " " + lease).orElse("") + " Nothing was written.");
    }
}
