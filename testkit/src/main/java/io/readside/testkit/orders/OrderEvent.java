package io.readside.testkit.orders;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens to an order. */
public sealed interface OrderEvent {

    String orderId();

    /** @param lines may be absent from the stored JSON, and is empty then; one sku may stand in several */
    record OrderPlaced(
            String orderId, String customerId, String region, long totalCents, List<Line> lines, Instant placedAt)
            implements OrderEvent {

        public OrderPlaced {
            lines = copy(lines);
        }

        private static List<Line> copy(@Nullable List<Line> lines) {
            return lines == null ? List.of() : List.copyOf(lines);
        }

        /** Quantities of one sku may stand in several lines. */
        public int quantityOf(String sku) {
            return lines.stream()
                    .filter(line -> line.sku().equals(sku))
                    .mapToInt(Line::quantity)
                    .sum();
        }
    }

    /** So many of one sku. */
    record Line(String sku, int quantity) {}

    record PaymentCaptured(String orderId, long amountCents, Instant capturedAt) implements OrderEvent {}

    record ItemShipped(String orderId, String sku, int quantity, Instant shippedAt) implements OrderEvent {}

    record OrderShipped(String orderId, Instant shippedAt) implements OrderEvent {}

    record OrderCancelled(String orderId, String reason, Instant cancelledAt) implements OrderEvent {}
}
