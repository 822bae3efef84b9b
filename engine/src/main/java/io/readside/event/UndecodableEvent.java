package io.readside.event;

import java.io.Serial;
import java.util.OptionalInt;

/** A stored event that this build of the application cannot read: an unknown type, broken JSON or a failing upcaster. */
public final class UndecodableEvent extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean unknownType;
    private final boolean mayPass;

    private UndecodableEvent(String message, boolean unknownType, boolean mayPass) {
        super(message);
        this.unknownType = unknownType;
        this.mayPass = mayPass;
    }

    /** @param newest the highest version that is known of its name, if any is */
    static UndecodableEvent unknown(StoredEvent event, OptionalInt newest, String known) {
        return new UndecodableEvent(
                unknown(event.type(), newest) + ": " + event + ". Registered: " + known + ".", true, false);
    }

    private static String unknown(EventType type, OptionalInt newest) {
        if (newest.isEmpty()) {
            return "No type is registered as '" + type.name() + "'";
        }
        return type.version() > newest.getAsInt()
                ? "Version " + type.version() + " of '" + type.name() + "' is newer than this application knows ("
                        + newest.getAsInt() + ")"
                : "No upcaster leads on from version " + type.version() + " of '" + type.name() + "'";
    }

    /** @param reason shows nothing of the payload; no cause is kept, since a log would print its message */
    static UndecodableEvent broken(StoredEvent event, String step, String reason) {
        return new UndecodableEvent(step + " failed for " + event + ": " + reason, false, false);
    }

    /** User code failed. */
    static UndecodableEvent failed(StoredEvent event, String step, Throwable failure) {
        return new UndecodableEvent(
                step + " failed for " + event + ": " + Failure.withoutMessage(failure), false, true);
    }

    /** Whether the type or its version is simply not registered, as opposed to registered and unreadable. */
    public boolean isUnknownType() {
        return unknownType;
    }

    /** Whether user code failed, which may go better next time. */
    public boolean mayPass() {
        return mayPass;
    }
}
