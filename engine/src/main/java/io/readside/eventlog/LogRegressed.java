package io.readside.eventlog;

import java.io.Serial;

/**
 * The log is not the one that was read before: it has lost its tail, gives out positions anew, or is another log. Reading on
 * would skip events, so nothing was read.
 */
public final class LogRegressed extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LogRegressed(String message) {
        super(message);
    }
}
