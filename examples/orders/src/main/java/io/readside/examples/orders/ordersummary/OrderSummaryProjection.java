package io.readside.examples.orders.ordersummary;

import io.readside.examples.orders.order.OrderEvent;
import io.readside.examples.orders.order.OrderEvent.ItemShipped;
import io.readside.examples.orders.order.OrderEvent.OrderCancelled;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.OrderEvent.OrderShipped;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;
import io.readside.examples.orders.order.Orders;
import io.readside.projection.Projection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every event names its order. */
@Configuration(proxyBeanMethods = false)
class OrderSummaryProjection {

    static final Projection<OrderSummary> ORDER_SUMMARY = Projection.named("order_summary", OrderSummary.class)
            .index("placedAt")
            .index("customerId", "placedAt")
            .from(Orders.EVENTS)
            .keyedBy(OrderEvent::orderId)
            .insert(OrderPlaced.class, OrderSummary::placed)
            .update(PaymentCaptured.class, (row, e) -> row.paid())
            .update(OrderShipped.class, (row, e) -> row.shipped(e.shippedAt()))
            .update(OrderCancelled.class, (row, e) -> row.cancelled())
            .ignore(ItemShipped.class)
            .build();

    @Bean
    Projection<OrderSummary> orderSummary() {
        return ORDER_SUMMARY;
    }
}
