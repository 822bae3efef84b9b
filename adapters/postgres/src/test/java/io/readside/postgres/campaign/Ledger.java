package io.readside.postgres.campaign;

import io.readside.event.Event;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.Orders;
import java.util.List;
import java.util.UUID;

/** Counts how often each event was applied: one that is skipped is missing, one applied twice shows. */
final class Ledger {

    record Entry(UUID eventId, long applied) {}

    static final SqlProjection<Entry> LEDGER = ledger(1);

    private Ledger() {}

    /** The same as it is declared in another release of the application. */
    static SqlProjection<Entry> ledger(int version) {
        return Projection.sql("ledger", Entry.class)
                .version(version)
                .from(Orders.EVENTS)
                .onAll(OrderPlaced.class, Ledger::count)
                .onAll(PaymentCaptured.class, Ledger::count)
                .onAll(ItemShipped.class, Ledger::count)
                .onAll(OrderShipped.class, Ledger::count)
                .onAll(OrderCancelled.class, Ledger::count)
                .build();
    }

    private static List<Sql> count(Event<?> event) {
        return List.of(Sql.of(
                "insert into {table} as seen (event_id, applied) values (?, 1)"
                        + " on conflict (event_id) do update set applied = seen.applied + 1",
                event.id()));
    }
}
