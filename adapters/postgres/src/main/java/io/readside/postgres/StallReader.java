package io.readside.postgres;

import io.readside.event.Position;
import io.readside.eventlog.Stall;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the transaction that holds subscribers back: in the database, so also for a process whose own are not. */
final class StallReader {

    private static final String STALL = Sql.statement("log/stall");
    /** What the server shows of others' sessions to a role without the right to see them. */
    private static final String HIDDEN = "<insufficient privilege>";

    private StallReader() {}

    static Optional<Stall> read(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STALL)) {
            query.setInt(1, Stall.COUNTED_UP_TO);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(stall(row)) : Optional.empty();
            }
        }
    }

    private static Stall stall(ResultSet row) throws SQLException {
        String query = visible(row.getString("query"));
        return new Stall(
                row.getObject("since", OffsetDateTime.class).toInstant(),
                Duration.of(row.getLong("held_micros"), ChronoUnit.MICROS),
                Position.of(row.getLong("watermark")),
                row.getLong("events"),
                row.getObject("pid", Integer.class),
                row.getString("prepared_as"),
                row.getString("application_name"),
                row.getString("state"),
                query == null ? null : StatementText.withoutValues(query));
    }

    private static @Nullable String visible(@Nullable String query) {
        return query == null || query.equals(HIDDEN) ? null : query;
    }
}
