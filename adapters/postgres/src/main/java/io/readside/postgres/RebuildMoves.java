package io.readside.postgres;

import io.readside.event.Json;
import io.readside.readstore.Compared;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Reporting;
import io.readside.readstore.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is written of a rebuild, and of its generations, when it moves: by whoever moves it, in his transaction. */
final class RebuildMoves {

    private static final String MOVE = RebuildRow.selecting("readstore/move_rebuild");
    private static final String FEED = Sql.statement("readstore/feed_green");
    private static final String BECOME = Sql.statement("readstore/become");

    private RebuildMoves() {}

    /** @throws RebuildMoved if it is not as it was read any more, or what it is to report on has a report */
    static Rebuild write(Connection connection, Rebuild before, State to, String note, @Nullable Reporting reporting)
            throws SQLException {
        Rebuild after = write(connection, before, to, note, before.pausedBy().orElse(null), null, 0);
        report(connection, after, reporting);
        return after;
    }

    /** @throws RebuildMoved if what it is to report on has a report */
    static void report(Connection connection, Rebuild after, @Nullable Reporting reporting) throws SQLException {
        if (reporting != null && !PostgresIntents.report(connection, reporting.intent(), reporting.report(after))) {
            throw RebuildMoved.reported(reporting.intent());
        }
    }

    static Rebuild write(
            Connection connection,
            Rebuild before,
            State to,
            String note,
            @Nullable String pausedBy,
            @Nullable Compared compared,
            int rounds)
            throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(Database.WRITING + MOVE)) {
            move.setString(1, RebuildRow.text(to));
            move.setString(2, ColumnSql.storable(note));
            move.setString(3, pausedBy == null ? null : ColumnSql.storable(pausedBy));
            move.setString(4, compared == null ? null : Json.write(compared));
            move.setInt(5, rounds);
            move.setLong(6, before.id());
            move.setString(7, RebuildRow.text(before.state()));
            move.setString(8, before.pausedBy().orElse(null));
            move.setInt(9, before.round());
            return RebuildRow.first(move)
                    .orElseThrow(() -> new RebuildMoved("The rebuild of '" + before.projection() + "' is not "
                            + before.state() + " any more: another process, or an operator, has moved it."));
        }
    }

    /** Lets a generation be fed or not, and has whoever feeds it look again. */
    static void feed(Connection connection, GenerationId green, @Nullable String pausedBy) throws SQLException {
        try (PreparedStatement feed = connection.prepareStatement(FEED)) {
            feed.setString(1, pausedBy);
            feed.setString(2, pausedBy);
            feed.setString(3, pausedBy);
            feed.setString(4, green.projection());
            feed.setInt(5, green.number());
            feed.executeUpdate();
        }
    }

    static void become(Connection connection, GenerationId generation, Role role) throws SQLException {
        try (PreparedStatement become = connection.prepareStatement(BECOME)) {
            become.setString(1, role.name().toLowerCase(Locale.ROOT));
            become.setString(2, generation.projection());
            become.setInt(3, generation.number());
            become.executeUpdate();
        }
    }
}
