package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparison.Pair;
import io.readside.readstore.Difference;
import io.readside.readstore.Stretch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares two generations in one range of keys, in one snapshot:
 *
 * <ol>
 *   <li>find its end;
 *   <li>count and sum up the rows of both sides;
 *   <li>only where these differ, join them: keys that differ are noted by the database itself, and only rows that differ as
 *       declared come here.
 * </ol>
 */
final class RangeComparison {

    private static final String END =
            Database.WRITING_BY_SNAPSHOT + Sql.statement("compare/by_range") + ";\n" + Sql.statement("compare/end");
    private static final String SUMS = Sql.statement("compare/sums");
    private static final String NOTE = Sql.statement("compare/note_differing");
    private static final String EXPECTED = Sql.statement("compare/expected");
    private static final String ENTIRE = Sql.statement("compare/entire");

    private final ComparedRows rows;
    private final boolean isEntire;

    RangeComparison(String schema, Comparison comparison) {
        this.rows = new ComparedRows(schema, comparison);
        this.isEntire = comparison.differences().isEntire();
    }

    /** Begins the transaction. */
    Stretch compare(Connection connection, Optional<Key> after, Optional<Key> upTo, int most) throws SQLException {
        if (isEntire) {
            return count(connection);
        }
        KeyRange range = new KeyRange(rows.key(), after, upTo);
        Optional<Key> end = end(connection, range, most);
        KeyRange within = end.map(range::endingAt).orElse(range);
        Sums sums = sums(connection, within);
        boolean mayBeExpected = sums.expectedDiffer() || (sums.strictDiffer() && rows.isExpectedInRows());
        return new Stretch(
                end,
                sums.left(),
                sums.right(),
                sums.strictDiffer() ? note(connection, within) : 0,
                mayBeExpected ? expected(connection, within) : List.of());
    }

    private Stretch count(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(Database.SNAPSHOT + rows.in(ENTIRE));
                ResultSet row = Database.rows(query)) {
            row.next();
            return new Stretch(Optional.empty(), row.getLong(1), row.getLong(2), 0, List.of());
        }
    }

    private Optional<Key> end(Connection connection, KeyRange range, int most) throws SQLException {
        try (PreparedStatement query = prepare(connection, END.replace("{key}", rows.ownKey()), range)) {
            int next = range.bind(query, 1);
            query.setInt(next, most - 1);
            query.setInt(range.bind(query, next + 1), most - 1);
            try (ResultSet row = Database.rowsAfterSettings(query)) {
                return row.next() ? Optional.of(rows.key(row, 1)) : Optional.empty();
            }
        }
    }

    private PreparedStatement prepare(Connection connection, String sql, KeyRange range) throws SQLException {
        return connection.prepareStatement(rows.in(sql).replace("{within}", range.within()));
    }

    /** @param strictDiffer whether rows differ in what has to be equal, or exist on one side only */
    private record Sums(long left, long right, boolean strictDiffer, boolean expectedDiffer) {}

    private Sums sums(Connection connection, KeyRange range) throws SQLException {
        String sql = SUMS.replace("{strict}", rows.checksum()).replace("{expected}", rows.checksumOfExpected());
        try (PreparedStatement query = prepare(connection, sql, range)) {
            bindBoth(query, range);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Sums(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getBoolean(4));
            }
        }
    }

    private static void bindBoth(PreparedStatement statement, KeyRange range) throws SQLException {
        range.bind(statement, range.bind(statement, 1));
    }

    private long note(Connection connection, KeyRange range) throws SQLException {
        String sql = NOTE.replace("{key}", rows.keyOfEither()).replace("{differs}", rows.differs());
        try (PreparedStatement note = prepare(connection, sql, range)) {
            bindBoth(note, range);
            return note.executeUpdate();
        }
    }

    private List<Difference> expected(Connection connection, KeyRange range) throws SQLException {
        List<Pair> shown = rows.shown(true);
        String sql = EXPECTED.replace("{key}", rows.keyOfEither())
                .replace("{texts}", ComparedRows.texts(shown))
                .replace("{expected}", rows.differsAsDeclared());
        List<Difference> expected = new ArrayList<>();
        try (PreparedStatement query = prepare(connection, sql, range)) {
            bindBoth(query, range);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    expected.add(rows.difference(row, 0, shown, true));
                }
            }
        }
        return expected;
    }
}
