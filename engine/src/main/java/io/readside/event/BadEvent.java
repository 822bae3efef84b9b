package io.readside.event;

import java.io.Serial;

/** An event that the log cannot hold as it is; nothing was appended. */
public final class BadEvent extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    public BadEvent(String message) {
        super(message);
    }

    public BadEvent(String message, Throwable cause) {
        super(message, cause);
    }
}
