package io.readside.eventlog;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Another writer was first: the stream has another version than expected. Nothing was appended; load and decide again. */
public final class WrongExpectedVersion extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public WrongExpectedVersion(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
