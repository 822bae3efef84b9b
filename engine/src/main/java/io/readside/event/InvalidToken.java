package io.readside.event;

import java.io.Serial;

/** A version token that no write of this log can have returned; an HTTP interface answers 400. */
public final class InvalidToken extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    public InvalidToken(String message) {
        super(message);
    }

    public InvalidToken(String message, Throwable cause) {
        super(message, cause);
    }
}
