package io.readside.examples.orders.picklist;

import io.readside.examples.orders.order.OrderEvent.ItemShipped;
import io.readside.examples.orders.order.OrderEvent.OrderCancelled;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.examples.orders.order.OrderEvent.OrderShipped;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;
import io.readside.examples.orders.order.Orders;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A shipment or a cancellation names no article: it reaches every key that the order was bound to. */
@Configuration(proxyBeanMethods = false)
class PickListProjection {

    static final Projection<PickListRow> PICK_LIST = Projection.named("warehouse_pick_list", PickListRow.class)
            .key("orderId", "sku")
            .index("region")
            .from(Orders.EVENTS)
            .bindAll(OrderPlaced.class, PickListRow::keys)
            .bindAll(ItemShipped.class, e -> List.of(Key.of(e.orderId(), e.sku())))
            .insert(OrderPlaced.class, PickListRow::wanted)
            .updateIfPresent(ItemShipped.class, (row, e) -> row.shipped(e.quantity()))
            .delete(OrderShipped.class)
            .delete(OrderCancelled.class)
            .ignore(PaymentCaptured.class)
            .build();

    @Bean
    Projection<PickListRow> pickList() {
        return PICK_LIST;
    }
}
