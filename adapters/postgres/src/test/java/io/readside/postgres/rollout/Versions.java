package io.readside.postgres.rollout;

import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Two versions of one read model, the second with another record. */
final class Versions {

    static final FoldProjection<OrderSummary> OLD = Orders.ORDER_SUMMARY;

    /** One column more than the old one. */
    record Summary(
            String orderId,
            String customerId,
            long totalCents,
            String status,
            Instant placedAt,
            @Nullable Instant shippedAt,
            String region,
            int events) {

        static Summary placed(OrderPlaced e) {
            return new Summary(
                    e.orderId(), e.customerId(), e.totalCents(), "placed", e.placedAt(), null, e.region(), 1);
        }

        Summary now(String status, @Nullable Instant shippedAt) {
            return new Summary(orderId, customerId, totalCents, status, placedAt, shippedAt, region, events + 1);
        }
    }

    static final FoldProjection<Summary> NEW = Projection.named("order_summary", Summary.class)
            .version(2)
            .replaces(OLD)
            .differsIn("events", "new in version 2")
            .index("customerId", "placedAt")
            .from(Orders.EVENTS)
            .keyedBy(OrderEvent::orderId)
            .insert(OrderPlaced.class, Summary::placed)
            .update(PaymentCaptured.class, (row, e) -> row.now("paid", row.shippedAt()))
            .update(ItemShipped.class, (row, e) -> row.now(row.status(), row.shippedAt()))
            .update(OrderShipped.class, (row, e) -> row.now("shipped", e.shippedAt()))
            .update(OrderCancelled.class, (row, e) -> row.now("cancelled", row.shippedAt()))
            .build();

    private Versions() {}
}
