package io.readside.benchmarks.work;

import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.history.LiveOrders;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Appends at a fixed rate while an observer looks for their rows and, if asked for, a reader reads rows by key. Every second
 * append is of a new order, the others cancel one that was placed {@value #BEFORE} appends before.
 */
final class Traffic {

    private static final int BEFORE = 50;

    private final List<Appender> writers;
    private final Database store;
    private final double eventsPerSecond;
    private final int readsPerSecond;

    /** @param eventsPerSecond of all writers together; infinite: without pause */
    Traffic(List<Appender> writers, Database store, double eventsPerSecond, int readsPerSecond) {
        this.writers = writers;
        this.store = store;
        this.eventsPerSecond = eventsPerSecond;
        this.readsPerSecond = readsPerSecond;
    }

    /**
     * What came of it.
     *
     * @param lost as {@link Observer.Seen}
     * @param seconds of appending
     * @param secondsToVisible until all of it was seen
     */
    record Outcome(
            List<Double> appendMillis,
            List<Double> visibleMillis,
            List<Double> readMillis,
            int lost,
            double seconds,
            double secondsToVisible) {}

    /** Until it is told to end; it asks before each append. */
    Outcome run(BooleanSupplier goesOn) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers.size() + 1);
        try (Observer observer = new Observer(store)) {
            Queue<String> placed = new ConcurrentLinkedQueue<>();
            long start = System.nanoTime();
            List<Future<List<Double>>> appending = new ArrayList<>();
            for (int i = 0; i < writers.size(); i++) {
                Appender writer = writers.get(i);
                long first = start + Math.round(i * pauseNanos() / writers.size());
                appending.add(threads.submit(() -> append(writer, first, observer, placed, goesOn)));
            }
            Future<List<Double>> reading = threads.submit(() -> read(placed, goesOn));
            List<Double> appended = new ArrayList<>();
            for (Future<List<Double>> part : appending) {
                appended.addAll(part.get());
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            List<Double> read = reading.get();
            Observer.Seen seen = observer.seen();
            return new Outcome(appended, seen.millis(), read, seen.lost(), seconds, (System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdown();
        }
    }

    /** Of one writer. */
    private double pauseNanos() {
        return Double.isInfinite(eventsPerSecond) ? 0 : 1e9 * writers.size() / eventsPerSecond;
    }

    private List<Double> append(
            Appender writer, long first, Observer observer, Queue<String> placed, BooleanSupplier goesOn)
            throws Exception {
        List<Double> millis = new ArrayList<>();
        ArrayDeque<String> own = new ArrayDeque<>();
        for (int i = 0; goesOn.getAsBoolean(); i++) {
            awaitDue(first + Math.round(i * pauseNanos()));
            boolean cancels = i % 2 == 1 && own.size() >= BEFORE / 2;
            String order = cancels ? own.remove() : LiveOrders.newId();
            long start = System.nanoTime();
            if (cancels) {
                writer.append(order, 1, LiveOrders.cancelled(order));
            } else {
                writer.append(order, 0, LiveOrders.placed(order, i));
            }
            long end = System.nanoTime();
            observer.expect(order, cancels ? "cancelled" : "placed");
            millis.add((end - start) / 1e6);
            if (!cancels) {
                own.add(order);
                placed.add(order);
            }
        }
        return millis;
    }

    private static void awaitDue(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private List<Double> read(Queue<String> placed, BooleanSupplier goesOn) throws Exception {
        List<Double> millis = new ArrayList<>();
        if (readsPerSecond == 0) {
            return millis;
        }
        try (Connection connection = store.connect()) {
            while (goesOn.getAsBoolean()) {
                String order = placed.poll();
                if (order != null) {
                    long start = System.nanoTime();
                    Database.ask(connection, "select total_cents from order_summary where order_id = ?", order);
                    millis.add((System.nanoTime() - start) / 1e6);
                }
                TimeUnit.MICROSECONDS.sleep(1_000_000 / readsPerSecond);
            }
        }
        return millis;
    }
}
