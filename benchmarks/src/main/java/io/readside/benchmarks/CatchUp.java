package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.event.EventData;
import io.readside.event.NewEvent;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.testkit.orders.OrderEvent;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Catch-up from zero of order_summary, events a second; each contender once a round, in a fresh database. */
final class CatchUp implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Server server;
    private final HikariDataSource log;
    private final int events;
    private final int articleEvents;
    private String digest = "";

    /** @param articleEvents how many the loop with a transaction for each event gets to see; it is slow */
    CatchUp(Server server, int events, int articleEvents) throws SQLException {
        this.server = server;
        this.log = server.newDatabase();
        this.events = events;
        this.articleEvents = articleEvents;
        PostgresSchema.install(log, PostgresSchema.LOG);
        fill();
    }

    /** One append for each order; the orders' lives are those of the test fixture. */
    private void fill() {
        Map<String, List<EventData>> streams = new TreeMap<>();
        OrderHistory history = OrderHistory.of(42, events / 3 + 1);
        int id = 0;
        for (OrderEvent event :
                history.events().subList(0, Math.min(events, history.events().size()))) {
            UUID eventId = new UUID(42, id++);
            streams.computeIfAbsent(event.orderId(), order -> new ArrayList<>())
                    .add(Orders.EVENTS.encode(NewEvent.of(event), () -> eventId));
        }
        try (PostgresLog writer = PostgresLog.of(log)) {
            streams.forEach(
                    (order, list) -> writer.append(Orders.EVENTS.stream(order).name(), ExpectedVersion.none(), list));
        }
    }

    private interface Contender {
        /** @return how many events it replayed */
        long replay(HikariDataSource store) throws Exception;
    }

    void run(int rounds) throws Exception {
        Map<String, Contender> contenders = new LinkedHashMap<>();
        contenders.put("article", store -> article(store, 1, articleEvents));
        contenders.put("article, 500 a transaction", store -> article(store, 500, Integer.MAX_VALUE));
        contenders.put("readside", this::readside);
        contenders.put("one statement of SQL", this::oneStatement);
        Report report = new Report("catch-up, events/s", "article");
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
                try (HikariDataSource store = server.newDatabase()) {
                    long start = System.nanoTime();
                    long replayed = contender.getValue().replay(store);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    if (round > 0) { // the first one warms up
                        report.add(round, contender.getKey(), replayed / seconds);
                    }
                }
            }
        }
        report.print();
    }

    private long article(HikariDataSource store, int eventsPerTransaction, long limit) throws SQLException {
        ArticleLoop.createTables(store);
        long applied = 0;
        try (ArticleLoop loop = new ArticleLoop(log, store, eventsPerTransaction)) {
            for (int step = loop.step(); step > 0 && applied + step < limit; step = loop.step()) {
                applied += step;
            }
        }
        if (limit > events) {
            requireSameRows("article", store);
        }
        return applied;
    }

    private long readside(HikariDataSource store) throws SQLException {
        PostgresReadStore.installSchema(store);
        try (PostgresLog reader = PostgresLog.of(log);
                Readside readside = Readside.on(reader, PostgresReadStore.of(store))
                        .project(Orders.ORDER_SUMMARY)
                        .start()) {
            Position head = reader.head();
            readside.read(Orders.ORDER_SUMMARY)
                    .after(VersionToken.of(head))
                    .within(PATIENCE)
                    .row("1");
            requireSameRows("readside", store);
            return head.value();
        }
    }

    /** The limit: PostgreSQL folds everything by itself, within the log's database, and writes each row once. */
    private long oneStatement(HikariDataSource store) throws SQLException {
        ArticleLoop.createTables(log);
        try (Connection connection = log.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Resources.text("one_statement.sql"));
            requireSameRows("one statement of SQL", log);
            statement.execute("drop table order_summary, projection_checkpoint");
            return events;
        }
    }

    @Override
    public void close() {
        log.close();
    }

    private void requireSameRows(String contender, HikariDataSource store) throws SQLException {
        try (Connection connection = store.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select md5(string_agg(t::text, ',' order by order_id)) from order_summary t")) {
            row.next();
            String found = row.getString(1);
            if (digest.isEmpty()) {
                digest = found;
            } else if (!digest.equals(found)) {
                throw new IllegalStateException(contender + " has made other rows than the contender before it.");
            }
        }
    }
}
