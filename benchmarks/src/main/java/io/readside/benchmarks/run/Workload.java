package io.readside.benchmarks.run;

import static io.readside.benchmarks.run.Entrant.ARTICLE_LOOP;
import static io.readside.benchmarks.run.Entrant.AXON;
import static io.readside.benchmarks.run.Entrant.AXON5;
import static io.readside.benchmarks.run.Entrant.BATCHED_LOOP;
import static io.readside.benchmarks.run.Entrant.COPY;
import static io.readside.benchmarks.run.Entrant.INSERT;
import static io.readside.benchmarks.run.Entrant.LIMIT_COPY;
import static io.readside.benchmarks.run.Entrant.LIMIT_READ;
import static io.readside.benchmarks.run.Entrant.PEKKO;
import static io.readside.benchmarks.run.Entrant.READSIDE;
import static io.readside.benchmarks.run.Entrant.READSIDE_FOLD;
import static io.readside.benchmarks.run.Entrant.READSIDE_SQL;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is measured, and who can do it. */
enum Workload {
    /** From zero to the head, into the read model that readers have. */
    CATCH_UP(
            "catch-up",
            ARTICLE_LOOP,
            BATCHED_LOOP,
            AXON,
            AXON5,
            PEKKO,
            READSIDE_FOLD,
            READSIDE_SQL,
            LIMIT_READ,
            LIMIT_COPY),
    /** A read model built anew, at the head, indexed and analyzed; for peers their catch-up is their rebuild. */
    REBUILD("rebuild", BATCHED_LOOP, AXON, AXON5, PEKKO, READSIDE_FOLD, READSIDE_SQL, LIMIT_COPY),
    APPEND_1("append-1", ARTICLE_LOOP, AXON, AXON5, READSIDE, INSERT),
    APPEND_4("append-4", ARTICLE_LOOP, AXON, AXON5, READSIDE, INSERT),
    APPEND_16("append-16", ARTICLE_LOOP, AXON, AXON5, READSIDE, INSERT),
    IMPORT("import", READSIDE, COPY),
    /** From an append's return to the row that a reader sees, at 200 events a second. */
    LATENCY_200("latency-200", ARTICLE_LOOP, BATCHED_LOOP, AXON, AXON5, PEKKO, READSIDE_FOLD, READSIDE_SQL),
    /** Traffic at a rate that leaves room, without and during a rebuild. */
    REBUILD_LIVE("rebuild-live", BATCHED_LOOP, READSIDE_FOLD, READSIDE_SQL);

    private final String label;
    private final List<Entrant> entrants;

    Workload(String label, Entrant... entrants) {
        this.label = label;
        this.entrants = List.of(entrants);
    }

    static Optional<Workload> named(String label) {
        return Arrays.stream(values())
                .filter(workload -> workload.label.equals(label))
                .findFirst();
    }

    String label() {
        return label;
    }

    List<Entrant> entrants() {
        return entrants;
    }

    /** Of an append; 0 for other workloads. */
    int writers() {
        return switch (this) {
            case APPEND_1 -> 1;
            case APPEND_4 -> 4;
            case APPEND_16 -> 16;
            default -> 0;
        };
    }
}
