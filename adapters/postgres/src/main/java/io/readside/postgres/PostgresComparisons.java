package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Stretch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Compares generations inside the database. What cannot be compared at all is counted, and nothing is noted of it. */
final class PostgresComparisons implements Comparisons {

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
        return database.transaction(
                "Compare " + comparison.left() + " with " + comparison.right(),
                StoreFailures::onRead,
                connection -> range.compare(connection, after, upTo, most));
    }

    @Override
    public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
        return onSuspects(
                comparison,
                new Confirmed(Optional.empty(), List.of()),
                connection -> suspects.confirm(connection, comparison, after, most));
    }

    @Override
    public long suspects(Comparison comparison) {
        return onSuspects(comparison, 0L, connection -> {
            suspects.noteAllIfEmptied(connection, comparison);
            return suspects.count(connection, comparison);
        });
    }

    /** @param none the answer where nothing is noted */
    private <T> T onSuspects(Comparison comparison, T none, Database.Work<T> work) {
        return database.transaction(
                "Look at the suspects of " + comparison.left() + " and " + comparison.right(),
                StoreFailures::onRead,
                connection -> {
                    begin(connection);
                    return new Noting(schema, comparison).hasPlace(connection) ? work.on(connection) : none;
                });
    }

    private static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(Database.WRITING);
        }
    }
}
