package io.readside.projection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row in store form: what any store of ours keeps of it, so that a row that was written and read back is equal to the
 * one that was not.
 *
 * @param values one for each column, in their order; classes as {@link ColumnType#storeClass()} says, or null
 */
public record Row(List<@Nullable Object> values) {

    public Row {
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** Says how wide it is and nothing of what it holds. */
    @Override
    public String toString() {
        return "row of " + values.size() + " columns";
    }
}
