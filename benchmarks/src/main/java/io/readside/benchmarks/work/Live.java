package io.readside.benchmarks.work;

import io.readside.benchmarks.contender.Contender;
import io.readside.benchmarks.contender.Contender.Appender;
import io.readside.benchmarks.contender.Contender.Following;
import io.readside.benchmarks.contender.Contender.Writers;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.database.Digest;
import io.readside.benchmarks.database.ServerLoad;
import io.readside.benchmarks.figures.Measured;
import io.readside.benchmarks.figures.Statistics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A worker that follows the head while others append. */
final class Live {

    private static final String READ_MODEL = "order_summary";
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int WRITERS = 4;
    private static final int READS_PER_SECOND = 200;

    private final Contender contender;
    private final Job job;
    private final Database log;
    private final Database store;

    Live(Contender contender, Job job) {
        this.contender = contender;
        this.job = job;
        this.log = job.database("log");
        this.store = job.database("store");
    }

    private static BooleanSupplier lasts(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return () -> System.nanoTime() - end < 0;
    }

    /** The writer is in the worker's process. */
    Measured latencyInOneProcess() throws Exception {
        prepare();
        try (Following following = contender.follow(log, store, READ_MODEL, Long.MAX_VALUE);
                Appender writer = following.appender()) {
            return latency(writer, 0);
        }
    }

    /** The worker is in another process, which hears nothing of the appends but what its log tells it. */
    Measured latencyInTwoProcesses() throws Exception {
        prepare();
        try (OtherProcess follower = OtherProcess.follow(contender.name(), log, store);
                Writers writers = contender.writers(log, 1);
                Appender writer = writers.next()) {
            return latency(writer, follower.pid());
        }
    }

    private void prepare() throws SQLException {
        contender.createLog(log);
        contender.announceAppends(log);
        contender.createStore(store);
    }

    private Measured latency(Appender writer, long otherPid) throws Exception {
        long rate = job.number("rate");
        Traffic traffic = new Traffic(List.of(writer), store, (double) rate, 0);
        traffic.run(lasts(WARM_UP));
        try (Probe probe = new Probe(store)) {
            probe.start();
            double otherCpu = ServerLoad.cpuSeconds(otherPid);
            Traffic.Outcome outcome = traffic.run(lasts(Duration.ofSeconds(job.number("seconds"))));
            Measured measured = probe.measured(outcome.appendMillis().size(), outcome.seconds());
            return measured.put(
                            "cpuSeconds",
                            measured.number("cpuSeconds").orElse(0) + ServerLoad.cpuSeconds(otherPid) - otherCpu)
                    .put("p50Ms", Statistics.quantile(outcome.visibleMillis(), 0.5))
                    .put("p99Ms", Statistics.quantile(outcome.visibleMillis(), 0.99))
                    .put("appendP50Ms", Statistics.quantile(outcome.appendMillis(), 0.5))
                    .put("rateKeptPercent", kept(outcome, (double) rate))
                    .put("lost", outcome.lost());
        }
    }

    private static double kept(Traffic.Outcome outcome, double rate) {
        return 100 * outcome.appendMillis().size() / (outcome.seconds() * rate);
    }

    /** How many events a second can be appended and applied beside reads, without pause. */
    Measured saturate() throws Exception {
        prepare();
        List<Appender> writers = new ArrayList<>();
        try (Following following = contender.follow(log, store, READ_MODEL, Long.MAX_VALUE)) {
            for (int i = 0; i < WRITERS; i++) {
                writers.add(following.appender());
            }
            Traffic traffic = new Traffic(writers, store, Double.POSITIVE_INFINITY, READS_PER_SECOND);
            traffic.run(lasts(WARM_UP));
            Traffic.Outcome outcome = traffic.run(lasts(WARM_UP));
            return new Measured().put("eventsPerSecond", outcome.appendMillis().size() / outcome.secondsToVisible());
        } finally {
            for (Appender writer : writers) {
                writer.close();
            }
        }
    }

    /** Traffic without, then during a rebuild; the log holds a history before. */
    List<Measured> rebuild() throws Exception {
        contender.announceAppends(log);
        contender.createStore(store);
        List<Appender> writers = new ArrayList<>();
        try (Following live = contender.follow(log, store, READ_MODEL, Long.MAX_VALUE);
                Probe probe = new Probe(store)) {
            live.awaitApplied(job.number("events"));
            for (int i = 0; i < WRITERS; i++) {
                writers.add(live.appender());
            }
            Traffic traffic = new Traffic(writers, store, (double) job.number("rate"), READS_PER_SECOND);
            traffic.run(lasts(WARM_UP));
            Measured quiet = measured(probe, traffic, lasts(Duration.ofSeconds(job.number("seconds"))));
            CompletableFuture<String> green = CompletableFuture.supplyAsync(() -> rebuilt(live));
            Measured during = measured(probe, traffic, () -> !green.isDone());
            Digest.require(job.text("digest"), store, green.get());
            return List.of(quiet.put("variant", "without"), during.put("variant", "during a rebuild"));
        } finally {
            for (Appender writer : writers) {
                writer.close();
            }
        }
    }

    private String rebuilt(Following live) {
        try {
            return contender.rebuild(live, log, store);
        } catch (Exception e) {
            throw new IllegalStateException("The rebuild has failed.", e);
        }
    }

    private Measured measured(Probe probe, Traffic traffic, BooleanSupplier goesOn) throws Exception {
        probe.start();
        Traffic.Outcome outcome = traffic.run(goesOn);
        long rate = job.number("rate");
        return probe.measured(outcome.appendMillis().size(), outcome.seconds())
                .put("rate", rate)
                .put("rateKeptPercent", kept(outcome, (double) rate))
                .put("p50Ms", Statistics.quantile(outcome.appendMillis(), 0.5))
                .put("p99Ms", Statistics.quantile(outcome.appendMillis(), 0.99))
                .put("visibleP50Ms", Statistics.quantile(outcome.visibleMillis(), 0.5))
                .put("visibleP99Ms", Statistics.quantile(outcome.visibleMillis(), 0.99))
                .put("lost", outcome.lost())
                .put("readP99Ms", Statistics.quantile(outcome.readMillis(), 0.99));
    }
}
