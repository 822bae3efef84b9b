package io.readside.postgres;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the log is complete, and a witness: a server that holds this event there has given out every position up to it.
 *
 * @param event at that position; null before the first one
 */
record Mark(long position, @Nullable UUID event) {

    static final Mark START = new Mark(0, null);

    Mark max(Mark other) {
        return other.position > position ? other : this;
    }
}
