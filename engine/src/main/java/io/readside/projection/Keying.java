package io.readside.projection;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** How a projection knows the keys that an event touches. */
sealed interface Keying {

    /** Every event says so itself. */
    record OfEvent(Function<Object, Collection<?>> keys) implements Keying {}

    /** The text after the first dash of the stream's name. */
    record OfStream() implements Keying {}

    /** Some events say so, and bind their stream to these keys; the others reach the keys bound before. */
    record Bound(Map<Class<?>, Function<Object, Collection<?>>> binders) implements Keying {

        public Bound {
            binders = Map.copyOf(binders);
        }

        Set<Class<?>> classes() {
            return binders.keySet();
        }
    }
}
