package io.readside.benchmarks.contender;

import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import java.util.Map;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Events to JSON and back, as a team would do it that writes its own loop. */
final class OrderJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final Map<String, ObjectReader> READERS = Map.of(
            "OrderPlaced", MAPPER.readerFor(OrderPlaced.class),
            "PaymentCaptured", MAPPER.readerFor(PaymentCaptured.class),
            "ItemShipped", MAPPER.readerFor(ItemShipped.class),
            "OrderShipped", MAPPER.readerFor(OrderShipped.class),
            "OrderCancelled", MAPPER.readerFor(OrderCancelled.class));

    private OrderJson() {}

    static OrderEvent read(String type, String json) {
        ObjectReader reader = READERS.get(type);
        if (reader == null) {
            throw new IllegalArgumentException("No event has the type '" + type + "'.");
        }
        return reader.readValue(json);
    }

    static String write(OrderEvent event) {
        return MAPPER.writeValueAsString(event);
    }
}
