package io.readside.readstore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store could not be reached, broke off, or asked to try again; whether a batch in flight was kept is told by the checkpoint. */
public final class StoreUnavailable extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message) {
        this(message, null);
    }

    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
