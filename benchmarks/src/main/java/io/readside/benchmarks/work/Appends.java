package io.readside.benchmarks.work;

import io.readside.benchmarks.contender.Contender;
import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.contender.Contender.Writers;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.figures.Measured;
import io.readside.benchmarks.figures.Statistics;
import io.readside.benchmarks.history.LiveOrders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * So many writers without pause, one event a transaction: an order is placed in a stream that must not exist, then cancelled in one
 * that must hold that one event. Nobody reads meanwhile.
 */
final class Appends {

    private static final int WARM_UP = 4_000;

    private final Contender contender;
    private final Job job;

    Appends(Contender contender, Job job) {
        this.contender = contender;
        this.job = job;
    }

    Measured run() throws Exception {
        Database log = job.database("log");
        int writers = (int) job.number("writers");
        int events = (int) job.number("events") / (2 * writers) * 2;
        contender.createLog(log);
        List<Appender> appenders = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try (Writers shared = contender.writers(log, writers);
                Probe probe = new Probe(log)) {
            for (int i = 0; i < writers; i++) {
                appenders.add(shared.next());
            }
            run(threads, appenders, WARM_UP / writers);
            probe.start();
            List<Double> millis = run(threads, appenders, events);
            Measured measured = probe.measured(millis.size(), probe.seconds());
            for (Appender appender : appenders) {
                appender.close();
            }
            return measured.put("p50Ms", Statistics.quantile(millis, 0.5))
                    .put("p99Ms", Statistics.quantile(millis, 0.99));
        } finally {
            threads.shutdown();
        }
    }

    private static List<Double> run(ExecutorService threads, List<Appender> appenders, int eventsEach)
            throws Exception {
        List<Future<List<Double>>> parts = new ArrayList<>();
        for (Appender appender : appenders) {
            parts.add(threads.submit(() -> append(appender, eventsEach)));
        }
        List<Double> all = new ArrayList<>();
        for (Future<List<Double>> part : parts) {
            all.addAll(part.get());
        }
        return all;
    }

    private static List<Double> append(Appender appender, int events) throws Exception {
        List<Double> millis = new ArrayList<>(events);
        for (int i = 0; i < events; i += 2) {
            String order = LiveOrders.newId();
            long start = System.nanoTime();
            appender.append(order, 0, LiveOrders.placed(order, i));
            long placed = System.nanoTime();
            appender.append(order, 1, LiveOrders.cancelled(order));
            millis.add((placed - start) / 1e6);
            millis.add((System.nanoTime() - placed) / 1e6);
        }
        return millis;
    }
}
