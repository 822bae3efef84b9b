package io.readside;

import static java.time.Duration.ofSeconds;

import io.readside.event.Events;
import io.readside.eventlog.Appended;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.Projection;

/** The README's first code. {@link DocumentationTest} compares the two and runs it. */
final class FirstSteps {

    private FirstSteps() {}

    // README
    record OrderPlaced(String orderId, long totalCents) {}

    record OrderSummary(String orderId, long totalCents, String status) {}

    static final Events<OrderPlaced> ORDERS =
            Events.of("order", OrderPlaced.class).type(OrderPlaced.class).build();

    static final Projection<OrderSummary> SUMMARY = Projection.named("order_summary", OrderSummary.class)
            .from(ORDERS)
            .keyedBy(OrderPlaced::orderId)
            .insert(OrderPlaced.class, event -> new OrderSummary(event.orderId(), event.totalCents(), "placed"))
            .build();

    public static void main(String[] args) {
        try (Readside readside = Readside.inMemory().project(SUMMARY).start()) {
            OrderPlaced placed = new OrderPlaced("42", 1999);
            Appended written = readside.append(ORDERS.stream("42"), ExpectedVersion.none(), placed);
            var answer = readside.read(SUMMARY).after(written.token()).within(ofSeconds(2));
            System.out.println(answer.row("42"));
        }
    }
    // README
}
