package io.readside.examples.orders.order;

import io.readside.Readside;
import io.readside.command.CommandId;
import io.readside.command.Decided;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventIdConflict;
import io.readside.examples.orders.order.OrderEvent.OrderPlaced;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides and appends. A command that comes with an id has one effect, however often it is sent. */
@Component
class OrderCommands {

    private final Readside readside;
    private final InstantSource clock = InstantSource.system();

    OrderCommands(Readside readside) {
        this.readside = readside;
    }

    VersionToken place(String orderId, Requests.PlaceOrder order, @Nullable CommandId id) {
        return execute(orderId, id, existing -> {
            if (existing.isPresent()) {
                throw new RuleBroken("Order " + orderId + " exists already.");
            }
            return new OrderPlaced(
                    orderId, order.customerId(), order.region(), order.totalCents(), order.eventLines(), now());
        });
    }

    VersionToken change(String orderId, @Nullable CommandId id, BiFunction<Order, Instant, OrderEvent> decide) {
        return execute(
                orderId, id, existing -> decide.apply(existing.orElseThrow(() -> new NoSuchOrder(orderId)), now()));
    }

    private VersionToken execute(
            String orderId, @Nullable CommandId id, Function<Optional<Order>, ? extends OrderEvent> decide) {
        try {
            return decided(orderId, id, decide).token();
        } catch (EventIdConflict twin) {
            // The same command was sent twice at once and the other one won; now its result can be found.
            return decided(orderId, id, decide).token();
        }
    }

    private Decided<Optional<Order>> decided(
            String orderId, @Nullable CommandId id, Function<Optional<Order>, ? extends OrderEvent> decide) {
        return readside.commands().execute(Order.MODEL, orderId, id, order -> List.of(decide.apply(order)));
    }

    /** As precise as the read models keep it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
