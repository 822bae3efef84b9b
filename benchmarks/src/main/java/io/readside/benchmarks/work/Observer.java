package io.readside.benchmarks.work;

import io.readside.benchmarks.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A reader on a connection of its own that looks about once a millisecond for the rows that appends have announced. The same for
 * every contender: it knows of no checkpoint.
 */
final class Observer implements AutoCloseable {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Connection connection;
    private final Queue<Expected> announced = new ConcurrentLinkedQueue<>();
    private final List<Double> millis = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "observer");
    private volatile boolean closing;
    private volatile boolean failed;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param sinceNanos when the append returned */
    private record Expected(String orderId, String status, long sinceNanos) {}

    Observer(Database store) throws SQLException {
        connection = store.connect();
        thread.start();
    }

    /** An append has just returned; the row is to have this status; for "placed" it is enough that it is there. */
    void expect(String orderId, String status) {
        waiting.incrementAndGet();
        announced.add(new Expected(orderId, status, System.nanoTime()));
    }

    private void run() {
        Map<String, List<Expected>> open = new HashMap<>();
        try (PreparedStatement query =
                connection.prepareStatement("select order_id, status from order_summary where order_id = any(?)")) {
            while (!closing) {
                long looked = System.nanoTime();
                for (Expected next = announced.poll(); next != null; next = announced.poll()) {
                    open.computeIfAbsent(next.orderId, order -> new ArrayList<>())
                            .add(next);
                }
                if (!open.isEmpty()) {
                    look(query, open);
                }
                TimeUnit.NANOSECONDS.sleep(Math.max(0, LOOK_NANOS - (System.nanoTime() - looked)));
            }
        } catch (SQLException | InterruptedException e) {
            failed = true;
            throw new IllegalStateException("The observer has ended.", e);
        }
    }

    private void look(PreparedStatement query, Map<String, List<Expected>> open) throws SQLException {
        query.setArray(1, connection.createArrayOf("text", open.keySet().toArray()));
        Map<String, String> seen = new HashMap<>();
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                seen.put(rows.getString(1), rows.getString(2));
            }
        }
        long now = System.nanoTime();
        seen.forEach((order, status) -> {
            List<Expected> expected = open.getOrDefault(order, List.of());
            expected.removeIf(one -> {
                boolean visible = one.status.equals("placed") || one.status.equals(status);
                if (visible) {
                    waiting.decrementAndGet();
                    millis.add((now - one.sinceNanos) / 1e6);
                }
                return visible;
            });
            if (expected.isEmpty()) {
                open.remove(order);
            }
        });
    }

    /** Waits until all that was announced has been seen, or nothing more is for a long time, and stops. */
    Seen seen() throws InterruptedException {
        int before = -1;
        long since = System.nanoTime();
        for (int now = waiting.get();
                now > 0 && !failed && System.nanoTime() - since < PATIENCE_NANOS;
                now = waiting.get()) {
            if (now != before) {
                before = now;
                since = System.nanoTime();
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        closing = true;
        thread.join();
        if (failed) {
            throw new IllegalStateException("The observer has ended before.");
        }
        return new Seen(millis, waiting.get());
    }

    /** @param lost events that were committed and never applied */
    record Seen(List<Double> millis, int lost) {}

    @Override
    public void close() throws SQLException, InterruptedException {
        closing = true;
        thread.join();
        connection.close();
    }
}
