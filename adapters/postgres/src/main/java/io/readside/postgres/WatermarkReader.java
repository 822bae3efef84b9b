package io.readside.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the log is complete: below the watermark nothing can become visible any more.
 *
 * <ol>
 *   <li>R1: look at what follows the watermark. Without a gap, the last position seen is the new watermark.
 *   <li>R2, with a gap, and as a statement of its own: the lowest key held by a transaction that appends. Whoever got a
 *       position below the last one seen took the lock before that, with a key below its position; so where no lock is
 *       held any more, it has come to its end. The log is complete up to the lower of the last position seen and that key,
 *       and the watermark is the last event there.
 *   <li>R3: readers' pages, later statements, bounded by the watermark.
 * </ol>
 *
 * <p>Each statement needs a snapshot of its own, taken after the one before has ended: auto-commit, READ COMMITTED. In
 * one statement, or locks first, events are lost. The proof is in the decision record on order.
 *
 * <p>R1 also sees that the event at the old watermark is still there: after a fail-over the server may be another one,
 * which gives out anew what the old one had given out, and a watermark of the old one says nothing about it.
 */
final class WatermarkReader {

    private static final String HEAD = Sql.statement("log/head");
    private static final String PAGE = Sql.statement("log/watermark_page");
    private static final String LOCK = Sql.statement("log/watermark_lock");
    /** A transaction in one round trip, whatever the session's default: in a stricter one both would share a snapshot. */
    private static final String LOCK_AND_GAPS =
            "begin isolation level read committed, read only;\n" + LOCK + ";\n" + Gap.BETWEEN + ";\ncommit";

    private WatermarkReader() {}

    /**
     * What one look found.
     *
     * @param mark the new watermark; not below the old one
     * @param seen the last position looked at
     * @param more whether the look ended at its limit
     * @param gaps what the watermark passed over without an event
     */
    record Look(Mark mark, long seen, boolean more, List<Gap> gaps) {

        long watermark() {
            return mark.position();
        }

        /** Whether a transaction that appends keeps the watermark below what is visible. */
        boolean held() {
            return watermark() < seen;
        }
    }

    /** The first watermark of a connection, without walking through the whole log. */
    static Mark first(Connection connection) throws SQLException {
        return lowest(connection, head(connection)).complete();
    }

    /** The last visible position. */
    static long head(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HEAD);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** @return empty if the event at the watermark is not there: this is another server, or the log lost its tail */
    static Optional<Look> look(Connection connection, Mark watermark, int maxEvents) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PAGE)) {
            query.setLong(1, watermark.position());
            query.setObject(2, watermark.event());
            query.setLong(3, watermark.position());
            query.setInt(4, maxEvents);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                if (!row.getBoolean("watermark_known")) {
                    return Optional.empty();
                }
                Mark dense = watermark.max(mark(row, "dense", "dense_event"));
                long seen = Math.max(watermark.position(), row.getLong("seen")); // 0 if null
                boolean more = row.getInt("events") == maxEvents;
                return Optional.of(
                        dense.position() == seen
                                ? new Look(dense, seen, more, List.of())
                                : beyondGap(connection, dense, seen, more));
            }
        }
    }

    /** R2, and the gaps as they are after it and before R3, in one round trip: a snapshot for each. */
    private static Look beyondGap(Connection connection, Mark dense, long seen, boolean more) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK_AND_GAPS)) {
            query.setLong(1, seen);
            Gap.bind(query, 2, dense.position(), seen);
            ResultSet lock = Database.rows(query);
            Mark complete = dense.max(lowest(connection, lock).complete());
            query.getMoreResults();
            List<Gap> gaps = Gap.list(query.getResultSet()).stream()
                    .filter(gap -> gap.last() < complete.position())
                    .toList();
            return new Look(complete, seen, more, gaps);
        } catch (SQLException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    /** A pool does not look for a transaction on a connection with auto-commit. */
    private static void rollBack(Connection connection, SQLException cause) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("rollback");
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * What R2 found.
     *
     * @param key the lowest one held; null if none is
     * @param complete the last event that it leaves complete
     */
    record Lowest(@Nullable Long key, Mark complete) {}

    /** R2. */
    static Lowest lowest(Connection connection, long seen) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOCK)) {
            query.setLong(1, seen);
            return lowest(connection, query.executeQuery());
        }
    }

    private static Lowest lowest(Connection connection, ResultSet row) throws SQLException {
        row.next();
        if (!row.getBoolean("safe")) {
            SelfTest.checkFacts(connection); // says what is wrong
            throw new SQLException("the order of the log was not protected for a moment", "55000");
        }
        return new Lowest(row.getObject("lowest", Long.class), mark(row, "position", "event"));
    }

    private static Mark mark(ResultSet row, String position, String event) throws SQLException {
        UUID id = row.getObject(event, UUID.class);
        return id == null ? Mark.START : new Mark(row.getLong(position), id);
    }
}
