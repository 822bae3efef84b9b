package io.readside.worker;

import java.io.Serial;

/** An event failed in a way that may pass: told to listeners, never thrown. The message shows nothing of the payload. */
public final class EventFailed extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    EventFailed(String message) {
        super(message);
    }
}
