package io.readside.readstore;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The generation is not where the batch was begun: another worker has applied events, or its epoch has moved. The batch had no effect on the checkpoint; read on from where it is now. */
public final class CheckpointMoved extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public CheckpointMoved(String message) {
        this(message, null);
    }

    public CheckpointMoved(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
