package io.readside.postgres.campaign;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.Backup;
import io.readside.postgres.support.OwnServer;
import io.readside.postgres.support.StandbyServer;
import io.readside.testkit.faults.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Servers that end, come back, come back as they were before, or are taken over by others. */
final class ServerFaults {

    private static final int EVENTS_BETWEEN = 40;

    private ServerFaults() {}

    /** The log's server ends under load, three times, each in another way. What was acknowledged is there afterwards. */
    static void endsOfTheLog(Defect defect, long seed) throws InterruptedException {
        // a commit that does not wait for the disk is on it no sooner than this
        try (OwnServer log = OwnServer.start("wal_writer_delay=10s")) {
            ends(Site.apart(log, Servers.shared()), log, defect, seed);
        }
    }

    /** The read store's server ends under load, three times, each in another way. */
    static void endsOfTheStore(Defect defect, long seed) throws InterruptedException {
        try (OwnServer store = OwnServer.start()) {
            ends(Site.apart(Servers.shared(), store), store, defect, seed);
        }
    }

    private static void ends(Site site, OwnServer server, Defect defect, long seed) throws InterruptedException {
        try (Scene scene = Scene.of(site, seed, List.of(Ledger.LEDGER), defect)) {
            Worker worker = scene.start(Worker.plan().with(defect));
            AtomicBoolean over = new AtomicBoolean();
            Semaphore appended = new Semaphore(0);
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                        while (!over.get()) {
                            scene.append(1);
                            appended.release();
                        }
                    })
                    .whenComplete((done, failed) -> appended.release(3 * EVENTS_BETWEEN));
            for (Runnable end : List.<Runnable>of(server::kill, server::stopFast, server::stopImmediately)) {
                appended.drainPermits();
                appended.acquire(EVENTS_BETWEEN);
                end.run();
                server.startAgain();
            }
            over.set(true);
            load.join();
            scene.settle(worker);
            Object kept = site.log().value("select count(*) from readside.events");
            if (!kept.equals((long) scene.history().acknowledged())) {
                throw new AssertionError(
                        "Of " + scene.history().acknowledged() + " acknowledged events " + kept + " are there.");
            }
        }
    }

    /** The read store is what it was at an earlier backup: what came later is applied again, once. */
    static void restoredStore(Defect defect, long seed) {
        try (OwnServer store = OwnServer.start();
                Scene scene = Scene.of(
                        Site.apart(Servers.shared(), store), seed, List.of(Ledger.LEDGER, Worker.ALL.get(2)))) {
            Worker worker = scene.start(Worker.plan().with(defect));
            scene.append(30);
            scene.settle(worker);
            try (Backup backup = store.backUp()) {
                scene.append(30);
                scene.settle(worker);
                scene.observer().close(); // it would see the checkpoint go back

                store.becomes(backup);
            }
            scene.append(30);
            scene.awaitCaughtUp(Scene.PATIENCE);
            scene.judge().require();
        }
    }

    /**
     * The log fails over to a standby that lacks its tail, and gives the lost positions out anew. Read models had seen the
     * tail: they must stop, and not pass over what stands there now.
     */
    static void lostTail(Defect defect, long seed) {
        try (OwnServer primary = OwnServer.start();
                TcpProxy replication = TcpProxy.to(primary.port());
                Scene scene = Scene.of(Site.apart(primary, Servers.shared()), seed, List.of(Ledger.LEDGER));
                StandbyServer standby = StandbyServer.of(primary, replication.port())) {
            Signals signals = new Signals();
            Worker worker = scene.start(Worker.plan().with(defect).listener(signals));
            scene.append(30);
            scene.settle(worker);
            standby.catchUpWith(primary);
            replication.blackHole();
            VersionToken tail = scene.append(100);
            scene.settle(worker);
            scene.observer().close();
            worker.network().log().refuse();
            worker.network().log().cutAll();
            primary.kill();
            standby.promote();
            appendAnew(standby.server(), scene.site().log().database(), seed + 1, 200);

            worker.network().log().leadTo(standby.server().port());
            worker.network().heal();

            if (!signals.awaitRegressedOrBeyond(tail.position().value(), Scene.PATIENCE)) {
                throw new AssertionError("The worker went on beyond " + tail + " though the log has lost its tail.");
            }
        }
    }

    private static void appendAnew(OwnServer server, String database, long seed, int events) {
        try (HikariDataSource pool = server.pool(database, server.port(), 2);
                PostgresLog log = PostgresLog.of(pool)) {
            new History(log, seed, events).append(events);
        }
    }

    /** Reads go to a standby that stands still: a reader is told so by the standby's own checkpoint. */
    static void readsOfAStandby(Defect defect, long seed) {
        try (OwnServer primary = OwnServer.start();
                Scene scene = Scene.of(Site.together(primary), seed, List.of(Ledger.LEDGER))) {
            Worker worker = scene.start(Worker.plan());
            scene.append(5);
            scene.settle(worker);
            try (StandbyServer standby = StandbyServer.of(primary);
                    Reader reader = Reader.of(scene.site(), standby, defect)) {
                reader.requireFresh(scene.history().token());

                standby.pauseReplay();
                VersionToken later = scene.append(5);
                scene.settle(worker);
                reader.requirePending(later);

                standby.resumeReplay();
                reader.requireFresh(later);
            }
        }
    }

    /** An application that reads the standby and writes to the primary. */
    private static final class Reader implements AutoCloseable {

        private static final int EVERYTHING = 10_000;

        private final HikariDataSource primary;
        private final HikariDataSource standby;
        private final Readside readside;

        private Reader(Site site, StandbyServer server, Defect defect) {
            String database = site.store().database();
            primary = site.log().server().pool(database, site.log().server().port(), 4);
            standby = server.server().pool(database, server.server().port(), 4);
            readside = Readside.on(PostgresLog.of(primary), defect.around(PostgresReadStore.of(standby), primary))
                    .project(Ledger.LEDGER)
                    .connect();
        }

        static Reader of(Site site, StandbyServer standby, Defect defect) {
            return new Reader(site, standby, defect);
        }

        void requireFresh(VersionToken token) {
            Answer<List<Ledger.Entry>> answer = readside.read(Ledger.LEDGER)
                    .after(token)
                    .within(Scene.PATIENCE)
                    .rows(EVERYTHING);
            boolean isRight = answer instanceof Answer.Fresh<List<Ledger.Entry>> fresh
                    && fresh.value().size() == token.position().value();
            if (!isRight) {
                throw new AssertionError("Up to " + token + " a standby that follows shows not all: " + answer);
            }
        }

        void requirePending(VersionToken token) {
            Answer<List<Ledger.Entry>> answer = readside.read(Ledger.LEDGER)
                    .after(token)
                    .within(Duration.ofMillis(300))
                    .rows(EVERYTHING);
            if (!(answer instanceof Answer.Pending)) {
                throw new AssertionError("A standby that stands still below " + token + " vouches for it.");
            }
        }

        @Override
        public void close() {
            readside.close();
            primary.close();
            standby.close();
        }
    }
}
