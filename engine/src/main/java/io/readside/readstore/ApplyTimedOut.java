package io.readside.readstore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store broke a batch off because its changes took longer than it allows. Nothing was written; fewer may pass. */
public final class ApplyTimedOut extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ApplyTimedOut(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
