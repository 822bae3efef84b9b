package io.readside.examples.orders.web;

import java.io.IOException;

/** Reading stopped at the limit. */
final class BodyTooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    BodyTooLarge() {
        super("The body is larger than " + BodyLimit.MAX_BYTES + " bytes (1 MiB). Send less, or in several requests.");
    }
}
