package io.readside.examples.orders.ordersummary;

import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.Status;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code order_summary}, and an order as clients see it. */
record OrderSummary(
        String orderId,
        String customerId,
        long totalCents,
        String status,
        Instant placedAt,
        @Nullable Instant shippedAt,
        String region) {

    static OrderSummary placed(OrderPlaced e) {
        return new OrderSummary(
                e.orderId(), e.customerId(), e.totalCents(), Status.PLACED.text(), e.placedAt(), null, e.region());
    }

    OrderSummary paid() {
        return with(Status.PAID, shippedAt);
    }

    OrderSummary shipped(Instant at) {
        return with(Status.SHIPPED, at);
    }

    OrderSummary cancelled() {
        return with(Status.CANCELLED, shippedAt);
    }

    private OrderSummary with(Status status, @Nullable Instant shippedAt) {
        return new OrderSummary(orderId, customerId, totalCents, status.text(), placedAt, shippedAt, region);
    }
}
