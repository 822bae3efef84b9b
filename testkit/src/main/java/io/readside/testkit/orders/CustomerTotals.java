package io.readside.testkit.orders;

import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import org.jspecify.annotations.Nullable;

/** One row per customer, fed by many streams. Applying an event twice shows: it counts. */
public record CustomerTotals(String customerId, long orders, long orderedCents, long cancelledOrders) {

    static CustomerTotals ordered(@Nullable CustomerTotals before, OrderPlaced e) {
        return before == null
                ? new CustomerTotals(e.customerId(), 1, e.totalCents(), 0)
                : new CustomerTotals(
                        before.customerId,
                        before.orders + 1,
                        before.orderedCents + e.totalCents(),
                        before.cancelledOrders);
    }

    CustomerTotals cancelled() {
        return new CustomerTotals(customerId, orders, orderedCents, cancelledOrders + 1);
    }
}
