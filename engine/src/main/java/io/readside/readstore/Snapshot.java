package io.readside.readstore;

import java.util.Optional;

/**
 * A value together with the state of the generation that vouches for it, both of one snapshot.
 *
 * @param generation the active one
 * @param parked of a read of one key: the first event that waits for it; empty otherwise
 */
public record Snapshot<T>(Generation generation, T value, Optional<ParkedEvent> parked) {

    /** What no single key stands for. */
    public Snapshot(Generation generation, T value) {
        this(generation, value, Optional.empty());
    }
}
