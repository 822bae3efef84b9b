package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.projection.Folding.Parked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys that are parked while a batch goes on, what the batch adds to them, and what is given up for good. */
final class Parking {

    private final Map<Key, Position> first = new HashMap<>();
    private final List<Parked> added = new ArrayList<>();
    private Map<Key, Set<Position>> skipped = Map.of();

    void know(Map<Key, Position> parked, Map<Key, Set<Position>> skipped) {
        first.putAll(parked);
        this.skipped = skipped;
    }

    /** Whether an operator has given the event up for this key. */
    boolean skips(Key key, Position position) {
        return !skipped.isEmpty() && skipped.getOrDefault(key, Set.of()).contains(position);
    }

    /** Whether an event of this key has to wait; one below the first parked event never has to. */
    boolean holds(Key key, Position position) {
        Position from = first.isEmpty() ? null : first.get(key);
        return from != null && !position.isBefore(from);
    }

    /** Puts an event behind an earlier one. */
    void putBehind(Key key, StoredEvent event) {
        add(new Parked(key, event, null, false));
    }

    /** Parks a key by the event that failed. */
    void park(Key key, StoredEvent event, Throwable failure) {
        add(new Parked(key, event, Refusal.reason(failure), Refusal.mayPass(failure)));
    }

    private void add(Parked parked) {
        first.merge(parked.key(), parked.position(), Position::min);
        added.add(parked);
    }

    List<Parked> added() {
        return added;
    }
}
