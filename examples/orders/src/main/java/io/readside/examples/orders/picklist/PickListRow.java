package io.readside.examples.orders.picklist;

import io.readside.examples.orders.order.Line;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import io.readside.projection.Key;
import java.util.List;

/** A row of {@code warehouse_pick_list}: how much of an article an order wants, and how much has left already. */
record PickListRow(String orderId, String sku, long quantity, long shipped, String region) {

    /** One event, many keys; an article that stands in several lines is one of them. */
    static List<Key> keys(OrderPlaced e) {
        return e.linesOrNone().stream()
                .map(line -> Key.of(e.orderId(), line.sku()))
                .distinct()
                .toList();
    }

    static PickListRow wanted(Key key, OrderPlaced e) {
        String sku = key.text(1);
        long quantity = e.linesOrNone().stream()
                .filter(line -> line.sku().equals(sku))
                .mapToLong(Line::quantity)
                .sum();
        return new PickListRow(e.orderId(), sku, quantity, 0, e.region());
    }

    PickListRow shipped(int more) {
        return new PickListRow(orderId, sku, quantity, shipped + more, region);
    }
}
