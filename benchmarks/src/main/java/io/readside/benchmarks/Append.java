package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.event.EventData;
import io.readside.event.NewEvent;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.projection.Projection;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** What one append takes, in milliseconds: alone, while projections are added, and beside one that always throws. */
final class Append {

    private static final int APPENDS = 4_000;

    private static final Projection<OrderSummary> ALWAYS_FAILS = Projection.named("always_fails", OrderSummary.class)
            .from(Orders.EVENTS)
            .keyedBy(event -> event.orderId())
            .put(OrderPlaced.class, (row, event) -> {
                throw new IllegalStateException("a bug");
            })
            .ignore(PaymentCaptured.class, ItemShipped.class, OrderShipped.class, OrderCancelled.class)
            .build();

    private final Server server;
    private final int writers;
    private final AtomicLong orders = new AtomicLong();

    Append(Server server, int writers) {
        this.server = server;
        this.writers = writers;
    }

    void run(int rounds) throws Exception {
        String base = "live projection, nothing new";
        Report p50 = new Report("one append, " + writers + " writers, p50 ms", base);
        Report p99 = new Report("one append, " + writers + " writers, p99 ms", base);
        try (HikariDataSource log = server.newDatabase();
                HikariDataSource store = server.newDatabase()) {
            PostgresSchema.install(log, PostgresSchema.LOG);
            PostgresReadStore.installSchema(store);
            try (Readside live = open(log, store).project(Orders.ORDER_SUMMARY).start();
                    PostgresLog writer = PostgresLog.of(log)) {
                measure(writer); // warms up
                for (int round = 1; round <= rounds; round++) {
                    add(p50, p99, round, base, measure(writer));
                    try (HikariDataSource fresh = server.newDatabase()) {
                        PostgresReadStore.installSchema(fresh);
                        try (Readside added =
                                open(log, fresh).project(Orders.CUSTOMER_TOTALS).start()) {
                            add(p50, p99, round, "one is added and replays", measure(writer));
                        }
                        try (Readside failing =
                                open(log, fresh).project(ALWAYS_FAILS).start()) {
                            add(p50, p99, round, "one always throws", measure(writer));
                        }
                    }
                }
            }
        }
        p50.print();
        p99.print();
    }

    private static Readside.Builder open(HikariDataSource log, HikariDataSource store) {
        return Readside.on(PostgresLog.of(log), PostgresReadStore.of(store));
    }

    private static void add(Report p50, Report p99, int round, String contender, List<Double> millis) {
        p50.add(round, contender, Report.quantile(millis, 0.5));
        p99.add(round, contender, Report.quantile(millis, 0.99));
    }

    private List<Double> measure(PostgresLog log) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Future<List<Double>>> parts = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                parts.add(threads.submit(() -> append(log, APPENDS / writers)));
            }
            List<Double> all = new ArrayList<>();
            for (Future<List<Double>> part : parts) {
                all.addAll(part.get());
            }
            return all;
        } finally {
            threads.shutdown();
        }
    }

    private List<Double> append(PostgresLog log, int appends) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < appends; i++) {
            String order = Long.toString(orders.incrementAndGet());
            OrderPlaced placed = new OrderPlaced(order, "customer-" + i % 100, "eu", 1999, List.of(), Instant.now());
            EventData data = Orders.EVENTS.encode(NewEvent.of(placed), UUID::randomUUID);
            long start = System.nanoTime();
            log.append(Orders.EVENTS.stream(order).name(), ExpectedVersion.none(), List.of(data));
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis;
    }
}
