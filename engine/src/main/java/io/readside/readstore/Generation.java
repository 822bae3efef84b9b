package io.readside.readstore;

import io.readside.event.Checkpoint;
import java.util.Optional;

/**
 * A generation as one snapshot of the store shows it.
 *
 * @param version of the projection that it is built by
 * @param level what holds for it, for people: the store's guarantee, and whether work on single keys is possible
 * @param epoch grows with every act that a batch in flight must not survive
 * @param parkedKeys keys that wait for an operator
 * @param meeting where it waits for another generation, if it has to; no batch goes beyond
 * @param shown whether the view of the read model's name shows the active generation; false: somebody has renamed views by
 *     hand, past the fences. True where the store has no views
 */
public record Generation(
        GenerationId id,
        Role role,
        int version,
        String level,
        long epoch,
        Checkpoint checkpoint,
        RunState state,
        long parkedKeys,
        Optional<Checkpoint> meeting,
        boolean shown) {}
