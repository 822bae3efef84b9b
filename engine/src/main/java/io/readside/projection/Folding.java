package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One batch of one projection in the making. It asks for what it must know, in two steps, and answers with what is to be
 * written; between the steps its caller reads the store. Called in the order of its methods, by one thread.
 */
public interface Folding {

    /** The streams whose bound keys it must know; often none. */
    Set<StreamName> streams();

    /**
     * The keys whose rows it must know; often none for the SQL form.
     *
     * @param known bindings of the streams asked for; a stream without any may be missing
     */
    Set<Key> keys(Map<StreamName, List<Binding>> known);

    /**
     * The events that reach a key, so that they lead to what its row is, in order of position; of the SQL form those that say
     * so. None of an event that ends the batch, or of later ones.
     */
    Map<Key, List<StoredEvent>> reached();

    /**
     * Applies the events one after the other.
     *
     * @param rows of the keys asked for; a key without a row may be missing
     * @param parked the keys that are parked, each with the position of its first parked event: events of the key from
     *     there on are put behind it; those below are applied as ever, which happens on a convergent store after a crash
     * @param skipped events that an operator has given up for keys: they have no effect on these, and are not parked; one that
     *     takes effect as a whole has none at all
     */
    Folded fold(Map<Key, StoredRow> rows, Map<Key, Position> parked, Map<Key, Set<Position>> skipped);

    /**
     * What a batch comes to.
     *
     * @param changes in order of {@link Change#lastApplied()}; of a fold at most one for each key
     * @param bindings newly made, those of parked events included
     * @param parked in order of position; nothing of these events is in the changes of their key
     * @param poison the first event that could neither be applied nor parked; nothing of it or of later ones is in here
     * @param unknownIgnored events passed over since their type or version is not registered
     */
    record Folded(
            List<Change> changes,
            List<Binding> bindings,
            List<Parked> parked,
            Optional<Poison> poison,
            int unknownIgnored) {

        public Folded {
            changes = List.copyOf(changes);
            bindings = List.copyOf(bindings);
            parked = List.copyOf(parked);
        }

        /** The first failure of the user's code, which may go better next time. */
        public Optional<String> failureThatMayPass() {
            return parked.stream()
                    .filter(Parked::mayPass)
                    .findFirst()
                    .map(Parked::toString)
                    .or(() -> poison.filter(Poison::mayPass).map(Poison::toString));
        }
    }

    /**
     * An event that is not applied to a key. Where {@link Projection#splitsByKey()}, it may take effect on its other keys;
     * otherwise it is parked under each of them.
     *
     * @param reason why it could not be applied, showing nothing of the payload; absent: it waits behind an earlier event
     * @param mayPass whether code of the user's failed, which may go better next time, as opposed to a rule of the engine
     */
    record Parked(Key key, StoredEvent event, @Nullable String reason, boolean mayPass) {

        public Position position() {
            return event.position();
        }

        @Override
        public String toString() {
            return event + " for key " + key + ": " + (reason == null ? "waits behind an earlier event" : reason);
        }
    }

    /**
     * An event that ends the batch before it.
     *
     * @param reason shows nothing of the payload
     * @param mayPass whether code of the user's failed, which may go better next time, as opposed to a rule of the engine
     */
    record Poison(StoredEvent event, String reason, boolean mayPass) {

        public Position position() {
            return event.position();
        }

        @Override
        public String toString() {
            return event + ": " + reason;
        }
    }
}
