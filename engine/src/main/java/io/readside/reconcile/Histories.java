package io.readside.reconcile;

import io.readside.event.StoredEvent;
import io.readside.projection.Key;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the events of keys as they are told, and keeps the last of each. */
final class Histories {

    private final int most;
    private final Map<Key, Deque<History.Entry>> last = new HashMap<>();
    private final Map<Key, Long> counts = new HashMap<>();

    /** @param most events kept of each key */
    Histories(int most) {
        this.most = most;
    }

    void add(Key key, StoredEvent event) {
        counts.merge(key, 1L, Long::sum);
        Deque<History.Entry> kept = last.computeIfAbsent(key, k -> new ArrayDeque<>());
        kept.addLast(History.Entry.of(event));
        if (kept.size() > most) {
            kept.removeFirst();
        }
    }

    History of(Key key) {
        return new History(counts.getOrDefault(key, 0L), List.copyOf(last.getOrDefault(key, new ArrayDeque<>())));
    }
}
