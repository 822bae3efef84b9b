package io.readside.examples.orders.ordersummary;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.readside.readstore.ReadSession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The query behind the list: newest first, orders of one moment by their id.
 *
 * @param customerId absent: of all customers
 * @param from absent: from the newest
 */
record OrderList(@Nullable String customerId, @Nullable Cursor from, int limit) {

    /**
     * @param nextCursor absent: this is the last page
     * @param parkedKeys how many orders lack an event that could not be applied to them; absent from what is stale
     */
    record Page(
            List<OrderSummary> orders,
            @Nullable String nextCursor,
            @JsonInclude(NON_NULL) @Nullable Long parkedKeys) {

        Page with(long parkedKeys) {
            return new Page(orders, nextCursor, parkedKeys);
        }
    }

    Page read(ReadSession session) {
        List<OrderSummary> found = query(session);
        if (found.size() <= limit) {
            return new Page(found, null, null);
        }
        List<OrderSummary> page = found.subList(0, limit);
        return new Page(page, Cursor.after(page.get(limit - 1)).toString(), null);
    }

    /** One more than the page holds tells whether there is another one. */
    private List<OrderSummary> query(ReadSession session) {
        String sql = "select order_id, customer_id, total_cents, status, placed_at, shipped_at, region from "
                + session.table(OrderSummaryProjection.ORDER_SUMMARY)
                + " where true"
                + (customerId == null ? "" : " and customer_id = :customerId")
                + (from == null ? "" : " and placed_at <= :placedAt and (placed_at < :placedAt or order_id > :orderId)")
                + " order by placed_at desc, order_id limit :limit";
        Connection snapshot = session.unwrap(Connection.class);
        StatementSpec statement = JdbcClient.create(new SingleConnectionDataSource(snapshot, true))
                .sql(sql)
                .param("limit", limit + 1);
        if (customerId != null) {
            statement.param("customerId", customerId);
        }
        if (from != null) {
            statement
                    .param("placedAt", from.placedAt().atOffset(ZoneOffset.UTC))
                    .param("orderId", from.orderId());
        }
        return statement.query((row, index) -> summary(row)).list();
    }

    private static OrderSummary summary(ResultSet row) throws SQLException {
        return new OrderSummary(
                row.getString("order_id"),
                row.getString("customer_id"),
                row.getLong("total_cents"),
                row.getString("status"),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("shipped_at", OffsetDateTime.class)),
                row.getString("region"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
