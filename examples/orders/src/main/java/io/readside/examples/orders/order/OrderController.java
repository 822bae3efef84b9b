package io.readside.examples.orders.order;

import static org.springframework.http.HttpStatus.ACCEPTED;

import io.readside.event.VersionToken;
import io.readside.examples.orders.order.Requests.Cancellation;
import io.readside.examples.orders.order.Requests.Item;
import io.readside.examples.orders.order.Requests.Payment;
import io.readside.examples.orders.order.Requests.PlaceOrder;
import io.readside.examples.orders.order.Requests.Shipment;
import io.readside.examples.orders.web.Check;
import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The commands. Each answers 202 with the version that the client passes to its next read. */
@RestController
@RequestMapping("/orders")
class OrderController {

    private final OrderCommands commands;
    private final CommandIds ids;

    OrderController(OrderCommands commands, CommandIds ids) {
        this.commands = commands;
        this.ids = ids;
    }

    /** @param version for the client's next read: an integer, or a text once the log has lost its tail */
    record Accepted(String orderId, Object version) {

        static Accepted of(String orderId, VersionToken token) {
            return new Accepted(orderId, token.toJson());
        }
    }

    @PostMapping
    @ResponseStatus(ACCEPTED)
    Accepted place(
            @RequestBody PlaceOrder body,
            @RequestHeader(name = CommandIds.HEADER, required = false) @Nullable String key) {
        String orderId = ids.newOrderId(key);
        return Accepted.of(orderId, commands.place(orderId, body, ids.of("/orders", key, body)));
    }

    @PostMapping("/{orderId}/payment")
    @ResponseStatus(ACCEPTED)
    Accepted pay(
            @PathVariable String orderId,
            @RequestBody Payment body,
            @RequestHeader(name = CommandIds.HEADER, required = false) @Nullable String key) {
        return change(orderId, "payment", key, body, (order, now) -> order.pay(body.amountCents(), now));
    }

    @PostMapping("/{orderId}/items")
    @ResponseStatus(ACCEPTED)
    Accepted shipItem(
            @PathVariable String orderId,
            @RequestBody Item body,
            @RequestHeader(name = CommandIds.HEADER, required = false) @Nullable String key) {
        return change(orderId, "items", key, body, (order, now) -> order.shipItem(body.line(), now));
    }

    @PostMapping("/{orderId}/shipment")
    @ResponseStatus(ACCEPTED)
    Accepted ship(
            @PathVariable String orderId,
            @RequestBody Shipment body,
            @RequestHeader(name = CommandIds.HEADER, required = false) @Nullable String key) {
        return change(orderId, "shipment", key, body, Order::ship);
    }

    @PostMapping("/{orderId}/cancellation")
    @ResponseStatus(ACCEPTED)
    Accepted cancel(
            @PathVariable String orderId,
            @RequestBody Cancellation body,
            @RequestHeader(name = CommandIds.HEADER, required = false) @Nullable String key) {
        return change(orderId, "cancellation", key, body, (order, now) -> order.cancel(body.reason(), now));
    }

    private Accepted change(
            String orderId,
            String what,
            @Nullable String key,
            Object body,
            BiFunction<Order, Instant, OrderEvent> decide) {
        Check.name("The order's id", orderId);
        String path = "/orders/" + orderId + "/" + what;
        return Accepted.of(orderId, commands.change(orderId, ids.of(path, key, body), decide));
    }
}
