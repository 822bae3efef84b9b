package io.readside.readstore;

import java.io.Serial;

/** Another process, or an operator, has moved the rebuild since it was read. Nothing was changed. */
public final class RebuildMoved extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public RebuildMoved(String message) {
        super(message);
    }
}
