package io.readside.event;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A stored event that this build of the application cannot read: an unknown type, broken JSON or a failing upcaster. */
public final class UndecodableEvent extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean unknownType;

    private UndecodableEvent(String message, boolean unknownType, @Nullable Throwable cause) {
        super(message, cause);
        this.unknownType = unknownType;
    }

    static UndecodableEvent unknown(StoredEvent event, String known) {
        return new UndecodableEvent("No type is registered for " + event + ". Registered: " + known + ".", true, null);
    }

    static UndecodableEvent broken(StoredEvent event, String step, Throwable cause) {
        return new UndecodableEvent(step + " failed for " + event + ": " + cause.getMessage(), false, cause);
    }

    /** Whether the type or its version is simply not registered, as opposed to registered and unreadable. */
    public boolean isUnknownType() {
        return unknownType;
    }
}
