package io.readside.benchmarks.run;

import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.database.PostgresServer;
import io.readside.benchmarks.figures.Measured;
import io.readside.benchmarks.history.CopyRows;
import io.readside.benchmarks.work.Job;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** One contender, once: fresh databases, its job, its figures. */
final class Rounds {

    private static final long MOST_WARM_UP_EVENTS = 200_000;
    private static final int WARM_UPS = 5;
    private static final long MOST_APPENDS = 20_000;
    private static final int LATENCY_RATE = 200;
    private static final double SHARE_OF_SATURATION = 0.6;

    private final PostgresServer server;
    private final Logs logs;
    private final Path files;
    private final long wanted;
    private int databases;
    private long liveRate;

    /** @param files an empty folder for files of events */
    Rounds(PostgresServer server, Path files, long wanted) {
        this.server = server;
        this.logs = new Logs(server);
        this.files = files;
        this.wanted = wanted;
    }

    List<Measured> run(Workload workload, Entrant entrant, Jvm jvm) throws Exception {
        return switch (workload) {
            case CATCH_UP -> replay("catch-up", entrant, jvm);
            case REBUILD -> replay(isReadside(entrant) ? "rebuild" : "catch-up", entrant, jvm);
            case APPEND_1, APPEND_4, APPEND_16 -> append(workload.writers(), entrant, jvm);
            case IMPORT -> importing(entrant, jvm);
            case LATENCY_200 -> latency(entrant, jvm);
            case REBUILD_LIVE -> rebuildLive(entrant, jvm);
        };
    }

    private static boolean isReadside(Entrant entrant) {
        return entrant == Entrant.READSIDE_FOLD || entrant == Entrant.READSIDE_SQL;
    }

    private interface Work {
        List<Measured> with(Database log, Database store) throws Exception;
    }

    /** In two databases, which are dropped afterwards. */
    private List<Measured> inFreshDatabases(Work work) throws Exception {
        String log = "log_" + ++databases;
        String store = "store_" + databases;
        try {
            Database one = server.create(log);
            Database other = server.create(store);
            server.checkpoint();
            return work.with(one, other);
        } finally {
            server.drop(log);
            server.drop(store);
        }
    }

    /** The same a few times before, so that what is measured runs as compiled: each into a database of its own. */
    private List<Measured> replay(String task, Entrant entrant, Jvm jvm) throws Exception {
        long events = entrant.events(wanted);
        long warmEvents = Math.min(events, MOST_WARM_UP_EVENTS);
        String history = logs.history(wanted, entrant, events, jvm);
        String warmHistory = warmEvents == events ? history : logs.history(warmEvents, entrant, warmEvents, jvm);
        String digest = logs.digest(history, events);
        Job job = Job.of(task, entrant.label())
                .with("log", server.database(history).url())
                .with("events", events)
                .with("digest", digest)
                .with("warmLog", server.database(warmHistory).url())
                .with("warmEvents", warmEvents)
                .with("warmUps", WARM_UPS);
        List<String> stores = new ArrayList<>();
        try {
            job.with("store", created(stores).url());
            for (int i = 0; i < WARM_UPS; i++) {
                job.with("warmStore" + i, created(stores).url());
            }
            server.checkpoint();
            return jvm.run(job, entrant.heapMb(events));
        } finally {
            for (String store : stores) {
                server.drop(store);
            }
        }
    }

    private Database created(List<String> stores) throws SQLException {
        stores.add("store_" + ++databases);
        return server.create(stores.get(stores.size() - 1));
    }

    private List<Measured> append(int writers, Entrant entrant, Jvm jvm) throws Exception {
        return inFreshDatabases((log, unused) -> jvm.run(
                Job.of("append", entrant.label())
                        .with("log", log.url())
                        .with("events", Math.min(wanted, MOST_APPENDS))
                        .with("writers", writers),
                entrant.heapMb(0)));
    }

    private List<Measured> importing(Entrant entrant, Jvm jvm) throws Exception {
        boolean copies = entrant == Entrant.COPY;
        Path file = files.resolve(copies ? "events.copy" : "events.ndjson");
        if (!Files.exists(file)) {
            Logs.write(wanted, copies ? CopyRows::eventsRow : CopyRows::importLine, file);
        }
        String digest = logs.digest(logs.history(wanted), wanted);
        return inFreshDatabases((log, unused) -> jvm.run(
                Job.of("import", entrant.label())
                        .with("log", emptyLog(log, copies).url())
                        .with("file", file)
                        .with("events", wanted)
                        .with("digest", digest),
                entrant.heapMb(0)));
    }

    private static Database emptyLog(Database log, boolean byHand) throws SQLException {
        if (!byHand) {
            Logs.install(log);
        }
        return log;
    }

    private List<Measured> latency(Entrant entrant, Jvm jvm) throws Exception {
        List<Measured> both = new ArrayList<>();
        long seconds = Math.max(5, Math.min(15, wanted / 10_000));
        for (String processes : List.of("one-process", "two-processes")) {
            List<Measured> measured = inFreshDatabases((log, store) -> jvm.run(
                    Job.of("latency-" + processes, entrant.label())
                            .with("log", log.url())
                            .with("store", store.url())
                            .with("rate", LATENCY_RATE)
                            .with("seconds", seconds),
                    entrant.heapMb(0)));
            measured.forEach(
                    line -> both.add(new Measured().put("variant", processes).with(line)));
        }
        return both;
    }

    private List<Measured> rebuildLive(Entrant entrant, Jvm jvm) throws Exception {
        if (liveRate == 0) {
            liveRate = saturation();
        }
        String history = logs.history(wanted, entrant, wanted, jvm);
        String digest = logs.digest(history, wanted);
        return inFreshDatabases((unused, store) -> {
            String live = "live_" + databases;
            try {
                Database log = server.copy(live, history);
                server.checkpoint();
                return jvm.run(
                        Job.of("rebuild-live", entrant.label())
                                .with("log", log.url())
                                .with("store", store.url())
                                .with("events", wanted)
                                .with("digest", digest)
                                .with("rate", liveRate)
                                .with("seconds", 10),
                        entrant.heapMb(0));
            } finally {
                server.drop(live);
            }
        });
    }

    /** The same offer to everybody: so much of what Readside can append and apply when nothing else is to be done. */
    private long saturation() throws Exception {
        List<Measured> most = inFreshDatabases((log, store) -> Jvm.own()
                .run(
                        Job.of("saturate", Entrant.READSIDE_FOLD.label())
                                .with("log", log.url())
                                .with("store", store.url()),
                        Entrant.READSIDE_FOLD.heapMb(0)));
        double rate = most.get(0).number("eventsPerSecond").orElseThrow();
        System.err.printf(
                "%.0f events a second saturate; the rate is %.0f %% of that.%n", rate, 100 * SHARE_OF_SATURATION);
        return Math.round(rate * SHARE_OF_SATURATION);
    }
}
