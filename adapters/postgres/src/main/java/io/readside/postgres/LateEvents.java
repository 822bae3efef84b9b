package io.readside.postgres;

import io.readside.event.Position;
import io.readside.eventlog.LateEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The late events that this process knows of, and who wants to hear of them. */
final class LateEvents {

    private static final Logger LOGGER = LoggerFactory.getLogger(LateEvents.class);

    private final SortedMap<Position, LateEvent> known = new TreeMap<>();
    private final List<Consumer<LateEvent>> listeners = new ArrayList<>();

    /** Tells a new listener what is known. */
    synchronized void add(Consumer<LateEvent> listener) {
        listeners.add(listener);
        known.values().forEach(late -> tell(listener, late));
    }

    synchronized boolean hasListeners() {
        return !listeners.isEmpty();
    }

    synchronized Set<Position> known() {
        return Set.copyOf(known.keySet());
    }

    /** Tells every listener what is news. */
    synchronized void found(Collection<LateEvent> found) {
        for (LateEvent late : found) {
            if (known.putIfAbsent(late.position(), late) == null) {
                listeners.forEach(listener -> tell(listener, late));
            }
        }
    }

    private static void tell(Consumer<LateEvent> listener, LateEvent late) {
        try {
            listener.accept(late);
        } catch (RuntimeException e) {
            LOGGER.error(
                    "A listener failed on the late event at position {}; the others hear of it.", late.position(), e);
        }
    }
}
