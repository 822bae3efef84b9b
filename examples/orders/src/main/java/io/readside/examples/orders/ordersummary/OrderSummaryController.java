package io.readside.examples.orders.ordersummary;

import static io.readside.examples.orders.ordersummary.OrderSummaryProjection.ORDER_SUMMARY;

import io.readside.Readside;
import io.readside.consistency.Read;
import io.readside.event.VersionToken;
import io.readside.examples.orders.order.NoSuchOrder;
import io.readside.examples.orders.order.Order;
import io.readside.examples.orders.web.Answers;
import io.readside.examples.orders.web.Check;
import io.readside.examples.orders.web.Invalid;
import io.readside.spring.ReadsideProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reads of {@code order_summary}, and the strong read for the one screen that cannot wait. */
@RestController
@RequestMapping("/orders")
class OrderSummaryController {

    private static final int MAX_LIMIT = 500;

    private final Readside readside;
    private final ReadsideProperties properties;
    private final Answers answers;

    OrderSummaryController(Readside readside, ReadsideProperties properties, Answers answers) {
        this.readside = readside;
        this.properties = properties;
        this.answers = answers;
    }

    @GetMapping
    Object list(
            @RequestParam(required = false) @Nullable VersionToken after,
            @RequestParam(required = false) @Nullable String customerId,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "false") boolean stale) {
        OrderList list = new OrderList(
                customerId == null ? null : Check.name("customerId", customerId), Cursor.parse(cursor), (int)
                        Check.between("limit", 1, MAX_LIMIT, limit));
        return read(after, stale)
                .query(list::read)
                .match(fresh -> answers.list(fresh.value(), fresh), answers::pending, answers::parked);
    }

    @GetMapping("/{orderId}")
    Object one(
            @PathVariable String orderId,
            @RequestParam(required = false) @Nullable VersionToken after,
            @RequestParam(defaultValue = "false") boolean stale,
            @RequestParam(required = false) @Nullable String consistency) {
        Check.name("The order's id", orderId);
        if (consistency != null) {
            return strong(orderId, consistency);
        }
        return read(after, stale)
                .row(orderId)
                .match(
                        fresh -> fresh.value().orElseThrow(() -> new NoSuchOrder(orderId)),
                        answers::pending,
                        answers::parked);
    }

    /** Straight from the log, so at least as new as any token. */
    private ResponseEntity<OrderSummary> strong(String orderId, String consistency) {
        if (!consistency.equals("strong")) {
            throw new Invalid("consistency has one value, strong. Leave it out to read the read model.");
        }
        Order order =
                readside.commands().load(Order.MODEL, orderId).state().orElseThrow(() -> new NoSuchOrder(orderId));
        return ResponseEntity.ok().header("Readside-Consistency", "strong").body(OrderSummary.of(order));
    }

    private Read<OrderSummary> read(@Nullable VersionToken after, boolean stale) {
        Read<OrderSummary> read = readside.read(ORDER_SUMMARY).after(after).within(properties.longestWait());
        return stale ? read.orStale() : read;
    }
}
