package io.readside.memory;

import io.readside.event.Position;
import io.readside.projection.Folding;
import io.readside.projection.Key;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery.Place;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The parked keys of one generation, each with the events that wait for it. Guarded by the store's lock. */
final class MemoryQueues {

    private final Map<Key, NavigableMap<Position, ParkedEvent>> queues = new TreeMap<>(Key.BY_PARTS);

    /** An event that waits already keeps its reason, its age and its attempts. */
    void park(Folding.Parked parked, Instant now) {
        Position position = parked.position();
        Optional<String> reason = Optional.ofNullable(parked.reason());
        queues.computeIfAbsent(parked.key(), key -> new TreeMap<>())
                .putIfAbsent(
                        position,
                        new ParkedEvent(
                                parked.key(),
                                position,
                                parked.event().toString(),
                                reason,
                                now,
                                reason.isPresent() ? 1 : 0));
    }

    void noteFailure(Folding.Parked again) {
        queue(again.key())
                .computeIfPresent(
                        again.position(),
                        (position, held) -> new ParkedEvent(
                                held.key(),
                                position,
                                again.event().toString(),
                                Optional.ofNullable(again.reason()),
                                held.since(),
                                held.attempts() + 1));
    }

    void take(Place place) {
        NavigableMap<Position, ParkedEvent> queue = queue(place.key());
        queue.remove(place.position());
        if (queue.isEmpty()) {
            queues.remove(place.key());
        }
    }

    /** The first event of each parked key. */
    List<ParkedEvent> firsts() {
        return queues.values().stream()
                .map(queue -> queue.get(queue.firstKey()))
                .toList();
    }

    Optional<ParkedEvent> first(Key key) {
        return queue(key).values().stream().findFirst();
    }

    int length(Key key) {
        return queue(key).size();
    }

    Stream<ParkedEvent> all() {
        return queues.values().stream().map(NavigableMap::values).flatMap(Collection::stream);
    }

    List<ParkedEvent> waiting(Set<Key> keys, int most) {
        return all().filter(event -> keys.contains(event.key()))
                .sorted(Comparator.comparing(ParkedEvent::position))
                .limit(most)
                .toList();
    }

    Set<Key> waitingFor(Set<Position> positions) {
        Set<Key> keys = new HashSet<>();
        all().filter(event -> positions.contains(event.position())).forEach(event -> keys.add(event.key()));
        return keys;
    }

    private NavigableMap<Position, ParkedEvent> queue(Key key) {
        return queues.getOrDefault(key, new TreeMap<>());
    }
}
