package io.readside.projection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * In what two versions of a read model are expected to differ, and why. Whatever is not named here has to be equal.
 *
 * @param columns the reason for each column whose values differ, by its name, in the order of declaration
 * @param unmatched names of columns that only one of the two has, or that have another type in each; unless {@link
 *     #isEntire()} each of them is among {@code columns}
 * @param rows why a row may exist in one of the two only
 * @param everything why rows cannot be set against each other at all
 */
public record Differences(
        Map<String, String> columns,
        Set<String> unmatched,
        @Nullable String rows,
        @Nullable String everything) {

    /** Everything has to be equal. */
    public static final Differences NONE = new Differences(Map.of(), Set.of(), null, null);

    public Differences {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        unmatched = Set.copyOf(unmatched);
    }

    /**
     * The columns that both have under one name and with one type, those included whose values are expected to differ.
     *
     * @param shape of one of the two, by custom the newer
     * @return in the shape's order
     */
    public List<Column> comparable(RowShape<?> shape) {
        return shape.columns().stream()
                .filter(column -> !unmatched.contains(column.name()))
                .toList();
    }

    /** Whether values of a column may differ. */
    public boolean expected(Column column) {
        return isEntire() || columns.containsKey(column.name());
    }

    /** Whether a row may exist in one of the two only. */
    public boolean isExpectedInRows() {
        return isEntire() || rows != null;
    }

    /** Whether rows cannot be set against each other, so that nothing can be compared. */
    public boolean isEntire() {
        return everything != null;
    }

    /** One line for each reason, such as {@code total_cents: version 1 added refunds twice}; columns, rows, everything. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        columns.forEach((name, why) -> reasons.add(name + ": " + why));
        if (rows != null) {
            reasons.add("rows: " + rows);
        }
        if (everything != null) {
            reasons.add("everything: " + everything);
        }
        return List.copyOf(reasons);
    }

    /** These and those of a later version from this one. */
    Differences and(Differences later) {
        Map<String, String> all = new LinkedHashMap<>(columns);
        later.columns.forEach((name, why) -> all.merge(name, why, Differences::both));
        Set<String> allUnmatched = new HashSet<>(unmatched);
        allUnmatched.addAll(later.unmatched);
        return new Differences(all, allUnmatched, both(rows, later.rows), both(everything, later.everything));
    }

    private static @Nullable String both(@Nullable String earlier, @Nullable String later) {
        if (earlier == null || later == null) {
            return earlier == null ? later : earlier;
        }
        return earlier + "; " + later;
    }
}
