package io.readside.examples.orders.customertotals;

import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code customer_totals}.
 *
 * @param orderedCents of all orders, cancelled ones too; a sum of so many totals may be more than a long holds
 */
record CustomerTotals(String customerId, long orders, BigInteger orderedCents, long cancelledOrders) {

    static CustomerTotals plus(@Nullable CustomerTotals before, OrderPlaced e) {
        CustomerTotals row = before == null ? new CustomerTotals(e.customerId(), 0, BigInteger.ZERO, 0) : before;
        return new CustomerTotals(
                row.customerId,
                row.orders + 1,
                row.orderedCents.add(BigInteger.valueOf(e.totalCents())),
                row.cancelledOrders);
    }

    CustomerTotals cancelledOne() {
        return new CustomerTotals(customerId, orders, orderedCents, cancelledOrders + 1);
    }
}
