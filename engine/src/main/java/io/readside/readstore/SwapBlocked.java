package io.readside.readstore;

import java.io.Serial;

/** Something is in the way of the act that may pass. Nothing was changed; try again later. */
public final class SwapBlocked extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public SwapBlocked(String message) {
        super(message);
    }
}
