package io.readside.examples.orders.order;

import io.readside.command.WriteModel;
import io.readside.examples.orders.order.OrderEvent.ItemShipped;
import io.readside.examples.orders.order.OrderEvent.OrderCancelled;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.OrderEvent.OrderShipped;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;
import java.time.Instant;
import java.util.Optional;

/** The state that decisions rest on: folded from the order's own events, never read from a read model. */
public record Order(String orderId, Status status) {

    /** Empty: no such order. */
    public static final WriteModel<Optional<Order>, OrderEvent> MODEL =
            new WriteModel<>(Orders.EVENTS, Optional.empty(), Order::evolve);

    private static Optional<Order> evolve(Optional<Order> before, OrderEvent event) {
        return event instanceof OrderPlaced e
                ? Optional.of(new Order(e.orderId(), Status.PLACED))
                : before.map(order -> order.after(event));
    }

    private Order after(OrderEvent event) {
        if (event instanceof PaymentCaptured) {
            return new Order(orderId, Status.PAID);
        }
        if (event instanceof OrderShipped) {
            return new Order(orderId, Status.SHIPPED);
        }
        return event instanceof OrderCancelled ? new Order(orderId, Status.CANCELLED) : this;
    }

    /** Payment is taken once, before anything else. */
    PaymentCaptured pay(long amountCents, Instant now) {
        require("pay for", Status.PLACED);
        return new PaymentCaptured(orderId, amountCents, now);
    }

    ItemShipped shipItem(Line line, Instant now) {
        require("ship items of", Status.PLACED, Status.PAID);
        return new ItemShipped(orderId, line.sku(), line.quantity(), now);
    }

    OrderShipped ship(Instant now) {
        require("ship", Status.PLACED, Status.PAID);
        return new OrderShipped(orderId, now);
    }

    OrderCancelled cancel(String reason, Instant now) {
        require("cancel", Status.PLACED, Status.PAID);
        return new OrderCancelled(orderId, reason, now);
    }

    private void require(String verb, Status... allowed) {
        for (Status one : allowed) {
            if (status == one) {
                return;
            }
        }
        throw new RuleBroken(verb, this, allowed);
    }
}
