package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Stretch;
import java.util.Optional;

/** Compares generations. */
final class PostgresComparisons implements Comparisons {

    private final Database database;
    private final String schema;

    PostgresComparisons(Database database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    @Override
    public void watch(Comparison comparison) {
        throw new UnsupportedOperationException(schema + database.hashCode());
    }

    @Override
    public void forget(Comparison comparison) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Stretch compare(Comparison comparison, Optional<Key> after, Optional<Key> upTo, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Confirmed confirm(Comparison comparison, Optional<Key> after, int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long suspects(Comparison comparison) {
        throw new UnsupportedOperationException();
    }
}
