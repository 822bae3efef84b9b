package io.readside.testkit;

import io.readside.event.Events;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;

/** The plainest row, for tests that write by hand. */
record Counter(String name, long count) {

    /** Something has been counted. */
    record Counted(String name) {}

    static final Events<Counted> EVENTS =
            Events.of("counter", Counted.class).type(Counted.class).build();

    static final FoldProjection<Counter> COUNTERS = counters("counters", 1);

    static FoldProjection<Counter> counters(String projection, int version) {
        return Projection.named(projection, Counter.class)
                .version(version)
                .from(EVENTS)
                .keyedBy(Counted::name)
                .put(Counted.class, (row, e) -> new Counter(e.name(), row == null ? 1 : row.count() + 1))
                .build();
    }
}
