package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.postgres.PostgresReadStore;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Stretch;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Two full generations of order_summary set against each other, seconds; ranges and pages as in a rebuild. */
final class Compare {

    private static final int RANGE = 10_000;
    private static final int SUSPECTS = 2_000;
    private static final int DIFFERING = 1_000;

    private static final FoldProjection<OrderSummary> OTHER_TOTALS = Projection.named(
                    "order_summary", OrderSummary.class)
            .version(2)
            .replaces(Orders.ORDER_SUMMARY)
            .differsIn("totalCents", "every total is another")
            .from(Orders.EVENTS)
            .keyedBy(OrderEvent::orderId)
            .ignore(
                    OrderPlaced.class,
                    PaymentCaptured.class,
                    ItemShipped.class,
                    OrderShipped.class,
                    OrderCancelled.class)
            .build();

    private final Server server;
    private final int rows;

    Compare(Server server, int rows) {
        this.server = server;
        this.rows = rows;
    }

    void run(int rounds) throws SQLException {
        String base = "one full join in SQL";
        Report report = new Report("comparing " + rows + " rows, seconds", base);
        try (HikariDataSource database = server.newDatabase()) {
            PostgresReadStore.installSchema(database);
            PostgresReadStore store = PostgresReadStore.of(database);
            GenerationId blue = store.generations().open(Orders.ORDER_SUMMARY).id();
            GenerationId green = store.rebuilds()
                    .plan(Orders.ORDER_SUMMARY, "the benchmark", false)
                    .green();
            Comparison strict = new Comparison(blue, Orders.ORDER_SUMMARY, green, Orders.ORDER_SUMMARY);
            Comparison declared = new Comparison(blue, Orders.ORDER_SUMMARY, green, OTHER_TOTALS);
            fill(database);
            for (int round = 0; round <= rounds; round++) {
                int now = round;
                Measured measured = (what, work) -> {
                    double seconds = seconds(work);
                    if (now > 0) { // the first one warms up
                        report.add(now, what, seconds);
                    }
                };
                measured.add(base, () -> run(database, Resources.text("compare_join.sql")));
                store.comparisons().watch(strict);
                measured.add("equal", () -> compare(store.comparisons(), strict, 0, 0));
                run(database, Resources.text("compare_spoil.sql").replace("{every}", "" + rows / DIFFERING));
                store.comparisons().forget(strict);
                store.comparisons().watch(strict);
                measured.add("1000 differ", () -> compare(store.comparisons(), strict, DIFFERING, 0));
                measured.add("1000 differ, confirmed", () -> confirm(store.comparisons(), strict));
                store.comparisons().forget(strict);
                run(database, "update order_summary__g2 set total_cents = total_cents + 1, region = 'eu'");
                run(database, "vacuum order_summary__g2");
                store.comparisons().watch(declared);
                measured.add("one column as declared", () -> compare(store.comparisons(), declared, 0, rows));
                store.comparisons().forget(declared);
                run(database, "update order_summary__g2 set total_cents = total_cents - 1");
                run(database, "vacuum order_summary__g2");
            }
        }
        report.print();
    }

    private interface Measured {
        void add(String what, Work work) throws SQLException;
    }

    private interface Work {
        void run() throws SQLException;
    }

    private static double seconds(Work work) throws SQLException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private void fill(HikariDataSource database) throws SQLException {
        run(database, Resources.text("compare_fill.sql").replace("{rows}", "" + rows));
        run(database, "analyze order_summary__g1");
        run(database, "analyze order_summary__g2");
    }

    private static void run(HikariDataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : sql.split(";")) {
                statement.execute(one);
            }
        }
    }

    private void compare(Comparisons comparisons, Comparison comparison, long suspects, long expected) {
        long compared = 0;
        long noted = 0;
        long asDeclared = 0;
        Optional<Key> after = Optional.empty();
        do {
            Stretch stretch = comparisons.compare(comparison, after, Optional.empty(), RANGE);
            compared += stretch.leftRows();
            noted += stretch.suspects();
            asDeclared += stretch.expected().size();
            after = stretch.end();
        } while (after.isPresent());
        if (compared != rows || noted != suspects || asDeclared != expected) {
            throw new IllegalStateException(
                    compared + " rows were compared, " + noted + " noted, " + asDeclared + " differ as declared.");
        }
    }

    private static void confirm(Comparisons comparisons, Comparison comparison) {
        int differing = 0;
        Optional<Key> after = Optional.empty();
        do {
            Comparisons.Confirmed confirmed = comparisons.confirm(comparison, after, SUSPECTS);
            differing += confirmed.differing().size();
            after = confirmed.last();
        } while (after.isPresent());
        if (differing != DIFFERING) {
            throw new IllegalStateException(differing + " keys were confirmed.");
        }
    }
}
