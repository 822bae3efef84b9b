package io.readside.examples.orders.order;

/** No event has ever told of this order. */
public final class NoSuchOrder extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoSuchOrder(String orderId) {
        super("There is no order " + orderId + ". An order's id is in the answer to POST /orders.");
    }
}
