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

    /** Mends a bug of the old one: an order that was cancelled kept its total. */
    static final FoldProjection<OrderSummary> MENDED = Projection.named("order_summary", OrderSummary.class)
            .version(2)
            .replaces(OLD)
            .differsIn("totalCents", "an order that was cancelled costs nothing; version 1 left its total")
            .from(Orders.EVENTS)
            .keyedBy(OrderEvent::orderId)
            .insert(OrderPlaced.class, e -> summary(e, e.totalCents(), "placed", null))
            .update(PaymentCaptured.class, (row, e) -> with(row, row.totalCents(), "paid", row.shippedAt()))
            .update(OrderShipped.class, (row, e) -> with(row, row.totalCents(), "shipped", e.shippedAt()))
            .update(OrderCancelled.class, (row, e) -> with(row, 0, "cancelled", row.shippedAt()))
            .ignore(ItemShipped.class)
            .build();

    private static OrderSummary summary(OrderPlaced e, long cents, String status, @Nullable Instant shippedAt) {
        return new OrderSummary(e.orderId(), e.customerId(), cents, status, e.placedAt(), shippedAt, e.region());
    }

    private static OrderSummary with(OrderSummary row, long cents, String status, @Nullable Instant shippedAt) {
        return new OrderSummary(
                row.orderId(), row.customerId(), cents, status, row.placedAt(), shippedAt, row.region());
    }

    private Versions() {}
}
