package io.readside.examples.orders;

import io.readside.event.Events;
import io.readside.examples.orders.order.Orders;
import io.readside.testkit.EventsContract;
import java.nio.file.Path;

/** What the log of orders keeps stays readable. */
class OrderEventsTest extends EventsContract {

    @Override
    protected Events<?> events() {
        return Orders.EVENTS;
    }

    @Override
    protected Path folder() {
        return Path.of("src/test/resources/golden/order");
    }
}
