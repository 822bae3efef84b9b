package io.readside.examples.orders.orderhistory;

import io.readside.examples.orders.order.OrderEvent;
import io.readside.examples.orders.order.OrderEvent.ItemShipped;
import io.readside.examples.orders.order.OrderEvent.OrderCancelled;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.OrderEvent.OrderShipped;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;
import io.readside.examples.orders.order.Orders;
import io.readside.examples.orders.order.Status;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The SQL form: each event is a statement. A fold would do here too, and say less about tables. */
@Configuration(proxyBeanMethods = false)
class HistoryProjection {

    static final Projection<HistoryRow> HISTORY = Projection.sql("customer_order_history", HistoryRow.class)
            .index("customerId", "placedAt")
            .from(Orders.EVENTS)
            .ownsKey(OrderEvent::orderId)
            .on(OrderPlaced.class, HistoryProjection::insert)
            .on(PaymentCaptured.class, e -> update(Status.PAID, e))
            .on(OrderShipped.class, e -> update(Status.SHIPPED, e))
            .on(OrderCancelled.class, e -> update(Status.CANCELLED, e))
            .ignore(ItemShipped.class)
            .build();

    @Bean
    Projection<HistoryRow> history() {
        return HISTORY;
    }

    private static Sql insert(OrderPlaced e) {
        return Sql.of(
                "insert into {table} (order_id, customer_id, placed_at, total_cents, status) values (?, ?, ?, ?, ?)",
                e.orderId(),
                e.customerId(),
                e.placedAt(),
                e.totalCents(),
                Status.PLACED.text());
    }

    private static Sql update(Status status, OrderEvent e) {
        return Sql.of("update {table} set status = ? where order_id = ?", status.text(), e.orderId());
    }
}
