package io.readside.projection;

import io.readside.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * What an event makes of the row of one key, in its full form. Pure: it sees nothing but its arguments.
 *
 * @param <R> the row
 * @param <T> the payload
 */
@FunctionalInterface
public interface Fold<R, T> {

    /**
     * @param key of the row
     * @param row absent: the key has none
     * @return the new row; null: the key has none from now on
     */
    @Nullable
    R apply(Key key, @Nullable R row, Event<T> event);

    /** What an event makes of a row that may be absent, and may be after it. */
    @FunctionalInterface
    interface Put<R, T> {

        @Nullable
        R apply(@Nullable R row, T payload);
    }

    /** What an event makes of an existing row; the key is at hand for an event that reaches several. */
    @FunctionalInterface
    interface Update<R, T> {

        R apply(Key key, R row, T payload);
    }
}
