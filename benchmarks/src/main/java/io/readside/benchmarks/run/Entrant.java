package io.readside.benchmarks.run;

import java.util.Arrays;
import java.util.Optional;

/** Who takes part, and how much of a history it gets: some would take all night. */
enum Entrant {
    ARTICLE_LOOP("article-loop", 10_000),
    BATCHED_LOOP("batched-loop", Long.MAX_VALUE),
    AXON("axon", 60_000),
    AXON5("axon5", 20_000),
    PEKKO("pekko", Long.MAX_VALUE),
    READSIDE_FOLD("readside-fold", Long.MAX_VALUE),
    READSIDE_SQL("readside-sql", Long.MAX_VALUE),
    LIMIT_READ("limit-read", Long.MAX_VALUE),
    LIMIT_COPY("limit-copy", Long.MAX_VALUE),
    /** Where neither form of projection is meant. */
    READSIDE("readside", Long.MAX_VALUE),
    INSERT("insert", Long.MAX_VALUE),
    COPY("copy", Long.MAX_VALUE);

    private static final int HEAP_MB = 256;
    private static final int EVENTS_PER_MB_OF_ROWS = 5_000;

    private final String label;
    private final long mostEvents;

    Entrant(String label, long mostEvents) {
        this.label = label;
        this.mostEvents = mostEvents;
    }

    static Optional<Entrant> named(String label) {
        return Arrays.stream(values())
                .filter(entrant -> entrant.label.equals(label))
                .findFirst();
    }

    /** Its own name, or the part of it before a dash: {@code readside} means all that begin with it. */
    boolean isMeantBy(String name) {
        return label.equals(name) || label.startsWith(name + "-");
    }

    String label() {
        return label;
    }

    long events(long wanted) {
        return Math.min(wanted, mostEvents);
    }

    /** The same for all, but for the one that holds every row in memory, as its name says. */
    long heapMb(long events) {
        return this == LIMIT_COPY ? HEAP_MB + events / EVENTS_PER_MB_OF_ROWS : HEAP_MB;
    }
}
