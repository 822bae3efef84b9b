package io.readside.examples.orders.demo;

import org.jspecify.annotations.Nullable;

/** The demonstration cannot run; the message says why and what helps. */
public final class DemoFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoFailed(String message) {
        this(message, null);
    }

    DemoFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
