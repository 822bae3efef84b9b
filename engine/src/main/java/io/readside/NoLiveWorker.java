package io.readside;

import java.io.Serial;

/** Nobody feeds the read model, so nobody can do what was asked. */
public final class NoLiveWorker extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    NoLiveWorker(String message) {
        super(message);
    }
}
