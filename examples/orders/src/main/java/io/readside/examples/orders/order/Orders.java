package io.readside.examples.orders.order;

import io.readside.event.Events;
import io.readside.examples.orders.order.OrderEvent.ItemShipped;
import io.readside.examples.orders.order.OrderEvent.OrderCancelled;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.OrderEvent.OrderShipped;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;

/** The events of orders under their stored names, in streams {@code order-<orderId>}. */
public final class Orders {

    public static final Events<OrderEvent> EVENTS = Events.of("order", OrderEvent.class)
            .type(OrderPlaced.class, "OrderPlaced", 1)
            .type(PaymentCaptured.class, "PaymentCaptured", 1)
            .type(ItemShipped.class, "ItemShipped", 1)
            .type(OrderShipped.class, "OrderShipped", 1)
            .type(OrderCancelled.class, "OrderCancelled", 1)
            .build();

    private Orders() {}
}
