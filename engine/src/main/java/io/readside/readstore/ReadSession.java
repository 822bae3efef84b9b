package io.readside.readstore;

import io.readside.projection.Projection;

/** One snapshot of the read store, for a query of the user's own. Valid only during the call that it is passed to. */
public interface ReadSession {

    /**
     * The table of a projection's active generation in this snapshot, schema-qualified and quoted. The public views may
     * name another generation already: catalogs do not follow a snapshot.
     */
    String table(Projection<?> projection);

    /**
     * What the store is underneath.
     *
     * @param type for example {@code java.sql.Connection}
     * @throws IllegalArgumentException if the store is nothing of the kind
     */
    <T> T unwrap(Class<T> type);
}
