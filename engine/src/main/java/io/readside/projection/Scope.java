package io.readside.projection;

import java.util.Collections;
import java.util.Set;

/** Which keys a batch works on, and by which rules. */
sealed interface Scope {

    /** Whether a key that fails is parked, as opposed to the batch being ended. */
    default boolean parks(OnPoison declared) {
        return declared == OnPoison.PARK_KEY;
    }

    /** Whether an event that cannot be read is looked at all the same, where its stream tells its key. */
    default boolean keepsUnreadable(OnPoison declared) {
        return parks(declared);
    }

    /** Whether the batch changes the row of a key. */
    boolean includes(Key key);

    /** Whether a stream is to be bound to a key. */
    default boolean binds(Key key) {
        return true;
    }

    /** Whether a stream that nothing has bound is that of other keys, as opposed to a fault. */
    default boolean passesOverUnbound() {
        return false;
    }

    /** Whether statements of an event of these keys run. */
    boolean runs(Set<Key> keys);

    /** All keys, in the ordinary course. */
    record All() implements Scope {

        @Override
        public boolean includes(Key key) {
            return true;
        }

        @Override
        public boolean runs(Set<Key> keys) {
            return true;
        }
    }

    /** Parked keys that are tried again. The checkpoint is past their events, so none of them may go elsewhere by now. */
    record Retried(Set<Key> keys) implements Scope {

        @Override
        public boolean parks(OnPoison declared) {
            return true;
        }

        @Override
        public boolean includes(Key key) {
            return keys.contains(key);
        }

        @Override
        public boolean runs(Set<Key> reached) {
            if (reached.isEmpty() || !keys.containsAll(reached)) {
                throw Refusal.belongsElsewhere(
                        reached.stream().filter(key -> !keys.contains(key)).toList());
            }
            return true;
        }
    }

    /** A few keys out of the events of all of them: what does not reach them is passed over. */
    record Picked(Set<Key> keys) implements Scope {

        /** Those that are not picked it does not concern. */
        @Override
        public boolean keepsUnreadable(OnPoison declared) {
            return true;
        }

        @Override
        public boolean includes(Key key) {
            return keys.contains(key);
        }

        @Override
        public boolean binds(Key key) {
            return keys.contains(key);
        }

        @Override
        public boolean passesOverUnbound() {
            return true;
        }

        /** Whole, since they are not told apart by key. */
        @Override
        public boolean runs(Set<Key> reached) {
            return !Collections.disjoint(keys, reached);
        }
    }
}
