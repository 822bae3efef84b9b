package io.readside.examples.orders.web;

/** What was sent breaks a limit; the message says which, and may be shown to the sender. */
public final class Invalid extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
        super(message);
    }
}
