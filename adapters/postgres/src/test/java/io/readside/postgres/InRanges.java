package io.readside.postgres;

import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.Difference;
import io.readside.readstore.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A whole comparison, range after range. */
final class InRanges {

    private InRanges() {}

    /** @param most rows of a range */
    static List<Stretch> compared(Comparisons comparisons, Comparison comparison, int most) {
        List<Stretch> stretches = new ArrayList<>();
        Optional<Key> after = Optional.empty();
        do {
            Stretch stretch = comparisons.compare(comparison, after, Optional.empty(), most);
            stretches.add(stretch);
            after = stretch.end();
        } while (after.isPresent());
        return stretches;
    }

    /** @param most suspects of a page */
    static List<Difference> confirmed(Comparisons comparisons, Comparison comparison, int most) {
        List<Difference> differing = new ArrayList<>();
        Optional<Key> after = Optional.empty();
        do {
            Confirmed confirmed = comparisons.confirm(comparison, after, most);
            differing.addAll(confirmed.differing());
            after = confirmed.last();
        } while (after.isPresent());
        return differing;
    }
}
