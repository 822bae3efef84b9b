package io.readside.readstore;

import io.readside.event.Position;
import java.time.Duration;
import java.time.Instant;

/**
 * What a reconcile came to, for those who look later.
 *
 * @param scope how much of the read model was looked at, in words
 * @param position where read model and recompute were set against each other
 * @param finished by the clock of the process that did it
 * @param rows of the read model that were looked at
 * @param drift keys that are wrong, and rows that checks of the user's returned; after a repair what is left
 * @param details for machines, a JSON object
 */
public record Reconciled(
        GenerationId generation,
        String scope,
        Position position,
        Instant finished,
        Duration took,
        long rows,
        long drift,
        String details) {}
