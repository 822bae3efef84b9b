package io.readside.projection;

import io.readside.event.Event;
import org.jspecify.annotations.Nullable;

/** What one class of event does to a row, and what it expects of it. */
record Handler<R>(Expects expects, Fold<R, Object> fold) {

    enum Expects {
        ABSENT,
        ABSENT_OR_SKIP,
        PRESENT,
        PRESENT_OR_SKIP,
        EITHER
    }

    @SuppressWarnings("unchecked") // handlers are filed under the class of the payload
    @Nullable
    R apply(Key key, @Nullable R row, Event<?> event) {
        switch (expects) {
            case ABSENT -> {
                if (row != null) {
                    throw new Refusal("it inserts a row that exists; use put or insertIfAbsent if that may happen");
                }
            }
            case PRESENT -> {
                if (row == null) {
                    throw new Refusal(
                            "it updates a row that does not exist; use put or updateIfPresent if that may happen");
                }
            }
            case ABSENT_OR_SKIP -> {
                if (row != null) {
                    return row;
                }
            }
            case PRESENT_OR_SKIP -> {
                if (row == null) {
                    return null;
                }
            }
            case EITHER -> {}
        }
        return fold.apply(key, row, (Event<Object>) event);
    }
}
