package io.readside.reconcile;

import java.io.Serial;

/** The read model cannot be set against its events now, or not in this way. Nothing was changed. */
public final class ReconcileRefused extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public ReconcileRefused(String message) {
        super(message);
    }
}
