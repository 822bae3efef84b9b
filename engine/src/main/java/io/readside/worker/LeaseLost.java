package io.readside.worker;

import java.io.Serial;

/** This process does not feed the generation, or does no more. Nothing was written; whoever feeds it may be asked. */
public final class LeaseLost extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public LeaseLost(String message) {
        super(message);
    }
}
