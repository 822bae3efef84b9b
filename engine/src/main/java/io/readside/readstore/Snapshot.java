package io.readside.readstore;

import java.util.List;
import java.util.Optional;

/**
 * A value together with the state of the generations that vouch for it, all of one snapshot.
 *
 * @param generations those that serve; one for each read model that was read
 * @param parked of a read of one key: the first event that waits for it; empty otherwise
 */
public record Snapshot<T>(List<Generation> generations, T value, Optional<ParkedEvent> parked) {

    public Snapshot {
        generations = List.copyOf(generations);
    }

    /** A row of one read model. */
    public Snapshot(Generation generation, T value, Optional<ParkedEvent> parked) {
        this(List.of(generation), value, parked);
    }

    /** What no single key stands for. */
    public Snapshot(Generation generation, T value) {
        this(List.of(generation), value, Optional.empty());
    }

    /** Of the first read model. */
    public Generation generation() {
        return generations.get(0);
    }
}
