package io.readside.readstore;

import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One snapshot of the read store, for a query of the user's own. Valid only during the call that it is passed to. */
public interface ReadSession {

    /**
     * The table of a projection's generation in this snapshot, or a materialized view, schema-qualified and quoted. The public
     * views may name another generation already: catalogs do not follow a snapshot.
     *
     * @throws IllegalArgumentException if the read is not of this read model, so that nothing vouches for its rows
     */
    String table(ReadModel model);

    /**
     * What a query in the store's language returns, as text.
     *
     * @param query in SQL; <code>{table}</code> stands for {@link #table} of the projection
     * @param most rows returned, from the first
     * @return for each row its columns by name, in their order; null is null
     * @throws IllegalArgumentException if the store speaks no such language, or refuses the query
     */
    List<Map<String, @Nullable String>> texts(Projection<?> projection, String query, int most);

    /**
     * What the store is underneath.
     *
     * @param type for example {@code java.sql.Connection}
     * @throws IllegalArgumentException if the store is nothing of the kind
     */
    <T> T unwrap(Class<T> type);
}
