package io.readside.testkit;

import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.testkit.Counter.Counted;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A row in versions that replace each other, for tests that write by hand. */
record Sighting(String name, @Nullable String note, long count) {

    /** A column more, and in another order. */
    record Wider(
            String name,
            String region,
            long count,
            @Nullable String note) {}

    /** By another key, of another type. */
    record ByCount(long count, String name) {}

    static final FoldProjection<Sighting> FIRST = version(1, Sighting.class, source -> source);

    static final FoldProjection<Sighting> COUNTS_DIFFER =
            second(Sighting.class, source -> source.differsIn("count", "it was wrong"));

    static final FoldProjection<Sighting> ROWS_DIFFER =
            second(Sighting.class, source -> source.differsInRows("some were missing"));

    static final FoldProjection<Wider> WIDER = second(
            Wider.class, source -> source.differsIn("region", "it is new").differsIn("count", "it was wrong"));

    static final FoldProjection<ByCount> OTHERWISE =
            second(ByCount.class, source -> source.differsEntirely("it has another key"));

    private static <R extends Record> FoldProjection<R> second(
            Class<R> row, UnaryOperator<FoldProjection.Source<R>> differs) {
        return version(2, row, source -> differs.apply(source.replaces(FIRST)));
    }

    private static <R extends Record> FoldProjection<R> version(
            int version, Class<R> row, UnaryOperator<FoldProjection.Source<R>> more) {
        return more.apply(Projection.named("sightings", row).version(version))
                .from(Counter.EVENTS)
                .keyedBy(Counted::name)
                .ignore(Counted.class)
                .build();
    }
}
