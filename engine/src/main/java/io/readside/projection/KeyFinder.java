package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StreamName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
    private final Map<StreamName, List<Binding>> bindings = new HashMap<>();
    private final List<Binding> made = new ArrayList<>();

    KeyFinder(Keying keying, RowShape<?> shape) {
        this.keying = keying;
        this.shape = shape;
    }

    /** Whether the keys of this event stand in the index of bound streams. */
    boolean needsBindings(Class<?> type) {
        return keying instanceof Keying.Bound bound && !bound.classes().contains(type);
    }

    void know(Map<StreamName, List<Binding>> known) {
        known.forEach((stream, list) -> bindings.put(stream, new ArrayList<>(list)));
    }

    List<Binding> made() {
        return made;
    }

    Set<Key> keys(Decoding.Item item) {
        Object payload = item.event().payload();
        if (keying instanceof Keying.OfEvent own) {
            return stored(own.keys().apply(payload));
        }
        if (keying instanceof Keying.Bound bound) {
            @Nullable Function<Object, Collection<?>> binder = bound.binders().get(item.type());
            return binder == null ? bound(item) : bind(item, stored(binder.apply(payload)));
        }
        return Set.of(shape.key(item.event().stream().id()));
    }

    private Set<Key> stored(Collection<?> names) {
        Set<Key> keys = new LinkedHashSet<>();
        for (Object name : names) {
            try {
                keys.add(shape.key(name));
            } catch (IllegalArgumentException e) {
                throw new Refusal("its key cannot be used: " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private Set<Key> bind(Decoding.Item item, Set<Key> keys) {
        StreamName stream = item.event().stream();
        Position position = item.stored().position();
        List<Binding> known = bindings.computeIfAbsent(stream, s -> new ArrayList<>());
        for (Key key : keys.isEmpty() ? Set.of(Key.NONE) : keys) {
            if (known.stream().noneMatch(binding -> binding.key().equals(key))) {
                Binding binding = new Binding(stream, key, position);
                known.add(binding);
                made.add(binding);
            }
        }
        return keys;
    }

    /** Only those bound before this event: after a crash a store may know bindings of events that are still to come. */
    private Set<Key> bound(Decoding.Item item) {
        List<Binding> before = bindings.getOrDefault(item.event().stream(), List.of()).stream()
                .filter(binding -> binding.boundAt().isBefore(item.stored().position()))
                .toList();
        if (before.isEmpty()) {
            throw new Refusal("no earlier event of its stream has bound it to a key");
        }
        Set<Key> keys = new LinkedHashSet<>();
        before.stream().map(Binding::key).filter(key -> !key.equals(Key.NONE)).forEach(keys::add);
        return keys;
    }
}
