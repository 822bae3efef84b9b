package io.readside.testkit;

import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.Difference;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two generations of one read model, written to by hand and set against each other. */
record Beside<L, R>(Opened<L> left, Opened<R> right) {

    /** Two empty ones of the same version, the right one as what is recomputed. */
    static <R> Beside<R, R> ofOneVersion(CrashableStore fixture, FoldProjection<R> projection) {
        return recomputed(Opened.in(fixture, projection));
    }

    /** An empty one beside one that is there. */
    static <R> Beside<R, R> recomputed(Opened<R> left) {
        Generation scratch = left.store().rebuilds().scratch(left.projection());
        return new Beside<>(left, new Opened<>(left.store(), left.projection(), scratch));
    }

    /** Two empty ones, of which the right one is to take the place of the left one. */
    static <L, R> Beside<L, R> ofTwoVersions(CrashableStore fixture, FoldProjection<L> blue, FoldProjection<R> green) {
        Opened<L> left = Opened.in(fixture, blue);
        GenerationId id =
                left.store().rebuilds().plan(green, "the contract", false).green();
        Generation planned = left.store().rebuilds().generations(Set.of(green.name())).stream()
                .filter(generation -> generation.id().equals(id))
                .findFirst()
                .orElseThrow();
        return new Beside<>(left, new Opened<>(left.store(), green, planned));
    }

    Comparison comparison() {
        return new Comparison(
                left.generation().id(), left.projection(), right.generation().id(), right.projection());
    }

    Comparisons comparisons() {
        return left.store().comparisons();
    }

    /** Writes rows to one of the two, by one batch. */
    @SafeVarargs
    static <R> void write(Opened<R> to, R... rows) {
        long from = position(to);
        List<Change> changes = new ArrayList<>();
        for (R row : rows) {
            changes.add(to.upsert(row, from + 1));
        }
        to.apply(from, from + 1, changes.toArray(Change[]::new));
    }

    static void delete(Opened<?> from, Object... keys) {
        long position = position(from);
        List<Change> changes = new ArrayList<>();
        for (Object key : keys) {
            changes.add(from.delete(key, position + 1));
        }
        from.apply(position, position + 1, changes.toArray(Change[]::new));
    }

    private static long position(Opened<?> of) {
        return of.applier().current().checkpoint().position().value();
    }

    void watch() {
        comparisons().watch(comparison());
    }

    /** Watches, and compares all there is. */
    Found compared(int most) {
        watch();
        List<Stretch> stretches = new ArrayList<>();
        Optional<Key> after = Optional.empty();
        do {
            Stretch stretch = comparisons().compare(comparison(), after, Optional.empty(), most);
            stretches.add(stretch);
            after = stretch.end();
        } while (after.isPresent());
        return new Found(stretches);
    }

    /** What ranges that follow each other have come to. */
    record Found(List<Stretch> stretches) {

        long leftRows() {
            return stretches.stream().mapToLong(Stretch::leftRows).sum();
        }

        long rightRows() {
            return stretches.stream().mapToLong(Stretch::rightRows).sum();
        }

        long suspects() {
            return stretches.stream().mapToLong(Stretch::suspects).sum();
        }

        List<Difference> expected() {
            return stretches.stream()
                    .flatMap(stretch -> stretch.expected().stream())
                    .toList();
        }
    }

    /** Looks at all suspects, a few at a time. */
    List<Difference> confirmed() {
        List<Difference> differing = new ArrayList<>();
        Optional<Key> after = Optional.empty();
        do {
            Confirmed confirmed = comparisons().confirm(comparison(), after, 2);
            differing.addAll(confirmed.differing());
            after = confirmed.last();
        } while (after.isPresent());
        return differing;
    }

    /** Their keys as text. */
    List<String> differingKeys() {
        return keys(confirmed());
    }

    static List<String> keys(List<Difference> differences) {
        return differences.stream().map(Difference::key).toList();
    }

    long suspects() {
        return comparisons().suspects(comparison());
    }
}
