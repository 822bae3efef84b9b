package io.readside.worker;

import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.ParkedEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a generation holds, for those who look and write nothing. */
public final class Contents {

    private final Applier applier;

    public Contents(Applier applier) {
        this.applier = applier;
    }

    /** The rows of keys, tombstones included; keys without any may be missing. */
    public Map<Key, StoredRow> rows(Set<Key> keys) {
        return applier.rows(keys);
    }

    /** Every parked key, with the position of its first parked event. */
    public Map<Key, Position> parked() {
        return applier.parked();
    }

    /** The first events that wait for a key. */
    public List<ParkedEvent> waiting(Key key, int most) {
        return applier.waiting(Set.of(key), most);
    }
}
