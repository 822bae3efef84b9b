package io.readside.examples.orders.customertotals;

import io.readside.examples.orders.order.OrderEvent.ItemShipped;
import io.readside.examples.orders.order.OrderEvent.OrderCancelled;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.OrderEvent.OrderShipped;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;
import io.readside.examples.orders.order.Orders;
import io.readside.projection.Projection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Many streams, one key: an order is bound to its customer when it is placed, since its cancellation does not name one. */
@Configuration(proxyBeanMethods = false)
class CustomerTotalsProjection {

    static final Projection<CustomerTotals> CUSTOMER_TOTALS = Projection.named("customer_totals", CustomerTotals.class)
            .from(Orders.EVENTS)
            .bind(OrderPlaced.class, OrderPlaced::customerId)
            .put(OrderPlaced.class, CustomerTotals::plus)
            .update(OrderCancelled.class, (row, e) -> row.cancelledOne())
            .ignore(PaymentCaptured.class, ItemShipped.class, OrderShipped.class)
            .build();

    @Bean
    Projection<CustomerTotals> customerTotals() {
        return CUSTOMER_TOTALS;
    }
}
