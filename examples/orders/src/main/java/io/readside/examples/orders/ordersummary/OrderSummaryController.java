package io.readside.examples.orders.ordersummary;

import static io.readside.examples.orders.ordersummary.OrderSummaryProjection.ORDER_SUMMARY;

import io.readside.consistency.Answer;
import io.readside.examples.orders.order.Orders;
import io.readside.examples.orders.web.Check;
import io.readside.examples.orders.web.Invalid;
import io.readside.spring.web.FreshEvents;
import io.readside.spring.web.GatedReads;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Reads of {@code order_summary}, and the strong read for the one screen that cannot wait. */
@RestController
@RequestMapping("/orders")
class OrderSummaryController {

    private static final int MAX_LIMIT = 500;

    private final FreshEvents events;

    OrderSummaryController(FreshEvents events) {
        this.events = events;
    }

    @GetMapping
    Object list(
            GatedReads reads,
            @RequestParam(required = false) @Nullable String customerId,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        OrderList list = new OrderList(
                customerId == null ? null : Check.name("customerId", customerId), Cursor.parse(cursor), (int)
                        Check.between("limit", 1, MAX_LIMIT, limit));
        return reads.of(ORDER_SUMMARY)
                .query(list::read)
                .match(fresh -> fresh.value().with(fresh.parkedKeys()), pending -> pending, parked -> parked);
    }

    @GetMapping("/{orderId}")
    Answer<Optional<OrderSummary>> one(
            GatedReads reads,
            @PathVariable String orderId,
            @RequestParam(required = false) @Nullable String consistency) {
        Check.name("The order's id", orderId);
        return consistency == null ? reads.of(ORDER_SUMMARY).row(orderId) : strong(reads, orderId, consistency);
    }

    /** For who would rather be told than ask again: server-sent events. */
    @GetMapping(path = "/fresh", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter fresh(GatedReads reads) {
        return events.of(reads.of(ORDER_SUMMARY), reads);
    }

    /** Straight from the log, so at least as new as any token. */
    private static Answer<Optional<OrderSummary>> strong(GatedReads reads, String orderId, String consistency) {
        if (!consistency.equals("strong")) {
            throw new Invalid("consistency has one value, strong. Leave it out to read the read model.");
        }
        return reads.of(ORDER_SUMMARY).strongRow(Orders.EVENTS.stream(orderId), orderId);
    }
}
