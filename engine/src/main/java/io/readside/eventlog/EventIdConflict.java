package io.readside.eventlog;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An event id exists already and stands for something else. Nothing was appended. */
public final class EventIdConflict extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public EventIdConflict(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
