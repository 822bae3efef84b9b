package io.readside.testkit.orders;

import io.readside.testkit.orders.OrderEvent.OrderPlaced;

/** One row per order and sku while there is something to pick; one event reaches many keys. */
public record PickListLine(String orderId, String sku, int quantity, int shipped, String region) {

    static PickListLine toPick(String sku, OrderPlaced e) {
        return new PickListLine(e.orderId(), sku, e.quantityOf(sku), 0, e.region());
    }

    PickListLine shipped(int more) {
        return new PickListLine(orderId, sku, quantity, shipped + more, region);
    }
}
