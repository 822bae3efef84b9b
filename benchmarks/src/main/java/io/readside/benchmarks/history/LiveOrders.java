package io.readside.benchmarks.history;

import io.readside.testkit.orders.OrderEvent.Line;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events of new orders, about 300 bytes of JSON each, for whoever appends one after the other. */
public final class LiveOrders {

    private static final String REASON =
            "The customer has found the same lines elsewhere for less, has asked for them to"
                    + " be taken out of the parcel, and was told that the parcel is not yet packed.";

    private LiveOrders() {}

    /** Ids come in no order, and no history has them. */
    public static String newId() {
        return "live-" + UUID.randomUUID();
    }

    public static OrderPlaced placed(String orderId, int number) {
        List<Line> lines = List.of(
                new Line("sku-" + (1_000_000 + number % 1_000), 1),
                new Line("sku-" + (2_000_000 + number % 777), 2),
                new Line("sku-" + (3_000_000 + number % 555), 3));
        return new OrderPlaced(
                orderId, "customer-" + number % 50_000, "eu", 1_999 + number % 500, lines, Instant.now());
    }

    public static OrderCancelled cancelled(String orderId) {
        return new OrderCancelled(orderId, REASON, Instant.now());
    }
}
