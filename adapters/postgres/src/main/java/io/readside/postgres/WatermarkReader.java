package io.readside.postgres;

import io.readside.event.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the log is complete: below the watermark nothing can become visible any more.
 *
 * <ol>
 *   <li>R1: look at what follows the watermark. Without a gap, the last position seen is the new watermark.
 *   <li>R2, with a gap, and as a statement of its own: the lowest key held by a transaction that appends. Whoever got a
 *       position below the last one seen took the lock before that, with a key below its position; so where no lock is
 *       held any more, it has come to its end. The watermark is the lower of the last position seen and that key.
 *   <li>R3: readers' pages, later statements, bounded by the watermark.
 * </ol>
 *
 * <p>Each statement needs a snapshot of its own, taken after the one before has ended: auto-commit, READ COMMITTED. In
 * one statement, or locks first, events are lost. The proof is in the decision record on order.
 */
final class WatermarkReader {

    private static final String HEAD = Sql.statement("log/head");
    private static final String PAGE = Sql.statement("log/watermark_page");
    private static final String LOCK = Sql.statement("log/watermark_lock");
    private static final String STALL = Sql.statement("log/stall");

    private WatermarkReader() {}

    /**
     * What one look found.
     *
     * @param watermark the new one; not below the old one
     * @param seen the last position looked at
     * @param more whether the look ended at its limit
     */
    record Look(long watermark, long seen, boolean more) {

        /** Whether a transaction that appends keeps the watermark below what is visible. */
        boolean held() {
            return watermark < seen;
        }
    }

    /** The first watermark of a connection, without walking through the whole log. */
    static long first(Connection connection) throws SQLException {
        long head = head(connection);
        return Math.max(0, complete(connection, head));
    }

    /** The last visible position. */
    static long head(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HEAD);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    static Look look(Connection connection, long watermark, int maxEvents) throws SQLException {
        long dense = watermark;
        long seen = watermark;
        boolean more;
        try (PreparedStatement query = connection.prepareStatement(PAGE)) {
            query.setLong(1, watermark);
            query.setLong(2, watermark);
            query.setInt(3, maxEvents);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                dense = Math.max(dense, row.getLong("dense")); // 0 if null
                seen = Math.max(seen, row.getLong("seen"));
                more = row.getInt("events") == maxEvents;
            }
        }
        return new Look(dense == seen ? seen : Math.max(dense, complete(connection, seen)), seen, more);
    }

    /** R2. */
    private static long complete(Connection connection, long seen) throws SQLException {
        Lowest lowest = lowest(connection, seen);
        if (lowest.standby()) {
            throw new SQLException("the server is a standby, which does not see the locks of the primary", "25006");
        }
        return lowest.key() == null ? seen : Math.min(seen, lowest.key());
    }

    /** @param key null if no lock is held */
    record Lowest(@Nullable Long key, boolean standby) {}

    static Lowest lowest(Connection connection, long seen) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setLong(1, seen);
            query.setLong(2, seen);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Lowest(row.getObject("lowest", Long.class), row.getBoolean("standby"));
            }
        }
    }

    /** Who holds the lowest key. */
    static Optional<Stall> stall(Connection connection, long watermark, long seen, Duration heldFor)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(STALL)) {
            query.setLong(1, heldFor.toNanos() / 1000);
            query.setLong(2, seen);
            query.setLong(3, seen);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                OffsetDateTime queryStart = row.getObject("query_start", OffsetDateTime.class);
                return Optional.of(new Stall(
                        row.getObject("since", OffsetDateTime.class).toInstant(),
                        Position.of(watermark),
                        row.getObject("pid", Integer.class),
                        row.getString("application_name"),
                        row.getString("state"),
                        queryStart == null ? null : queryStart.toInstant()));
            }
        }
    }
}
