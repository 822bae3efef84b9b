package io.readside.event;

import java.io.Serial;

/** A stored event that this build of the application cannot read: an unknown type, broken JSON or a failing upcaster. */
public final class UndecodableEvent extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean unknownType;

    private UndecodableEvent(String message, boolean unknownType) {
        super(message);
        this.unknownType = unknownType;
    }

    static UndecodableEvent unknown(StoredEvent event, String known) {
        return new UndecodableEvent("No type is registered for " + event + ". Registered: " + known + ".", true);
    }

    /** @param reason shows nothing of the payload; no cause is kept, since a log would print its message */
    static UndecodableEvent broken(StoredEvent event, String step, String reason) {
        return new UndecodableEvent(step + " failed for " + event + ": " + reason, false);
    }

    /** Whether the type or its version is simply not registered, as opposed to registered and unreadable. */
    public boolean isUnknownType() {
        return unknownType;
    }
}
