package io.readside.reconcile;

import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.readstore.Difference;
import io.readside.readstore.ParkedEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a row is what it is.
 *
 * @param at the position at which both rows were read
 * @param row what the read model has, as text by column in their order; empty: no row
 * @param recomputed what the events of the key lead to; empty: no row
 * @param difference in what the two differ, streams that are bound to the key included; empty: they are equal
 * @param parked the first event that waits for the key in the read model
 * @param failing the first event that could not be applied when it was recomputed
 * @param others keys whose rows statements of its events touch as well, see {@link Scratch#others}
 */
public record Explanation(
        Key key,
        Position at,
        Optional<Map<String, @Nullable String>> row,
        Optional<Map<String, @Nullable String>> recomputed,
        Optional<Difference> difference,
        History events,
        Optional<ParkedEvent> parked,
        Optional<ParkedEvent> failing,
        List<Key> others) {

    public Explanation {
        others = List.copyOf(others);
    }

    Explanation with(History history) {
        return new Explanation(key, at, row, recomputed, difference, history, parked, failing, others);
    }

    /** Whether neither the read model nor the log knows the key. */
    public boolean isUnknown() {
        return row.isEmpty() && difference.isEmpty() && events.count() == 0 && parked.isEmpty();
    }
}
