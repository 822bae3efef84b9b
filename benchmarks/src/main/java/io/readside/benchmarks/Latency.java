package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.NewEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.Orders;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** From the return of an append to an answer that knows of it, in milliseconds, at a fixed rate of appends. */
final class Latency {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** At a higher rate not every write has a reader: they would wait for each other. */
    private static final int MOST_ASKED_PER_SECOND = 200;

    private final Server server;
    private final int eventsPerSecond;
    private final int events;

    Latency(Server server, int eventsPerSecond, int events) {
        this.server = server;
        this.eventsPerSecond = eventsPerSecond;
        this.events = events;
    }

    void run(int rounds) throws Exception {
        Report p50 =
                new Report("append to visible at " + eventsPerSecond + " events/s, p50 ms", "article, poll 100 ms");
        Report p99 =
                new Report("append to visible at " + eventsPerSecond + " events/s, p99 ms", "article, poll 100 ms");
        for (int round = 0; round <= rounds; round++) { // round 0 warms up
            add(p50, p99, round, "article, poll 100 ms", article(100));
            add(p50, p99, round, "article, poll 5 ms", article(5));
            add(p50, p99, round, "readside, one process", oneProcess());
            add(p50, p99, round, "readside, writer elsewhere", writerElsewhere());
            add(p50, p99, round, "readside, worker elsewhere", workerElsewhere());
        }
        p50.print();
        p99.print();
    }

    private static void add(Report p50, Report p99, int round, String contender, List<Double> millis) {
        if (round > 0) {
            p50.add(round, contender, Report.quantile(millis, 0.5));
            p99.add(round, contender, Report.quantile(millis, 0.99));
        }
    }

    private record Written(VersionToken token, long atNanos) {}

    private interface Reader {
        /** Returns once an answer knows of the token. */
        void await(VersionToken token) throws Exception;
    }

    /** The writer appends at its rate; the reader asks for one token after the other. */
    private List<Double> measure(PostgresLog writer, Reader reader) throws Exception {
        BlockingQueue<Written> written = new ArrayBlockingQueue<>(events);
        AtomicInteger number = new AtomicInteger();
        ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> writing = schedule.scheduleAtFixedRate(
                    () -> written.add(append(writer, number.incrementAndGet())),
                    0,
                    1_000_000 / eventsPerSecond,
                    TimeUnit.MICROSECONDS);
            List<Double> millis = new ArrayList<>();
            int asked = Math.max(1, eventsPerSecond / MOST_ASKED_PER_SECOND);
            for (int i = 0; i < events; i++) {
                Written next = written.take();
                if (i % asked == 0) {
                    reader.await(next.token());
                    if (i >= events / 5) { // the first fifth warms up
                        millis.add((System.nanoTime() - next.atNanos()) / 1e6);
                    }
                }
            }
            writing.cancel(false);
            return millis;
        } finally {
            schedule.shutdownNow();
        }
    }

    private static Written append(PostgresLog writer, int number) {
        String order = Integer.toString(number);
        OrderPlaced placed = new OrderPlaced(order, "customer-" + number % 100, "eu", 1999, List.of(), Instant.now());
        VersionToken token = writer.append(
                        Orders.EVENTS.stream(order).name(),
                        ExpectedVersion.none(),
                        List.of(Orders.EVENTS.encode(NewEvent.of(placed), UUID::randomUUID)))
                .token();
        return new Written(token, System.nanoTime());
    }

    private List<Double> oneProcess() throws Exception {
        try (HikariDataSource database = installed();
                PostgresLog log = PostgresLog.of(database);
                Readside readside = applying(log, database)) {
            return measure(log, reading(readside));
        }
    }

    private List<Double> writerElsewhere() throws Exception {
        try (HikariDataSource database = installed();
                PostgresLog other = PostgresLog.of(database);
                Readside readside = applying(PostgresLog.of(database), database)) {
            return measure(other, reading(readside));
        }
    }

    /** As a service with its own worker processes: what writes and reads hears of neither append nor batch. */
    private List<Double> workerElsewhere() throws Exception {
        try (HikariDataSource database = installed();
                Readside worker = applying(PostgresLog.of(database), database);
                PostgresLog log = PostgresLog.of(database);
                Readside readside = Readside.on(log, PostgresReadStore.of(database))
                        .project(Orders.ORDER_SUMMARY)
                        .connect()) {
            return measure(log, reading(readside));
        }
    }

    private HikariDataSource installed() throws SQLException {
        HikariDataSource database = server.newDatabase();
        PostgresSchema.install(database, PostgresSchema.LOG);
        PostgresReadStore.installSchema(database);
        return database;
    }

    private static Readside applying(PostgresLog log, HikariDataSource database) {
        return Readside.on(log, PostgresReadStore.of(database))
                .project(Orders.ORDER_SUMMARY)
                .start();
    }

    private static Reader reading(Readside readside) {
        return token -> {
            Answer<?> answer = readside.read(Orders.ORDER_SUMMARY)
                    .after(token)
                    .within(PATIENCE)
                    .row("1");
            if (!(answer instanceof Answer.Fresh)) {
                throw new IllegalStateException("No fresh answer to token " + token + ": " + answer);
            }
        };
    }

    private List<Double> article(int pollMillis) throws Exception {
        try (HikariDataSource database = server.newDatabase()) {
            PostgresSchema.install(database, PostgresSchema.LOG);
            ArticleLoop.createTables(database);
            AtomicBoolean stop = new AtomicBoolean();
            try (PostgresLog log = PostgresLog.of(database);
                    ArticleLoop loop = new ArticleLoop(database, database);
                    Connection reader = database.getConnection()) {
                Thread worker = new Thread(() -> follow(loop, pollMillis, stop), "article-loop");
                worker.start();
                try {
                    return measure(log, token -> awaitCurrent(reader, token));
                } finally {
                    stop.set(true);
                    worker.join();
                }
            }
        }
    }

    private static void follow(ArticleLoop loop, int pollMillis, AtomicBoolean stop) {
        try {
            while (!stop.get()) {
                if (loop.step() == 0) {
                    TimeUnit.MILLISECONDS.sleep(pollMillis);
                }
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException("The article's loop has ended.", e);
        }
    }

    /** The article's gate, asked once a millisecond. */
    private static void awaitCurrent(Connection reader, VersionToken token) throws Exception {
        try (PreparedStatement gate = reader.prepareStatement(
                "SELECT commit_pos >= ? AS is_current FROM projection_checkpoint WHERE name = 'order_summary'")) {
            gate.setLong(1, token.position().value());
            while (true) {
                try (ResultSet row = gate.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        return;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }
}
