package io.readside.benchmarks;

import io.readside.event.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a team writes by hand: a page of events after the checkpoint, each applied by a statement of its own, the
 * checkpoint in the same transaction. One transaction for one event, as in the article.
 *
 * <p>It takes the highest position that it sees for complete, so under concurrent appends it loses events, and two of it
 * apply every event twice. The price of not doing so is not in its figures.
 */
final class ArticleLoop implements AutoCloseable {

    private static final int PAGE = 500;

    private final Connection log;
    private final Connection store;
    private long checkpoint;

    ArticleLoop(DataSource log, DataSource store) throws SQLException {
        this.log = log.getConnection();
        this.store = store.getConnection();
        this.store.setAutoCommit(false);
    }

    static void createTables(DataSource store) throws SQLException {
        try (Connection connection = store.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    create table order_summary (
                      order_id text primary key, customer_id text not null, total_cents bigint not null,
                      status text not null, placed_at timestamptz not null, shipped_at timestamptz, region text not null);
                    create table projection_checkpoint (name text primary key, commit_pos bigint, prepare_pos bigint)""");
        }
    }

    private record Read(long position, String type, Map<String, Object> data) {}

    /** @return how many events it applied */
    int step() throws SQLException {
        List<Read> page = new ArrayList<>();
        try (PreparedStatement query = log.prepareStatement(
                "select position, type, data::text from readside.events where position > ? order by position limit "
                        + PAGE)) {
            query.setLong(1, checkpoint);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    page.add(new Read(rows.getLong(1), rows.getString(2), Json.readObject(rows.getString(3))));
                }
            }
        }
        for (Read event : page) {
            apply(event);
            commit(event.position());
        }
        return page.size();
    }

    private void apply(Read event) throws SQLException {
        Map<String, Object> data = event.data();
        switch (event.type()) {
            case "OrderPlaced" ->
                update(
                        """
                        insert into order_summary (order_id, customer_id, total_cents, status, placed_at, region)
                        values (?, ?, ?, 'placed', ?, ?) on conflict (order_id) do nothing""",
                        data.get("orderId"),
                        data.get("customerId"),
                        data.get("totalCents"),
                        time(data.get("placedAt")),
                        data.get("region"));
            case "PaymentCaptured" ->
                update("update order_summary set status = 'paid' where order_id = ?", data.get("orderId"));
            case "OrderShipped" ->
                update(
                        "update order_summary set status = 'shipped', shipped_at = ? where order_id = ?",
                        time(data.get("shippedAt")),
                        data.get("orderId"));
            case "OrderCancelled" ->
                update("update order_summary set status = 'cancelled' where order_id = ?", data.get("orderId"));
            default -> {}
        }
    }

    private static Timestamp time(@Nullable Object text) {
        return Timestamp.from(Instant.parse(String.valueOf(text)));
    }

    private void commit(long position) throws SQLException {
        update("""
                insert into projection_checkpoint (name, commit_pos, prepare_pos) values ('order_summary', ?, ?)
                on conflict (name) do update
                set commit_pos = excluded.commit_pos, prepare_pos = excluded.prepare_pos""", position, position);
        store.commit();
        checkpoint = position;
    }

    private void update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = store.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            statement.executeUpdate();
        }
    }

    @Override
    public void close() throws SQLException {
        log.close();
        store.close();
    }
}
