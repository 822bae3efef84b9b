package io.readside.readstore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What the store holds under a projection's name is not what the projection declares. Nothing was changed. */
public final class ProjectionMismatch extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ProjectionMismatch(String message) {
        this(message, null);
    }

    public ProjectionMismatch(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
