package io.readside.readstore;

import io.readside.event.Checkpoint;

/**
 * A generation as one snapshot of the store shows it.
 *
 * @param version of the projection that it was built by
 * @param level what holds for it, for people: the store's guarantee, and whether work on single keys is possible
 * @param epoch grows with every act that a batch in flight must not survive
 * @param parkedKeys keys that wait for an operator
 */
public record Generation(
        GenerationId id,
        int version,
        String level,
        long epoch,
        Checkpoint checkpoint,
        RunState state,
        long parkedKeys) {}
