package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.UndecodableEvent;
import io.readside.projection.Folding.Folded;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the events of a page, up to the first that cannot be read unless such events are kept to be parked. */
final class Decoding {

    /** A stored event that the projection handles, or cannot read and so may have to. */
    static final class Item {

        private final StoredEvent stored;
        private final List<Event<?>> events;
        private final @Nullable UndecodableEvent unreadable;

        private Item(StoredEvent stored, List<Event<?>> events, @Nullable UndecodableEvent unreadable) {
            this.stored = stored;
            this.events = events;
            this.unreadable = unreadable;
        }

        StoredEvent stored() {
            return stored;
        }

        Position position() {
            return stored.position();
        }

        boolean isReadable() {
            return unreadable == null;
        }

        /** @throws UndecodableEvent why it cannot be read */
        void requireReadable() {
            if (unreadable != null) {
                throw unreadable;
            }
        }

        /** Those of its events that are handled: one, unless it was split. They take effect together. */
        List<Event<?>> events() {
            return events;
        }
    }

    private final List<Item> items = new ArrayList<>();
    private int unknownIgnored;
    private @Nullable Poison poison;

    /** @param keepsUnreadable whether the key of an event can be told without reading it */
    Decoding(Projection<?> projection, Set<Class<?>> handled, List<StoredEvent> page, boolean keepsUnreadable) {
        for (StoredEvent stored : page) {
            if (!projection.events().mayBe(stored, handled)) {
                continue;
            }
            try {
                List<Event<?>> events = new ArrayList<>(projection.events().decode(stored));
                events.removeIf(event -> !handled.contains(event.payload().getClass()));
                if (!events.isEmpty()) {
                    items.add(new Item(stored, events, null));
                }
            } catch (UndecodableEvent e) {
                if (e.isUnknownType() && projection.unknownTypesIgnored()) {
                    unknownIgnored++;
                    continue;
                }
                if (!keepsUnreadable) {
                    poison = poison(stored, e);
                    return;
                }
                items.add(new Item(stored, List.of(), e));
            }
        }
    }

    /** Those before the poison. */
    List<Item> items() {
        return items;
    }

    /** Ends the batch before an item that fails later than in reading. */
    void endBefore(int index, Throwable failure) {
        poison = poison(items.get(index).stored(), failure);
        items.subList(index, items.size()).clear();
    }

    private static Poison poison(StoredEvent stored, Throwable failure) {
        return new Poison(stored, Refusal.reason(failure), Refusal.mayPass(failure));
    }

    /** What a batch comes to, without what comes of the poison and of later events. */
    Folded folded(List<Change> changes, List<Binding> bindings, List<Parked> parked) {
        Position end = poison == null ? null : poison.position();
        return new Folded(
                changes,
                bindings.stream()
                        .filter(b -> end == null || b.boundAt().isBefore(end))
                        .toList(),
                parked.stream()
                        .filter(p -> end == null || p.position().isBefore(end))
                        .toList(),
                Optional.ofNullable(poison),
                unknownIgnored);
    }
}
