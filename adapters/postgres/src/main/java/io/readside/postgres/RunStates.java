package io.readside.postgres;

import io.readside.projection.Folding.Poison;
import io.readside.readstore.GenerationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Writes down whether a generation is being fed, each as one statement that does nothing if the epoch has moved. */
final class RunStates {

    private static final String STOP = Sql.statement("readstore/stop");
    private static final String PAUSE = Sql.statement("readstore/pause");
    private static final String REGRESS = Sql.statement("readstore/regress");
    private static final String RUN = Sql.statement("readstore/run");

    private final GenerationId id;

    RunStates(GenerationId id) {
        this.id = id;
    }

    int stop(Connection connection, long epoch, Poison poison) throws SQLException {
        try (PreparedStatement stop = connection.prepareStatement(STOP)) {
            stop.setLong(1, poison.position().value());
            stop.setString(2, poison.event().toString());
            stop.setString(3, ColumnSql.storable(poison.reason()));
            stop.setLong(bind(stop, 4, epoch), poison.position().value());
            return stop.executeUpdate();
        }
    }

    int pause(Connection connection, long epoch, String by) throws SQLException {
        return write(connection, PAUSE, by, epoch);
    }

    int regress(Connection connection, long epoch, String reason) throws SQLException {
        return write(connection, REGRESS, reason, epoch);
    }

    private int write(Connection connection, String sql, String text, long epoch) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, ColumnSql.storable(text));
            bind(write, 2, epoch);
            return write.executeUpdate();
        }
    }

    int run(Connection connection, long epoch) throws SQLException {
        try (PreparedStatement run = connection.prepareStatement(RUN)) {
            bind(run, 1, epoch);
            return run.executeUpdate();
        }
    }

    /** @return the index after the last */
    private int bind(PreparedStatement statement, int first, long epoch) throws SQLException {
        statement.setString(first, id.projection());
        statement.setInt(first + 1, id.number());
        statement.setLong(first + 2, epoch);
        return first + 3;
    }
}
