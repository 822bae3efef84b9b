package io.readside.benchmarks.work;

import io.readside.benchmarks.contender.Contender;
import io.readside.benchmarks.contender.Contender.Following;
import io.readside.benchmarks.database.Database;
import io.readside.benchmarks.database.Digest;
import io.readside.benchmarks.figures.Measured;

/** From zero to the head of a log that stands still. */
final class Replays {

    private static final String READ_MODEL = "order_summary";

    private final Contender contender;
    private final Job job;

    Replays(Contender contender, Job job) {
        this.contender = contender;
        this.job = job;
    }

    /** Into the read model that readers have. */
    Measured catchUp() throws Exception {
        for (int i = 0; i < job.number("warmUps"); i++) {
            warmUp(warmStore(i));
        }
        Database store = job.database("store");
        long events = job.number("events");
        contender.createStore(store);
        try (Probe probe = new Probe(store)) {
            probe.start();
            Measured measured;
            try (Following following = contender.follow(job.database("log"), store, READ_MODEL, events)) {
                following.awaitApplied(events);
                measured = probe.measured(events, probe.seconds());
            }
            check(store, READ_MODEL);
            return measured;
        }
    }

    private Database warmStore(int number) {
        return job.database("warmStore" + number);
    }

    private void warmUp(Database store) throws Exception {
        long events = job.number("warmEvents");
        contender.createStore(store);
        try (Following following = contender.follow(job.database("warmLog"), store, READ_MODEL, events)) {
            following.awaitApplied(events);
        }
    }

    /** Beside the read model that readers have, which is at the head; that it gets there is a replay too, and warms up. */
    Measured rebuild() throws Exception {
        long events = job.number("warmEvents");
        for (int i = 0; i < job.number("warmUps") / 2; i++) {
            Database store = warmStore(i);
            contender.createStore(store);
            Database log = job.database("warmLog");
            try (Following live = contender.follow(log, store, READ_MODEL, Long.MAX_VALUE)) {
                live.awaitApplied(events);
                String unused = contender.rebuild(live, log, store);
            }
        }
        return measuredRebuild();
    }

    private Measured measuredRebuild() throws Exception {
        Database log = job.database("log");
        Database store = job.database("store");
        long events = job.number("events");
        contender.createStore(store);
        try (Following live = contender.follow(log, store, READ_MODEL, Long.MAX_VALUE);
                Probe probe = new Probe(store)) {
            live.awaitApplied(events);
            probe.start();
            String green = contender.rebuild(live, log, store);
            Measured measured = probe.measured(events, probe.seconds());
            check(store, green);
            return measured;
        }
    }

    private void check(Database store, String table) throws Exception {
        if (contender.hasRows()) {
            Digest.require(job.text("digest"), store, table);
        }
    }
}
