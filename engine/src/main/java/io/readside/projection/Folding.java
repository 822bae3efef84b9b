package io.readside.projection;

import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * Applies the events one after the other.
     *
     * @param rows of the keys asked for; a key without a row may be missing
     */
    Folded fold(Map<Key, StoredRow> rows);

    /**
     * What a batch comes to.
     *
     * @param changes in order of {@link Change#lastApplied()}; of a fold at most one for each key
     * @param bindings newly made
     * @param poison the first event that could not be applied; nothing of it or of later ones is in the changes
     * @param unknownIgnored events passed over since their type is not registered
     */
    record Folded(List<Change> changes, List<Binding> bindings, Optional<Poison> poison, int unknownIgnored) {

        public Folded {
            changes = List.copyOf(changes);
            bindings = List.copyOf(bindings);
        }
    }

    /**
     * An event that cannot be applied.
     *
     * @param reason shows nothing of the payload
     */
    record Poison(StoredEvent event, String reason) {

        public Position position() {
            return event.position();
        }

        @Override
        public String toString() {
            return event + ": " + reason;
        }
    }
}
