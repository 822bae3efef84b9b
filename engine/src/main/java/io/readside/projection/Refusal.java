package io.readside.projection;

import io.readside.event.Failure;
import io.readside.event.UndecodableEvent;
import java.io.Serial;

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
