package io.readside.postgres.campaign;

import io.readside.event.EventData;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.LogUnavailable;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import java.util.List;
import java.util.UUID;

/** Appends a seeded history piece by piece. An append whose outcome is unknown is made again, with the same id. */
final class History {

    private final EventLog log;
    private final OrderHistory history;
    private int next;
    private VersionToken token = VersionToken.of(Position.ZERO);

    History(EventLog log, long seed, int orders) {
        this.log = log;
        this.history = OrderHistory.of(seed, orders);
    }

    boolean isOver() {
        return next == history.events().size();
    }

    /** What was acknowledged last. */
    VersionToken token() {
        return token;
    }

    /** How many events were acknowledged. */
    int acknowledged() {
        return next;
    }

    /** Appends the next events, as many as there are. */
    VersionToken append(int events) {
        for (int i = 0; i < events && !isOver(); i++) {
            token = append(history.events().get(next), new UUID(history.seed(), next));
            next++;
        }
        return token;
    }

    private VersionToken append(OrderEvent event, UUID id) {
        EventData data = Orders.EVENTS.encode(NewEvent.of(event).withId(id), () -> id);
        while (true) {
            try {
                return log.append(Orders.EVENTS.stream(event.orderId()).name(), ExpectedVersion.any(), List.of(data))
                        .token();
            } catch (LogUnavailable unknownOutcome) {
                // again, under the same id
            }
        }
    }
}
