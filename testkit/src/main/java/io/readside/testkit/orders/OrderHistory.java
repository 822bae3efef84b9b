package io.readside.testkit.orders;

import io.readside.event.EventData;
import io.readside.event.NewEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.DryRun;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.Line;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * A legal history of many orders, their streams interleaved. One seed gives one history, event ids included.
 *
 * @param events in the order in which they happened
 */
public record OrderHistory(long seed, List<OrderEvent> events) {

    /** Set this system property to a printed seed to see its history again. */
    public static final String SEED_PROPERTY = "readside.seed";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    public OrderHistory {
        events = List.copyOf(events);
    }

    /** A history with a new seed, which is printed. */
    public static OrderHistory random(int orders) {
        OrderHistory history = of(Long.getLong(SEED_PROPERTY, System.nanoTime()), orders);
        System.out.println(history);
        return history;
    }

    public static OrderHistory of(long seed, int orders) {
        Random random = new Random(seed);
        List<Deque<OrderEvent>> lives = new ArrayList<>();
        for (int order = 1; order <= orders; order++) {
            lives.add(life(random, Integer.toString(order), orders));
        }
        List<OrderEvent> events = new ArrayList<>();
        while (!lives.isEmpty()) {
            int chosen = random.nextInt(lives.size());
            Deque<OrderEvent> life = lives.get(chosen);
            events.add(life.remove());
            if (life.isEmpty()) {
                lives.remove(chosen);
            }
        }
        return new OrderHistory(seed, events);
    }

    private static Deque<OrderEvent> life(Random random, String id, int orders) {
        Instant at = START.plusSeconds(random.nextInt(86_400));
        Deque<OrderEvent> life = new ArrayDeque<>();
        List<Line> lines = random.ints(random.nextInt(4), 1, 5)
                .mapToObj(sku -> new Line("sku-" + sku, 1 + random.nextInt(3)))
                .toList();
        String customer = "customer-" + random.nextInt(1 + orders / 3);
        String region = random.nextBoolean() ? "eu" : "us";
        life.add(new OrderPlaced(id, customer, region, random.nextInt(50_000), lines, at));
        if (random.nextInt(10) < 7) {
            life.add(new PaymentCaptured(id, 100, at.plusSeconds(60)));
        }
        lines.stream()
                .limit(random.nextInt(1 + lines.size()))
                .forEach(line -> life.add(new ItemShipped(id, line.sku(), line.quantity(), at.plusSeconds(120))));
        switch (random.nextInt(3)) {
            case 0 -> life.add(new OrderShipped(id, at.plusSeconds(180)));
            case 1 -> life.add(new OrderCancelled(id, "changed my mind", at.plusSeconds(180)));
            default -> {} // still open
        }
        return life;
    }

    /** Appends each event on its own; doing it again changes nothing. */
    public VersionToken appendTo(EventLog log) {
        VersionToken last = null;
        for (int i = 0; i < events.size(); i++) {
            UUID id = new UUID(seed, i);
            OrderEvent event = events.get(i);
            EventData data = Orders.EVENTS.encode(NewEvent.of(event).withId(id), () -> id);
            last = log.append(Orders.EVENTS.stream(event.orderId()).name(), ExpectedVersion.any(), List.of(data))
                    .token();
        }
        if (last == null) {
            throw new IllegalStateException("A history of no orders has no token.");
        }
        return last;
    }

    /** The beginning of it: the same events under the same ids. */
    public OrderHistory firstEvents(int count) {
        return new OrderHistory(seed, events.subList(0, count));
    }

    /** The rows that a clean replay makes, with neither log nor store. */
    public <R> Map<Key, R> replay(FoldProjection<R> projection) {
        DryRun<R> run = projection.fold();
        events.forEach(event -> run.on(event.orderId(), event));
        return run.rows();
    }

    @Override
    public String toString() {
        return "Order history of " + events.size() + " events; again with -D" + SEED_PROPERTY + "=" + seed;
    }
}
