package io.readside.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check returned.
 *
 * @param check its name
 * @param rows the first of them, columns by name in their order; empty: all is well, unless it failed
 * @param failure why it could not be run
 */
public record Checked(String check, List<Map<String, @Nullable String>> rows, Optional<String> failure) {

    /** Rows that are shown; a check that returns more has returned at least so many. */
    static final int ROWS_SHOWN = 100;

    public Checked {
        rows = List.copyOf(rows);
    }

    /** Whether it was run and returned nothing. */
    public boolean isGood() {
        return rows.isEmpty() && failure.isEmpty();
    }
}
