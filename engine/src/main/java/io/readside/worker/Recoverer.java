package io.readside.worker;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.eventlog.EventLog;
import io.readside.projection.Folding;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Applies what waits for a key, read again from the log through the upcasters of now, in order, until the queue is empty or
 * an event fails once more. Between two batches of the live feed, on its thread: nobody else writes the key meanwhile.
 *
 * <p>Where an event is parked whole, for all its keys (the SQL form), keys that share events are freed together.
 */
final class Recoverer {

    private static final int READ_AT_ONCE = 8;

    private final Projection<?> projection;
    private final EventLog log;
    private final Applier applier;
    private final int most;
    private final long mostBytes;

    Recoverer(Projection<?> projection, EventLog log, Applier applier, WorkerSettings settings) {
        this.projection = projection;
        this.log = log;
        this.applier = applier;
        this.most = settings.batchSizeEvents();
        this.mostBytes = settings.batchSizeBytes();
    }

    /**
     * @param skipped events that were given up for keys: they are taken off unapplied
     * @return why the key is still parked; empty: it is free
     */
    Optional<String> free(long epoch, Key key, Map<Key, Set<Position>> skipped) {
        int atATime = most;
        while (true) {
            Set<Key> keys = projection.splitsByKey() ? Set.of(key) : sharing(key, atATime);
            List<ParkedEvent> waiting = wholeEvents(keys, atATime);
            if (waiting.isEmpty()) {
                return Optional.empty();
            }
            try {
                Optional<String> failure = apply(epoch, keys, waiting, skipped);
                if (failure.isPresent()) {
                    return failure;
                }
            } catch (ApplyFailed | ApplyTimedOut refusal) {
                if (positions(waiting).size() == 1) {
                    return Optional.of(failAgain(epoch, waiting, String.valueOf(refusal.getMessage())));
                }
                atATime = Math.max(1, atATime / 2);
            }
        }
    }

    /** Every key that is bound to this one by a chain of events that wait for several. */
    private Set<Key> sharing(Key key, int atATime) {
        Set<Key> keys = new HashSet<>(Set.of(key));
        while (keys.addAll(applier.keysWaitingFor(positions(applier.waiting(keys, atATime))))) {
            // until no event brings a further key in
        }
        return keys;
    }

    /** The first events that wait; where an event is one for all its keys, only those that are there with all of them. */
    private List<ParkedEvent> wholeEvents(Set<Key> keys, int atATime) {
        List<ParkedEvent> waiting = applier.waiting(keys, atATime);
        if (projection.splitsByKey() || waiting.size() < atATime) {
            return waiting;
        }
        Position last = waiting.get(waiting.size() - 1).position();
        List<ParkedEvent> whole = waiting.stream()
                .filter(event -> event.position().isBefore(last))
                .toList();
        return whole.isEmpty()
                ? applier.waiting(keys, keys.size()).stream()
                        .filter(event -> event.position().equals(last))
                        .toList()
                : whole;
    }

    private Optional<String> apply(long epoch, Set<Key> keys, List<ParkedEvent> all, Map<Key, Set<Position>> skipped) {
        Read read = read(positions(all));
        List<StoredEvent> events = read.events();
        List<ParkedEvent> waiting = all.stream()
                .filter(event -> !event.position().isAfter(read.last()))
                .toList();
        Optional<ParkedEvent> gone = firstMissing(waiting, events);
        if (gone.isPresent()) {
            return Optional.of("the log does not hold " + gone.get().event() + " any more. Skip it: ./readside skip "
                    + projection.name() + " '" + gone.get().key() + "' --reason …");
        }
        Folding folding = projection.beginFor(keys, events);
        Folded folded =
                folding.fold(applier.rows(folding.keys(applier.bindings(folding.streams()))), Map.of(), skipped);
        List<Parked> again = failedAgain(folded, waiting);
        Set<Place> stay = again.stream()
                .map(event -> new Place(event.key(), event.position()))
                .collect(Collectors.toCollection(HashSet::new));
        folded.parked().forEach(event -> stay.add(new Place(event.key(), event.position())));
        List<Place> done = waiting.stream()
                .filter(event -> folded.poison().isEmpty()
                        || event.position().isBefore(folded.poison().get().position()))
                .map(event -> new Place(event.key(), event.position()))
                .filter(place -> !stay.contains(place))
                .toList();
        applier.recover(new Recovery(epoch, folded.changes(), done, again));
        return again.stream().findFirst().map(Recoverer::tell);
    }

    /** @param last everything at or below it was looked for */
    private record Read(List<StoredEvent> events, Position last) {}

    /** Few at a time: how large events are shows only when they are read, and all that wait may be more than fits. */
    private Read read(Set<Position> positions) {
        List<Position> places = positions.stream().sorted().toList();
        List<StoredEvent> events = new ArrayList<>();
        int read = 0;
        long bytes = 0;
        while (read < places.size() && bytes < mostBytes) {
            int next = Math.min(read + READ_AT_ONCE, places.size());
            for (StoredEvent event : log.at(Set.copyOf(places.subList(read, next)))) {
                events.add(event);
                bytes += event.data().length();
            }
            read = next;
        }
        return new Read(events, places.get(read - 1));
    }

    private static Optional<ParkedEvent> firstMissing(List<ParkedEvent> waiting, List<StoredEvent> events) {
        Set<Position> found = events.stream().map(StoredEvent::position).collect(Collectors.toSet());
        return waiting.stream()
                .filter(event -> !found.contains(event.position()))
                .findFirst();
    }

    /**
     * Also an event that cannot even be read any more, or belongs elsewhere, for each key that it waits for: unless an earlier
     * one failed, which it waits behind.
     */
    private static List<Parked> failedAgain(Folded folded, List<ParkedEvent> waiting) {
        List<Parked> failed =
                folded.parked().stream().filter(event -> event.reason() != null).toList();
        if (!failed.isEmpty() || folded.poison().isEmpty()) {
            return failed;
        }
        Folding.Poison poison = folded.poison().get();
        return waiting.stream()
                .filter(event -> event.position().equals(poison.position()))
                .map(event -> new Parked(event.key(), poison.event(), poison.reason(), false))
                .toList();
    }

    private String failAgain(long epoch, List<ParkedEvent> waiting, String reason) {
        StoredEvent event = log.at(positions(waiting)).get(0);
        List<Parked> again = waiting.stream()
                .map(place -> new Parked(place.key(), event, reason, false))
                .toList();
        applier.recover(new Recovery(epoch, List.of(), List.of(), again));
        return tell(again.get(0));
    }

    private static String tell(Parked event) {
        return "it failed again at " + event.event() + ": " + event.reason();
    }

    private static Set<Position> positions(List<ParkedEvent> events) {
        return events.stream().map(ParkedEvent::position).collect(Collectors.toSet());
    }
}
