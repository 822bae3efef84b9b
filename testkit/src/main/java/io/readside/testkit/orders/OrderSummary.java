package io.readside.testkit.orders;

import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One row per order; the key is in the event. */
public record OrderSummary(
        String orderId,
        String customerId,
        long totalCents,
        String status,
        Instant placedAt,
        @Nullable Instant shippedAt,
        String region) {

    static OrderSummary placed(OrderPlaced e) {
        return new OrderSummary(e.orderId(), e.customerId(), e.totalCents(), "placed", e.placedAt(), null, e.region());
    }

    OrderSummary status(String status) {
        return new OrderSummary(orderId, customerId, totalCents, status, placedAt, shippedAt, region);
    }

    OrderSummary shipped(Instant at) {
        return new OrderSummary(orderId, customerId, totalCents, "shipped", placedAt, at, region);
    }
}
