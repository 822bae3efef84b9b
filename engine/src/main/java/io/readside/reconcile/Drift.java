package io.readside.reconcile;

import io.readside.projection.Key;
import io.readside.projection.RowShape;
import io.readside.readstore.Difference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key whose row is not what its events lead to.
 *
 * @param cells the columns that differ, in their order; of a row that only one side has, all. May end with the streams that are
 *     bound to the key otherwise, see {@link Difference#STREAMS}
 * @param events those that lead to it; empty: the projection does not say which do
 */
public record Drift(Key key, Kind kind, List<Cell> cells, Optional<History> events) {

    /** In what way the row is wrong. */
    public enum Kind {
        /** It has other values. */
        WRONG,
        /** It should exist. */
        MISSING,
        /** It should not exist. */
        EXTRA
    }

    /**
     * One column, as text.
     *
     * @param readModel what is there; absent: null, or no row
     * @param recomputed what should be; absent: null, or no row
     */
    public record Cell(
            String column,
            @Nullable String readModel,
            @Nullable String recomputed) {}

    public Drift {
        cells = List.copyOf(cells);
    }

    static Drift of(Difference difference, RowShape<?> shape) {
        Kind kind = switch (difference.kind()) {
            case VALUES -> Kind.WRONG;
            case ONLY_LEFT -> Kind.EXTRA;
            case ONLY_RIGHT -> Kind.MISSING;
        };
        return new Drift(
                shape.keyFromJson(difference.key()),
                kind,
                difference.cells().stream()
                        .map(cell -> new Cell(cell.column(), cell.left(), cell.right()))
                        .toList(),
                Optional.empty());
    }

    Drift with(History history) {
        return new Drift(key, kind, cells, Optional.of(history));
    }

    /** Names the key and the columns, and no value. */
    @Override
    public String toString() {
        return "key " + key + " is " + kind + " in "
                + cells.stream().map(Cell::column).toList();
    }
}
