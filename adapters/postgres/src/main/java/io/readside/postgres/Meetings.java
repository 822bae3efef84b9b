package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.SwapBlocked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where two generations wait for each other. No batch goes beyond: the statement that moves a checkpoint looks. */
final class Meetings {

    private static final String LOCK = Database.WRITING + GenerationRow.selecting("readstore/lock_two");
    private static final String MEET = Sql.statement("readstore/meet");
    private static final String PART = Sql.statement("readstore/part");

    private final Database database;

    Meetings(Database database) {
        this.database = database;
    }

    Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
        return database.transaction("Have " + one + " and " + other + " meet", StoreFailures::onRead, connection -> {
            List<Generation> both = lock(connection, one, other);
            if (both.stream().anyMatch(generation -> generation.meeting().isPresent())) {
                throw new SwapBlocked(one + " or " + other + " is at another meeting already.");
            }
            try (PreparedStatement meet = connection.prepareStatement(MEET)) {
                meet.setLong(1, atMost.toMillis());
                bindBoth(meet, 2, one, other);
                bindBoth(meet, 5, one, other);
                try (ResultSet row = meet.executeQuery()) {
                    row.next();
                    return new Checkpoint(Position.of(row.getLong(1)), GenerationRow.anchor(row, 2));
                }
            }
        });
    }

    /**
     * Begins a transaction in which no batch of either is in flight.
     *
     * @return both, in order of their numbers
     * @throws ProjectionMismatch if one of them is gone
     */
    static List<Generation> lock(Connection connection, GenerationId one, GenerationId other) throws SQLException {
        List<Generation> both = new ArrayList<>();
        try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
            bindBoth(lock, 1, one, other);
            try (ResultSet row = Database.rows(lock)) {
                while (row.next()) {
                    both.add(GenerationRow.read(row));
                }
            }
        }
        if (both.size() != 2) {
            throw new ProjectionMismatch("The store holds no generation " + one + " or " + other + " any more.");
        }
        return both;
    }

    private static void bindBoth(PreparedStatement statement, int first, GenerationId one, GenerationId other)
            throws SQLException {
        statement.setString(first, one.projection());
        statement.setInt(first + 1, one.number());
        statement.setInt(first + 2, other.number());
    }

    void part(GenerationId one, GenerationId other) {
        database.alone("End the meeting of " + one + " and " + other, StoreFailures::onRead, connection -> {
            try (PreparedStatement part = connection.prepareStatement(PART)) {
                bindBoth(part, 1, one, other);
                return part.executeUpdate();
            }
        });
    }
}
