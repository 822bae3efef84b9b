package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparison.Pair;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.Difference;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that were noted while two generations are compared. */
final class Suspects {

    /** Differences that are shown at a swap; there should be none. */
    private static final int SHOWN = 100;

    private static final String EMPTIED = Sql.statement("compare/by_key") + ";\n" + Sql.statement("compare/emptied");
    private static final String CONFIRM = Sql.statement("compare/confirm");
    private static final String DIFFERING = Sql.statement("compare/differing");
    private static final String COUNT = Sql.statement("compare/count");
    private static final String LOOKED = Sql.statement("compare/by_key") + ";\n" + Sql.statement("compare/looked");
    private static final String NOTE_KEYS = Sql.statement("compare/note_keys");
    private static final String NOTE_ALL = Sql.statement("compare/note_all");

    private final String schema;

    /** @param schema of read models */
    Suspects(String schema) {
        this.schema = schema;
    }

    /** How many keys are noted; also where nothing is. A table that was emptied whole counts as one. */
    long count(Connection connection, Comparison comparison) throws SQLException {
        if (!new Noting(schema, comparison).hasPlace(connection)) {
            return 0;
        }
        try (PreparedStatement query = prepare(connection, COUNT, comparison);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Those whose rows differ as nobody has declared, the first hundred at most, in order of their keys. In the caller's
     * transaction, for the rest of which rows are looked up by key.
     *
     * @throws SwapRefused if changes are not noted any more, so that nobody knows
     * @throws SwapBlocked if a table was emptied whole and has not been looked at since
     */
    List<Difference> differing(Connection connection, Comparison comparison) throws SQLException {
        if (comparison.differences().isEntire()) {
            return List.of();
        }
        if (!new Noting(schema, comparison).isOn(connection)) {
            throw SwapRefused.uncompared("Changes of " + comparison.left() + " and " + comparison.right()
                    + " are not noted any more: a trigger of one of the two was dropped or disabled. They have to be"
                    + " compared again: ./readside rebuild "
                    + comparison.right().projection());
        }
        if (hasEmptied(connection, comparison)) {
            throw new SwapBlocked("A table of " + comparison.left() + " and " + comparison.right()
                    + " was truncated; all its keys are looked at before another attempt.");
        }
        ComparedRows rows = new ComparedRows(schema, comparison);
        List<Pair> shown = rows.shown(false);
        List<Difference> differing = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(judging(DIFFERING, rows, shown))) {
            query.setInt(1, SHOWN);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    differing.add(rows.difference(row, 0, shown, false));
                }
            }
        }
        return differing;
    }

    private static String judging(String sql, ComparedRows rows, List<Pair> shown) {
        return rows.in(sql).replace("{differs}", rows.differs()).replace("{texts}", ComparedRows.texts(shown));
    }

    private PreparedStatement prepare(Connection connection, String sql, Comparison comparison) throws SQLException {
        ComparedRows rows = new ComparedRows(schema, comparison);
        return connection.prepareStatement(rows.in(sql).replace("{key}", rows.ownKey()));
    }

    /** Whether a table was emptied whole. For the rest of the transaction rows are looked up by key. */
    private boolean hasEmptied(Connection connection, Comparison comparison) throws SQLException {
        try (PreparedStatement query = prepare(connection, EMPTIED, comparison);
                ResultSet row = Database.rowsAfterSettings(query)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Where a table was emptied whole, notes all keys that there are, so that they can be looked at one by one. */
    void noteAllIfEmptied(Connection connection, Comparison comparison) throws SQLException {
        if (hasEmptied(connection, comparison)) {
            try (PreparedStatement note = prepare(connection, NOTE_ALL, comparison)) {
                note.executeUpdate();
            }
        }
    }

    /** Looks at some again, and takes those off that are equal, or differ as declared. */
    Confirmed confirm(Connection connection, Comparison comparison, Optional<Key> after, int most) throws SQLException {
        noteAllIfEmptied(connection, comparison);
        ComparedRows rows = new ComparedRows(schema, comparison);
        KeyRange later = new KeyRange(rows.key(), after, Optional.empty());
        List<Pair> shown = rows.shown(false);
        Map<Key, Difference.Cell> bound = comparison.isOfOneVersion()
                ? new BoundStreams(schema, comparison).differing(connection, looked(connection, rows, later, most))
                : Map.of();
        KeyArrays boundKeys = new KeyArrays(rows.key(), List.copyOf(bound.keySet()));
        String sql = judging(CONFIRM, rows, shown)
                .replace("{later}", later.ofSuspects())
                .replace("{bound}", rows.in("({of_s}) in (select * from unnest(" + boundKeys.parameters() + "))"));
        List<Difference> differing = new ArrayList<>();
        Optional<Key> last = Optional.empty();
        try (PreparedStatement confirm = connection.prepareStatement(sql)) {
            int next = later.bind(confirm, 1);
            confirm.setInt(next, most);
            boundKeys.bind(confirm, next + 1);
            try (ResultSet row = confirm.executeQuery()) {
                while (row.next()) {
                    last = Optional.of(rows.key(row, 1));
                    if (row.getBoolean("differs")) {
                        differing.add(with(rows.difference(row, 2, shown, false), bound.get(last.get())));
                    }
                }
            }
        }
        return new Confirmed(last, differing);
    }

    /** The keys that are looked at. For the rest of the transaction rows are looked up by key. */
    private List<Key> looked(Connection connection, ComparedRows rows, KeyRange later, int most) throws SQLException {
        List<Key> keys = new ArrayList<>();
        String sql = rows.in(LOOKED).replace("{later}", later.ofSuspects());
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setInt(later.bind(query, 1), most);
            try (ResultSet row = Database.rowsAfterSettings(query)) {
                while (row.next()) {
                    keys.add(rows.key(row, 1));
                }
            }
        }
        return keys;
    }

    private static Difference with(Difference ofRows, Difference.@Nullable Cell ofStreams) {
        if (ofStreams == null) {
            return ofRows;
        }
        List<Difference.Cell> cells = new ArrayList<>(ofRows.cells());
        cells.add(ofStreams);
        return new Difference(ofRows.key(), ofRows.kind(), cells);
    }

    /** Notes keys, whatever their rows. */
    void note(Connection connection, Comparison comparison, Set<Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        ComparedRows rows = new ComparedRows(schema, comparison);
        KeyArrays arrays = new KeyArrays(rows.key(), List.copyOf(keys));
        String sql = rows.in(NOTE_KEYS).replace("{arrays}", arrays.parameters());
        try (PreparedStatement note = connection.prepareStatement(sql)) {
            arrays.bind(note, 1);
            note.executeUpdate();
        }
    }
}
