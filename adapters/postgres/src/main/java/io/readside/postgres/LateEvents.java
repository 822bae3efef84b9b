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
    private final List<Listener> listeners = new ArrayList<>();

    /** Tells a new listener what is known. */
    synchronized void add(Consumer<LateEvent> listener) {
        Listener added = new Listener(listener);
        listeners.add(added);
        known.values().forEach(added::owe);
        added.tell();
    }

    synchronized boolean hasListeners() {
        return !listeners.isEmpty();
    }

    synchronized Set<Position> known() {
        return Set.copyOf(known.keySet());
    }

    /** Tells every listener what is news, and once more what it has failed on before. */
    synchronized void found(Collection<LateEvent> found) {
        for (LateEvent late : found) {
            if (known.putIfAbsent(late.position(), late) == null) {
                listeners.forEach(listener -> listener.owe(late));
            }
        }
        listeners.forEach(Listener::tell);
    }

    /** One who has failed on an event may have been unable to write something down, and hears of it again. */
    private static final class Listener {

        private final Consumer<LateEvent> told;
        private final SortedMap<Position, LateEvent> owed = new TreeMap<>();
        private boolean failing;

        Listener(Consumer<LateEvent> told) {
            this.told = told;
        }

        void owe(LateEvent late) {
            owed.put(late.position(), late);
        }

        void tell() {
            owed.values().removeIf(this::hasHeard);
            failing = !owed.isEmpty();
        }

        private boolean hasHeard(LateEvent late) {
            try {
                told.accept(late);
                return true;
            } catch (RuntimeException e) {
                if (!failing) {
                    failing = true;
                    LOGGER.error(
                            "A listener failed on the late event at position {} and is told again. {}: {}",
                            late.position(),
                            e.getClass().getSimpleName(),
                            e.getMessage());
                }
                return false;
            }
        }
    }
}
