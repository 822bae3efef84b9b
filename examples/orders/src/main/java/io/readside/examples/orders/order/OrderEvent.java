package io.readside.examples.orders.order;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to an order. These facts know nothing of any read model. */
public sealed interface OrderEvent {

    String orderId();

    /** @param lines absent if the order came without */
    record OrderPlaced(
            String orderId,
            String customerId,
            String region,
            long totalCents,
            @Nullable List<Line> lines,
            Instant placedAt)
            implements OrderEvent {

        public List<Line> linesOrNone() {
            return lines == null ? List.of() : lines;
        }
    }

    record PaymentCaptured(String orderId, long amountCents, Instant capturedAt) implements OrderEvent {}

    /** One line has left the warehouse, or a part of it. */
    record ItemShipped(String orderId, String sku, int quantity, Instant shippedAt) implements OrderEvent {}

    /** The order is complete. */
    record OrderShipped(String orderId, Instant shippedAt) implements OrderEvent {}

    record OrderCancelled(String orderId, String reason, Instant cancelledAt) implements OrderEvent {}
}
