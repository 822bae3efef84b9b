package io.readside.postgres;

import io.readside.projection.Column;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Stretch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares generations inside the database. What cannot be compared at all is counted, and nothing is noted of it. */
final class PostgresComparisons implements Comparisons {

    private static final String SAMPLE =
            Database.SNAPSHOT + Sql.statement("compare/in_one_way") + ";\n" + Sql.statement("compare/sample");

    private static final String SERIALIZATION_FAILURE = "40001";

    /** With another who takes the same suspects off. */
    private static final int ATTEMPTS = 10;

    private final Database database;
    private final String schema;
    private final Suspects suspects;

    PostgresComparisons(Database database, String schema) {
        this.database = database;
        this.schema = schema;
        this.suspects = new Suspects(schema);
    }

    @Override
    public void watch(Comparison comparison) {
        if (!comparison.differences().isEntire()) {
            new Noting(schema, comparison).begin(database);
        }
    }

    @Override
    public void forget(Comparison comparison) {
        new Noting(schema, comparison).end(database);
    }

    @Override
    public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
        RangeComparison range = new RangeComparison(schema, comparison);
        if (!comparison.differences().isEntire()) {
            new Noting(schema, comparison).makePlace(database);
        }
        return database.transaction(
                "Compare " + comparison.left() + " with " + comparison.right(),
                StoreFailures::onRead,
                connection -> range.compare(connection, after, upTo, most));
    }

    @Override
    public void suspect(Comparison comparison, Set<Key> keys) {
        new Noting(schema, comparison).makePlace(database);
        boolean unused = onSuspects(Database.WRITING, comparison, false, connection -> {
            suspects.note(connection, comparison, keys);
            return true;
        });
    }

    /**
     * {@inheritDoc}
     *
     * <p>That bindings are read later than rows, in a snapshot of their own, makes nothing equal: it only notes keys, which
     * {@link #confirm} looks at again, and whoever binds a stream later changes the row of its key, which notes that key.
     */
    @Override
    public void compareBindings(Comparison comparison) {
        new Noting(schema, comparison).makePlace(database);
        boolean unused = database.transaction(
                "Compare the bindings of " + comparison.left() + " and " + comparison.right(),
                StoreFailures::onRead,
                connection -> {
                    begin(connection, Database.WRITING_BY_SNAPSHOT);
                    new BoundStreams(schema, comparison)
                            .differing(connection, keys -> suspects.note(connection, comparison, keys));
                    return true;
                });
    }

    /**
     * {@inheritDoc}
     *
     * <p>Bindings and rows are read in one snapshot. Otherwise a key that both sides write between the two looks, and only one binds
     * a stream to, would be equal in either, and what was noted of it in between would be forgotten. Who finds that another has taken
     * the same suspects off meanwhile looks again.
     */
    @Override
    public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
        for (int attempt = 1; ; attempt++) {
            try {
                return onSuspects(
                        Database.WRITING_BY_SNAPSHOT,
                        comparison,
                        new Confirmed(Optional.empty(), List.of()),
                        connection -> suspects.confirm(connection, comparison, after, most));
            } catch (StoreUnavailable failed) {
                if (attempt == ATTEMPTS || !isTakenOffByAnother(failed)) {
                    throw failed;
                }
            }
        }
    }

    private static boolean isTakenOffByAnother(StoreUnavailable failed) {
        return failed.getCause() instanceof SQLException cause && SERIALIZATION_FAILURE.equals(cause.getSQLState());
    }

    @Override
    public long suspects(Comparison comparison) {
        return onSuspects(Database.WRITING, comparison, 0L, connection -> {
            suspects.noteAllIfEmptied(connection, comparison);
            return suspects.count(connection, comparison);
        });
    }

    /**
     * @param begin the words that begin the transaction
     * @param none the answer where nothing is noted
     */
    private <T> T onSuspects(String begin, Comparison comparison, T none, Database.Work<T> work) {
        return database.transaction(
                "Look at the suspects of " + comparison.left() + " and " + comparison.right(),
                StoreFailures::onRead,
                connection -> {
                    begin(connection, begin);
                    return new Noting(schema, comparison).hasPlace(connection) ? work.on(connection) : none;
                });
    }

    private static void begin(Connection connection, String words) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(words);
        }
    }

    @Override
    public List<Key> sample(GenerationId generation, Projection<?> projection, int most, long seed) {
        List<Column> columns = projection.shape().keyColumns();
        String key = columns.stream()
                .map(column -> PhysicalTable.quoted(column.name()))
                .collect(Collectors.joining(", "));
        String sql = SAMPLE.replace("{table}", new PhysicalTable(schema, generation).table())
                .replace("{key}", key);
        return database.transaction("Draw a sample of " + generation, StoreFailures::onRead, connection -> {
            List<Key> keys = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setLong(1, seed);
                query.setInt(2, most);
                try (ResultSet row = Database.rowsAfterSettings(query)) {
                    while (row.next()) {
                        keys.add(ComparedRows.key(row, 1, columns));
                    }
                }
            }
            return keys;
        });
    }
}
