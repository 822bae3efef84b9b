package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Position;
import io.readside.event.StreamName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the keys of a batch's events in their order, and the bindings that they make. */
final class KeyFinder {

    private final Keying keying;
    private final RowShape<?> shape;
    private final Scope scope;
    private final Map<StreamName, List<Binding>> bindings = new HashMap<>();
    private final List<Binding> made = new ArrayList<>();

    KeyFinder(Keying keying, RowShape<?> shape, Scope scope) {
        this.keying = keying;
        this.shape = shape;
        this.scope = scope;
    }

    void know(Map<StreamName, List<Binding>> known) {
        known.forEach((stream, list) -> bindings.put(stream, new ArrayList<>(list)));
    }

    List<Binding> made() {
        return made;
    }

    /** The keys of each of an item's events; of one that cannot be read the key of its stream, if that is the key. */
    List<Set<Key>> keys(Decoding.Item item) {
        if (keying instanceof Keying.OfStream) {
            Set<Key> ofStream = stored(List.of(item.stored().stream().id()));
            return item.isReadable() ? Collections.nCopies(item.events().size(), ofStream) : List.of(ofStream);
        }
        if (keying instanceof Keying.OfEvent own && item.events().size() == 1) {
            return List.of(stored(own.keys().apply(item.events().get(0).payload())));
        }
        if (keying instanceof Keying.OfEvent own) {
            return item.events().stream()
                    .map(event -> stored(own.keys().apply(event.payload())))
                    .toList();
        }
        return bound((Keying.Bound) keying, item);
    }

    /** What one of the events binds, all of them reach. */
    private List<Set<Key>> bound(Keying.Bound bound, Decoding.Item item) {
        IdentityHashMap<Event<?>, Set<Key>> binding = new IdentityHashMap<>();
        for (Event<?> event : item.events()) {
            @Nullable
            Function<Object, Collection<?>> binder =
                    bound.binders().get(event.payload().getClass());
            if (binder != null) {
                binding.put(event, bind(item, stored(binder.apply(event.payload()))));
            }
        }
        return item.events().stream()
                .map(event -> binding.containsKey(event) ? binding.get(event) : bound(item))
                .toList();
    }

    private Set<Key> stored(Collection<?> names) {
        if (names.size() == 1) {
            return Set.of(stored(names.iterator().next()));
        }
        Set<Key> keys = new LinkedHashSet<>();
        names.forEach(name -> keys.add(stored(name)));
        return keys;
    }

    private Key stored(Object name) {
        try {
            return shape.key(name);
        } catch (IllegalArgumentException e) {
            throw new Refusal("its key cannot be used: " + e.getMessage(), e);
        }
    }

    private Set<Key> bind(Decoding.Item item, Set<Key> keys) {
        StreamName stream = item.stored().stream();
        Position position = item.position();
        List<Binding> known = bindings.computeIfAbsent(stream, s -> new ArrayList<>());
        for (Key key : keys.isEmpty() ? Set.of(Key.NONE) : keys) {
            if (scope.binds(key)
                    && known.stream().noneMatch(binding -> binding.key().equals(key))) {
                Binding binding = new Binding(stream, key, position);
                known.add(binding);
                made.add(binding);
            }
        }
        return keys;
    }

    /** Not those bound after this event: after a crash a store may know bindings of events that are still to come. */
    private Set<Key> bound(Decoding.Item item) {
        List<Binding> upToIt = bindings.getOrDefault(item.stored().stream(), List.of()).stream()
                .filter(binding -> !binding.boundAt().isAfter(item.position()))
                .toList();
        if (upToIt.isEmpty() && !scope.passesOverUnbound()) {
            throw new Refusal("no event of its stream up to it has bound it to a key");
        }
        Set<Key> keys = new LinkedHashSet<>();
        upToIt.stream().map(Binding::key).filter(key -> !key.equals(Key.NONE)).forEach(keys::add);
        return keys;
    }
}
