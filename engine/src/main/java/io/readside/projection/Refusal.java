package io.readside.projection;

import static java.util.stream.Collectors.joining;

import io.readside.event.Failure;
import io.readside.event.UndecodableEvent;
import java.io.Serial;
import java.util.Collection;

/** The engine's own reason not to apply an event. Its message shows nothing of the payload. */
final class Refusal extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message);
    }

    Refusal(String message, Throwable cause) {
        super(message, cause);
    }

    /** Of an event that is tried again: where it belongs by the code of now, the checkpoint is past it. */
    static Refusal belongsElsewhere(Collection<Key> keys) {
        return new Refusal(
                keys.isEmpty()
                        ? "it now belongs to no key"
                        : "it now belongs to key "
                                + keys.stream().map(Key::toString).collect(joining(", "))
                                + "; only a rebuild gives it to that key");
    }

    /** Why an event failed: our own words, or of an exception in user code its class and place, never its message. */
    static String reason(Throwable failure) {
        if (failure instanceof Refusal || failure instanceof UndecodableEvent) {
            return String.valueOf(failure.getMessage());
        }
        return Failure.withoutMessage(failure);
    }

    /** Whether user code failed, which may go better next time. */
    static boolean mayPass(Throwable failure) {
        return failure instanceof UndecodableEvent undecodable ? undecodable.mayPass() : !(failure instanceof Refusal);
    }
}
