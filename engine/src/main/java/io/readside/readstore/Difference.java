package io.readside.readstore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key whose rows differ between two generations.
 *
 * @param key as JSON, see {@link io.readside.projection.Key#toJson()}
 * @param kind which of the two has a row
 * @param cells the columns that differ, in their order; for a row that only one side has, all of them
 */
public record Difference(String key, Kind kind, List<Cell> cells) {

    /** Stands for the streams that are bound to the key, where a column is named. */
    public static final String STREAMS = "(streams)";

    /** Which side has a row. */
    public enum Kind {
        /** Both, with other values; or bound to other streams. */
        VALUES,
        /** Only the left one: blue, the read model. */
        ONLY_LEFT,
        /** Only the right one: green, the recomputed one. */
        ONLY_RIGHT
    }

    /**
     * One column, as text.
     *
     * @param left absent: null, or no row
     * @param right absent: null, or no row
     */
    public record Cell(
            String column, @Nullable String left, @Nullable String right) {}

    public Difference {
        cells = List.copyOf(cells);
    }
}
