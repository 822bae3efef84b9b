package io.readside.examples.orders.order;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The order does not allow it now; nothing happened. */
public final class RuleBroken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RuleBroken(String message) {
        super(message);
    }

    RuleBroken(String verb, Order order, Status... allowed) {
        this("One can " + verb + " an order that is "
                + Stream.of(allowed).map(Status::text).collect(Collectors.joining(" or ")) + "; order "
                + order.orderId() + " is " + order.status().text() + ".");
    }
}
