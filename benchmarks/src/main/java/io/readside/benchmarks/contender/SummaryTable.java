package io.readside.benchmarks.contender;

import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The read model that is written by hand: its table and the two statements that an event is. */
public final class SummaryTable implements AutoCloseable {

    private final Connection connection;
    private final String table;
    private @Nullable PreparedStatement insert;
    private @Nullable PreparedStatement update;

    public SummaryTable(Connection connection, String table) {
        this.connection = connection;
        this.table = table;
    }

    private PreparedStatement insert() throws SQLException {
        PreparedStatement prepared = insert;
        if (prepared == null) {
            prepared = connection.prepareStatement("insert into " + table
                    + " (order_id, customer_id, total_cents, status, placed_at, region) values (?, ?, ?, 'placed', ?, ?)"
                    + " on conflict (order_id) do nothing");
            insert = prepared;
        }
        return prepared;
    }

    private PreparedStatement update() throws SQLException {
        PreparedStatement prepared = update;
        if (prepared == null) {
            prepared = connection.prepareStatement(
                    "update " + table + " set status = ?, shipped_at = coalesce(?, shipped_at) where order_id = ?");
            update = prepared;
        }
        return prepared;
    }

    /** @param constraint of the key, or nothing where it comes later */
    static String create(String table, String constraint) {
        return "create table " + table + " (order_id text " + constraint
                + ", customer_id text not null, total_cents bigint not null, status text not null,"
                + " placed_at timestamptz not null, shipped_at timestamptz, region text not null)";
    }

    public static String create(String table) {
        return create(table, "primary key");
    }

    /** The statement of an event, with its arguments set; the caller executes it or adds it to its batch. */
    @Nullable
    PreparedStatement statement(OrderEvent event) throws SQLException {
        if (event instanceof OrderPlaced placed) {
            PreparedStatement insert = insert();
            insert.setString(1, placed.orderId());
            insert.setString(2, placed.customerId());
            insert.setLong(3, placed.totalCents());
            insert.setObject(4, time(placed.placedAt()));
            insert.setString(5, placed.region());
            return insert;
        }
        if (event instanceof PaymentCaptured) {
            return update("paid", null, event);
        }
        if (event instanceof OrderShipped shipped) {
            return update("shipped", shipped.shippedAt(), event);
        }
        if (event instanceof OrderCancelled) {
            return update("cancelled", null, event);
        }
        return null;
    }

    private PreparedStatement update(String status, @Nullable Instant shippedAt, OrderEvent event) throws SQLException {
        PreparedStatement update = update();
        update.setString(1, status);
        if (shippedAt == null) {
            update.setNull(2, Types.TIMESTAMP_WITH_TIMEZONE);
        } else {
            update.setObject(2, time(shippedAt));
        }
        update.setString(3, event.orderId());
        return update;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public void apply(OrderEvent event) throws SQLException {
        PreparedStatement statement = statement(event);
        if (statement != null) {
            statement.executeUpdate();
        }
    }

    /** All of them: the inserts before the updates, which an order's later events come after anyway. */
    void applyAll(Iterable<OrderEvent> events) throws SQLException {
        for (OrderEvent event : events) {
            PreparedStatement statement = statement(event);
            if (statement != null) {
                statement.addBatch();
            }
        }
        insert().executeBatch();
        update().executeBatch();
    }

    @Override
    public void close() throws SQLException {
        if (insert != null) {
            insert.close();
        }
        if (update != null) {
            update.close();
        }
    }
}
