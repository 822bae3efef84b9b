package io.readside.readstore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store refuses a change, and would refuse it again. The message shows no value of a row. */
public final class ApplyFailed extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ApplyFailed(String message) {
        this(message, null);
    }

    public ApplyFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
