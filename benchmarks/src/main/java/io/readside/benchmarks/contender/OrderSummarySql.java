package io.readside.benchmarks.contender;

import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;

/** {@code order_summary} in the SQL form: each event is a statement. */
final class OrderSummarySql {

    static final Projection<OrderSummary> PROJECTION = Projection.sql("order_summary", OrderSummary.class)
            .from(Orders.EVENTS)
            .ownsKey(OrderEvent::orderId)
            .on(OrderPlaced.class, OrderSummarySql::insert)
            .on(PaymentCaptured.class, e -> update("paid", e))
            .on(
                    OrderShipped.class,
                    e -> Sql.of(
                            "update {table} set status = 'shipped', shipped_at = ? where order_id = ?",
                            e.shippedAt(),
                            e.orderId()))
            .on(OrderCancelled.class, e -> update("cancelled", e))
            .ignore(ItemShipped.class)
            .build();

    private OrderSummarySql() {}

    private static Sql insert(OrderPlaced e) {
        return Sql.of(
                "insert into {table} (order_id, customer_id, total_cents, status, placed_at, region)"
                        + " values (?, ?, ?, 'placed', ?, ?)",
                e.orderId(),
                e.customerId(),
                e.totalCents(),
                e.placedAt(),
                e.region());
    }

    private static Sql update(String status, OrderEvent e) {
        return Sql.of("update {table} set status = ? where order_id = ?", status, e.orderId());
    }
}
