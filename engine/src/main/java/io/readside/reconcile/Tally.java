package io.readside.reconcile;

import io.readside.event.Checkpoint;
import java.util.ArrayList;
import java.util.List;

/** What one look has come to so far: numbers of all, and the first wrong keys. */
final class Tally {

    private final int mostShown;
    private final List<Drift> shown = new ArrayList<>();
    private long liveRows;
    private long recomputedRows;
    private long drift;
    private Checkpoint at = Checkpoint.ZERO;

    Tally(int mostShown) {
        this.mostShown = mostShown;
    }

    void rows(long live, long recomputed) {
        liveRows += live;
        recomputedRows += recomputed;
    }

    void add(List<Drift> found, Checkpoint where) {
        drift += found.size();
        found.stream().limit(mostShown - shown.size()).forEach(shown::add);
        at = where;
    }

    long liveRows() {
        return liveRows;
    }

    long recomputedRows() {
        return recomputedRows;
    }

    long drift() {
        return drift;
    }

    List<Drift> shown() {
        return List.copyOf(shown);
    }

    Checkpoint at() {
        return at;
    }
}
