package io.readside.testkit.orders;

import io.readside.event.Events;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import java.util.List;

/** The category and its read models: one for each way in which an event finds its keys. */
public final class Orders {

    /** Category {@code order}, all in schema version 1. */
    public static final Events<OrderEvent> EVENTS = Events.of("order", OrderEvent.class)
            .type(OrderPlaced.class)
            .type(PaymentCaptured.class)
            .type(ItemShipped.class)
            .type(OrderShipped.class)
            .type(OrderCancelled.class)
            .build();

    /** Each event carries its one key. */
    public static final FoldProjection<OrderSummary> ORDER_SUMMARY = Projection.named(
                    "order_summary", OrderSummary.class)
            .from(EVENTS)
            .keyedBy(OrderEvent::orderId)
            .insert(OrderPlaced.class, OrderSummary::placed)
            .update(PaymentCaptured.class, (row, e) -> row.status("paid"))
            .update(OrderShipped.class, (row, e) -> row.shipped(e.shippedAt()))
            .update(OrderCancelled.class, (row, e) -> row.status("cancelled"))
            .ignore(ItemShipped.class)
            .build();

    /** One event binds its stream to a key that the later ones do not carry; many streams share a key. */
    public static final FoldProjection<CustomerTotals> CUSTOMER_TOTALS = Projection.named(
                    "customer_totals", CustomerTotals.class)
            .from(EVENTS)
            .bind(OrderPlaced.class, OrderPlaced::customerId)
            .put(OrderPlaced.class, CustomerTotals::ordered)
            .update(OrderCancelled.class, (row, e) -> row.cancelled())
            .ignore(PaymentCaptured.class, ItemShipped.class, OrderShipped.class)
            .build();

    /** One event touches many keys, of two parts, and rows go away again. */
    public static final FoldProjection<PickListLine> WAREHOUSE_PICK_LIST = Projection.named(
                    "warehouse_pick_list", PickListLine.class)
            .key("orderId", "sku")
            .from(EVENTS)
            .bindAll(OrderPlaced.class, Orders::pickListKeys)
            .bind(ItemShipped.class, e -> Key.of(e.orderId(), e.sku()))
            .insert(OrderPlaced.class, (key, e) -> PickListLine.toPick(key.text(1), e))
            .updateIfPresent(ItemShipped.class, (row, e) -> row.shipped(e.quantity()))
            .delete(OrderShipped.class)
            .delete(OrderCancelled.class)
            .ignore(PaymentCaptured.class)
            .build();

    /** All three. */
    public static final List<FoldProjection<?>> PROJECTIONS =
            List.of(ORDER_SUMMARY, CUSTOMER_TOTALS, WAREHOUSE_PICK_LIST);

    private Orders() {}

    private static List<Key> pickListKeys(OrderPlaced e) {
        return e.lines().stream()
                .map(line -> Key.of(e.orderId(), line.sku()))
                .distinct()
                .toList();
    }
}
