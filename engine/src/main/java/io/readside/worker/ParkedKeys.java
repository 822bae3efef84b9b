package io.readside.worker;

import io.readside.event.Position;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of a generation that wait, and the events that were given up for keys, as a feed knows of them. */
final class ParkedKeys {

    private final Applier applier;
    private final Announcer announcer;
    private Map<Key, Position> parked = Map.of();
    private Map<Key, Set<Position>> skipped = Map.of();

    ParkedKeys(Applier applier, Announcer announcer) {
        this.applier = applier;
        this.announcer = announcer;
    }

    /** Takes them as the store has them, and tells of those that are not parked any more. */
    void take() {
        Set<Key> freed = new HashSet<>(parked.keySet());
        skipped = applier.skipped();
        parked = new HashMap<>(applier.parked());
        freed.removeAll(parked.keySet());
        freed.forEach(announcer::freed);
    }

    /** Adds what a batch has parked, and tells of keys that were not parked before. */
    void add(List<Parked> events) {
        events.stream()
                .filter(event -> parked.putIfAbsent(event.key(), event.position()) == null)
                .forEach(announcer::parked);
    }

    /** Keys whose first event was given up: in another generation of the read model, or here by a skip that was cut off. */
    List<Key> waitingForSkipped() {
        return parked.entrySet().stream()
                .filter(first -> skipped.getOrDefault(first.getKey(), Set.of()).contains(first.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The first event that each key waits for. */
    Map<Key, Position> parked() {
        return parked;
    }

    Map<Key, Set<Position>> skipped() {
        return skipped;
    }
}
