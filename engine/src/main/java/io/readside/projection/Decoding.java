package io.readside.projection;

import io.readside.event.Event;
import io.readside.event.StoredEvent;
import io.readside.event.UndecodableEvent;
import io.readside.projection.Folding.Poison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the events of a page up to the first that cannot be read. */
final class Decoding {

    /** An event that the projection handles. */
    record Item(StoredEvent stored, Event<?> event) {

        Class<?> type() {
            return event.payload().getClass();
        }
    }

    private final List<Item> items = new ArrayList<>();
    private int unknownIgnored;
    private @Nullable Poison poison;

    Decoding(Projection<?> projection, Set<Class<?>> handled, List<StoredEvent> page) {
        for (StoredEvent stored : page) {
            try {
                Item item = new Item(stored, projection.events().decode(stored));
                if (handled.contains(item.type())) {
                    items.add(item);
                }
            } catch (UndecodableEvent e) {
                if (e.isUnknownType() && projection.unknownTypesIgnored()) {
                    unknownIgnored++;
                    continue;
                }
                poison = new Poison(stored, Refusal.reason(e));
                return;
            }
        }
    }

    /** Those before the poison. */
    List<Item> items() {
        return items;
    }

    int unknownIgnored() {
        return unknownIgnored;
    }

    /** Ends the batch before an item that fails later than in reading. */
    void endBefore(int index, Throwable failure) {
        poison = new Poison(items.get(index).stored(), Refusal.reason(failure));
        items.subList(index, items.size()).clear();
    }

    Optional<Poison> poison() {
        return Optional.ofNullable(poison);
    }
}
