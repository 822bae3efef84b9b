package io.readside.eventlog;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The log could not be reached, or broke off; whether an append in flight was kept is not known. Appending the same event ids again is safe. */
public final class LogUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LogUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
