package io.readside.benchmarks.contender;

import io.readside.benchmarks.database.Database;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Every row at once in memory. */
final class MemoryFold {

    private static final int CHUNK = 64 << 10;

    private final Map<String, Order> orders = new LinkedHashMap<>();

    private static final class Order {
        private final OrderPlaced placed;
        private String status = "placed";
        private @Nullable Instant shippedAt;

        Order(OrderPlaced placed) {
            this.placed = placed;
        }
    }

    void apply(OrderEvent event) {
        if (event instanceof OrderPlaced placed) {
            orders.put(placed.orderId(), new Order(placed));
            return;
        }
        Order order = Objects.requireNonNull(orders.get(event.orderId()));
        if (event instanceof PaymentCaptured) {
            order.status = "paid";
        } else if (event instanceof OrderShipped shipped) {
            order.status = "shipped";
            order.shippedAt = shipped.shippedAt();
        } else if (event instanceof OrderCancelled) {
            order.status = "cancelled";
        }
    }

    void copyTo(Database store, String table) throws SQLException {
        try (Connection connection = store.connect()) {
            CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table + " from stdin");
            StringBuilder rows = new StringBuilder();
            for (Order order : orders.values()) {
                append(rows, order);
                if (rows.length() > CHUNK) {
                    send(copy, rows);
                }
            }
            send(copy, rows);
            copy.endCopy();
        }
    }

    private static void append(StringBuilder rows, Order order) {
        OrderPlaced placed = order.placed;
        rows.append(placed.orderId()).append('\t').append(placed.customerId()).append('\t');
        rows.append(placed.totalCents()).append('\t').append(order.status).append('\t');
        rows.append(placed.placedAt()).append('\t');
        rows.append(order.shippedAt == null ? "\\N" : order.shippedAt.toString())
                .append('\t');
        rows.append(placed.region()).append('\n');
    }

    private static void send(CopyIn copy, StringBuilder rows) throws SQLException {
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        rows.setLength(0);
    }
}
