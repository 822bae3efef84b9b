package io.readside.readstore;

import java.io.Serial;

/** Something speaks against the act that time does not mend. Nothing was changed. */
public final class SwapRefused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public SwapRefused(String message) {
        super(message);
    }
}
