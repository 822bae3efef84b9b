package io.readside.reconcile;

import io.readside.event.Position;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a look at a read model came to.
 *
 * @param generation that was looked at
 * @param position where it was set against what was recomputed
 * @param rows of the read model that were looked at
 * @param recomputed rows that the log leads to there
 * @param drift how many keys are wrong
 * @param keys the first of them, in order of their keys
 * @param parked keys that wait for an operator: their rows lack events and were not compared
 * @param failing keys that could not be recomputed, since an event fails that the read model has applied; not compared either
 * @param confidence of a sample
 * @param took since the recompute was begun
 */
public record Reconciliation(
        GenerationId generation,
        Scope scope,
        Position position,
        long rows,
        long recomputed,
        long drift,
        List<Drift> keys,
        long parked,
        List<Failing> failing,
        Optional<Confidence> confidence,
        List<Checked> checks,
        Duration took,
        Instant finished) {

    /**
     * A key that could not be recomputed.
     *
     * @param event in words
     * @param reason shows nothing of the payload
     */
    public record Failing(String key, String event, String reason) {}

    public Reconciliation {
        keys = List.copyOf(keys);
        failing = List.copyOf(failing);
        checks = List.copyOf(checks);
    }

    /** Keys that are wrong, and rows that checks returned. */
    public long findings() {
        return drift + checks.stream().mapToLong(check -> check.rows().size()).sum();
    }

    /** Whether all that was looked at is right, and all that was asked for could be looked at. */
    public boolean isClean() {
        return drift == 0 && failing.isEmpty() && checks.stream().allMatch(Checked::isGood);
    }
}
