package io.readside.readstore;

import java.io.Serial;

/** Another process, or an operator, has moved the rebuild since it was read. Nothing was changed. */
public final class RebuildMoved extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public RebuildMoved(String message) {
        super(message);
    }

    /** That an intent has been dealt with by another. */
    public static RebuildMoved reported(long intent) {
        return new RebuildMoved(
                "What intent " + intent + " asks for has been reported on already: another process has dealt"
                        + " with it. Nothing was changed.");
    }
}
