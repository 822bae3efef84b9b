package io.readside.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.postgres.PostgresSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * From the commit of an append to the moment at which a reader of the log sees it, by each means of waking it; what the means
 * costs four appenders without pause, and how often it asks an idle log.
 */
final class WakeUp {

    private static final String APPEND = "select position from readside.append(?, null,"
            + " '[{\"type\":\"OrderPlaced\",\"data\":{\"orderId\":\"1\"}}]'::jsonb)";

    private static final int WRITERS = 4;
    private static final int SECONDS = 4;

    private final Server server;
    private final int eventsPerSecond;

    WakeUp(Server server, int eventsPerSecond) {
        this.server = server;
        this.eventsPerSecond = eventsPerSecond;
    }

    void run(int rounds) throws Exception {
        String base = WakeUps.POLL_5.label;
        Report p50 = new Report("append to seen at " + eventsPerSecond + " events/s, p50 ms", base);
        Report p99 = new Report("append to seen at " + eventsPerSecond + " events/s, p99 ms", base);
        Report appends = new Report("appends/s of " + WRITERS + " writers without pause", base);
        Report idle = new Report("statements/s on an idle log", base);
        for (int round = 1; round <= rounds; round++) {
            for (WakeUps means : WakeUps.values()) {
                List<Double> millis = latency(means);
                p50.add(round, means.label, Report.quantile(millis, 0.5));
                p99.add(round, means.label, Report.quantile(millis, 0.99));
                appends.add(round, means.label, appendsPerSecond(means));
                idle.add(round, means.label, idle(means));
            }
        }
        p50.print();
        p99.print();
        appends.print();
        idle.print();
    }

    /** A log, a means of waking its reader, and the reader. */
    private final class Scene implements AutoCloseable {

        final HikariDataSource database = server.newDatabase();
        final NavigableMap<Long, Long> committed = new ConcurrentSkipListMap<>();
        final List<Double> millis = new ArrayList<>();
        final WakeUps.Bell bell;
        private final WakeUps means;
        private final Connection reader;
        private final Thread thread;

        Scene(WakeUps means) throws SQLException {
            this.means = means;
            PostgresSchema.install(database, PostgresSchema.LOG);
            reader = database.getConnection();
            bell = new WakeUps.Bell(this::look);
            thread = new Thread(this::await, "means");
            thread.start();
        }

        private void await() {
            try {
                means.await(bell, database);
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException(means.label, e);
            }
        }

        private void look() {
            try {
                long head = WakeUps.head(reader);
                long now = System.nanoTime();
                NavigableMap<Long, Long> seen = committed.headMap(head, true);
                synchronized (millis) {
                    seen.values().forEach(at -> millis.add((now - at) / 1e6));
                }
                seen.clear();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        void append(Connection connection, String stream) throws SQLException {
            connection.setAutoCommit(means != WakeUps.NOTIFY_IN_APPEND);
            try (PreparedStatement append = connection.prepareStatement(APPEND)) {
                append.setString(1, stream);
                try (ResultSet row = append.executeQuery()) {
                    row.next();
                    long position = row.getLong(1);
                    if (means == WakeUps.NOTIFY_IN_APPEND) {
                        try (Statement notify = connection.createStatement()) {
                            notify.execute("notify appended");
                        }
                        connection.commit();
                    }
                    committed.put(position, System.nanoTime());
                }
            }
            bell.ring();
        }

        @Override
        public void close() throws Exception {
            thread.interrupt();
            thread.join();
            reader.close();
            database.close();
        }
    }

    private List<Double> latency(WakeUps means) throws Exception {
        ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
        try (Scene scene = new Scene(means);
                Connection writer = scene.database.getConnection()) {
            int events = eventsPerSecond * SECONDS;
            CountDownLatch appended = new CountDownLatch(events);
            ScheduledFuture<?> writing = schedule.scheduleAtFixedRate(
                    () -> {
                        try {
                            scene.append(writer, "order-1");
                            appended.countDown();
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    0,
                    1_000_000 / eventsPerSecond,
                    TimeUnit.MICROSECONDS);
            if (!appended.await(10L * SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(appended.getCount() + " of " + events + " events were not appended.");
            }
            writing.cancel(false);
            synchronized (scene.millis) {
                return new ArrayList<>(scene.millis.subList(scene.millis.size() / 5, scene.millis.size()));
            }
        } finally {
            schedule.shutdownNow();
            schedule.awaitTermination(1, TimeUnit.MINUTES);
        }
    }

    private double appendsPerSecond(WakeUps means) throws Exception {
        AtomicLong appends = new AtomicLong();
        try (Scene scene = new Scene(means)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String stream = "order-" + i;
                writers.add(new Thread(() -> {
                    try (Connection connection = scene.database.getConnection()) {
                        while (System.nanoTime() < end) {
                            scene.append(connection, stream);
                            appends.incrementAndGet();
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        return appends.get() / (double) SECONDS;
    }

    private double idle(WakeUps means) throws Exception {
        try (Scene scene = new Scene(means)) {
            long before = scene.bell.statements.get();
            TimeUnit.SECONDS.sleep(1);
            return scene.bell.statements.get() - before;
        }
    }
}
