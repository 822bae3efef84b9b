package io.readside.examples.orders.order;

import java.util.Locale;

/** Where an order stands. */
public enum Status {
    PLACED,
    PAID,
    SHIPPED,
    CANCELLED;

    /** As people and queries see it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
