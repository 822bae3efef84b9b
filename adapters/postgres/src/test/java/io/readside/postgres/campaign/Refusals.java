package io.readside.postgres.campaign;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.support.OwnServer;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A database that answers, but not as wanted. */
final class Refusals {

    private static final int PACE_MILLIS = 3;
    private static final int EVENTS = 120;

    private Refusals() {}

    /** Every seventh row that is written fails with a SQLState, raised by a trigger. */
    static Fault everySeventhRow(String sqlState) {
        return (defect, seed) -> {
            try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
                Worker worker = scene.start(Worker.plan().with(defect));
                scene.site().store().execute(failing(sqlState, 7));
                do {
                    load(scene);
                } while (rowsWritten(scene) < EVENTS && !scene.history().isOver());
                scene.site().store().execute("drop trigger failing on ledger__g1");
                scene.settle(worker);
            }
        };
    }

    /** Every row that is written fails with a SQLState for a while, raised by a trigger. */
    static Fault outage(String sqlState) {
        return (defect, seed) -> {
            try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
                Signals signals = new Signals();
                Worker worker = scene.start(Worker.plan().with(defect).listener(signals));
                scene.site().store().execute(failing(sqlState, 1));
                scene.append(5);
                signals.awaitFailuresOrStop(3, Scene.PATIENCE);
                scene.site().store().execute("drop trigger failing on ledger__g1");
                scene.settle(worker);
            }
        };
    }

    private static String failing(String sqlState, int each) {
        return """
        create sequence calls;
        create function failing() returns trigger language plpgsql as $$
        begin
            if nextval('calls') %% %d = 0 then
                raise exception using errcode = '%s', message = 'planted';
            end if;
            return new;
        end
        $$;
        create trigger failing before insert on ledger__g1 for each row execute function failing()
        """.formatted(each, sqlState);
    }

    /** Counts those that have failed, too: a worker that is slow to begin has met no fault yet. */
    private static long rowsWritten(Scene scene) {
        return (long) scene.site().store().value("select last_value from calls");
    }

    private static void load(Scene scene) throws InterruptedException {
        for (int i = 0; i < EVENTS; i++) {
            scene.append(1);
            TimeUnit.MILLISECONDS.sleep(PACE_MILLIS); // the load
        }
    }

    /** No fault at all: what a defect that is found elsewhere looks like here. */
    static void none(Defect defect, long seed) throws InterruptedException {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            scene.start(Worker.plan().with(defect));
            load(scene);
            scene.awaitCaughtUp(Scene.PATIENCE);
            Verdict verdict = scene.judge();
            for (int attempt = 0; attempt < 20 && !verdict.isGood(); attempt++) {
                verdict = scene.judge(); // rows that come after their checkpoint do come
            }
            verdict.require();
        }
    }

    /** The disk of the read model's table is full until somebody makes room. */
    static void fullDisk(Defect defect, long seed) {
        try (SmallDisk disk = SmallDisk.mount();
                OwnServer server = OwnServer.start();
                Scene scene = Scene.of(Site.together(server), seed, List.of(Ledger.LEDGER))) {
            Signals signals = new Signals();
            Worker worker = scene.start(Worker.plan().with(defect).listener(signals));
            Site.Place store = scene.site().store();
            scene.append(5);
            scene.settle(worker);
            store.execute("create tablespace small location '" + disk.folder() + "'");
            store.execute("alter table ledger__g1 set tablespace small");
            store.execute("create table filler (bytes text) tablespace small");
            fill(store);

            scene.append(400); // more than one page holds
            signals.awaitFailuresOrStop(2, Scene.PATIENCE);
            store.execute("drop table filler");

            scene.settle(worker);
        }
    }

    private static void fill(Site.Place store) {
        store.execute("alter table filler alter bytes set storage plain");
        try {
            while (true) {
                store.execute("insert into filler select repeat('x', 7000) from generate_series(1, 10)");
            }
        } catch (IllegalStateException e) {
            boolean isFull = e.getCause() instanceof SQLException cause && "53100".equals(cause.getSQLState());
            if (!isFull) {
                throw e;
            }
        }
    }

    /** A foreign transaction locks rows in the other order until PostgreSQL has to end one of the two. */
    static void deadlocks(Defect defect, long seed) throws Exception {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Worker worker = scene.start(Worker.plan().with(defect));
            scene.append(5);
            scene.settle(worker);
            // the batch locks the generation's row first, and then waits for the table
            try (Connection foreign =
                    scene.site().store().server().connect(scene.site().store().database())) {
                foreign.setAutoCommit(false);
                foreign.createStatement().execute("set deadlock_timeout = '60s'"); // the worker is the victim
                foreign.createStatement().execute("lock table ledger__g1 in share mode");
                scene.append(5);
                awaitSomebodyWaitingFor("ledger__g1", foreign);
                foreign.createStatement().execute("select from readside.generation where name = 'ledger' for update");
                foreign.rollback();
            }
            scene.settle(worker);
        }
    }

    private static void awaitSomebodyWaitingFor(String table, Connection connection) throws SQLException {
        String waiting = "select count(*) > 0 from pg_sleep(0.01), pg_locks where relation = '" + table
                + "'::regclass and not granted";
        boolean found = false;
        while (!found) {
            try (ResultSet row = connection.createStatement().executeQuery(waiting)) {
                row.next();
                found = row.getBoolean(1);
            }
        }
    }

    /** Backends are ended every 50 ms, wherever they are, and then one in the middle of a batch. */
    static void killedBackends(Defect defect, long seed) throws Exception {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Worker worker = scene.start(Worker.plan().with(defect));
            CountDownLatch over = new CountDownLatch(1);
            Thread killer = new Thread(() -> killEvery50Millis(scene.site(), over), "killer");
            killer.start();
            load(scene);
            load(scene);
            over.countDown();
            killer.join();
            scene.settle(worker);
            killWithinABatch(scene);
            scene.settle(worker);
        }
    }

    private static void killEvery50Millis(Site site, CountDownLatch over) {
        try {
            do {
                killBackends(site, "true");
            } while (!over.await(50, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** While it waits for the row of its generation: so its worker is told why it was ended. */
    private static void killWithinABatch(Scene scene) throws SQLException {
        Site.Place store = scene.site().store();
        try (Connection holder = store.server().connect(store.database());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from readside.generation for update");
            scene.append(1);
            long begun = System.nanoTime();
            while (killBackends(scene.site(), "wait_event_type = 'Lock'") == 0) {
                if (System.nanoTime() - begun > Scene.PATIENCE.toNanos()) {
                    throw new IllegalStateException("No batch has come to wait.");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
            holder.rollback();
        }
    }

    private static long killBackends(Site site, String which) {
        return (long) site.store()
                .value(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database()"
                                + " and application_name = '" + OwnServer.POOLED + "' and " + which);
    }

    /** Others hold every connection of the worker's pool. */
    static void emptyPool(Defect defect, long seed) throws Exception {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Signals signals = new Signals();
            Worker worker =
                    scene.start(Worker.plan().with(defect).listener(signals).connections(3));
            scene.append(5);
            scene.settle(worker);
            List<Connection> held = new ArrayList<>();
            HikariDataSource pool = worker.storePool();
            for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
                held.add(pool.getConnection());
            }
            scene.append(5);
            signals.awaitFailuresOrStop(2, Scene.PATIENCE);
            for (Connection connection : held) {
                connection.close();
            }
            scene.settle(worker);
        }
    }

    /** The database's clock goes back: the lease of a process that is gone seems to last for days. */
    static void clockBack(Defect defect, long seed) {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Worker gone = scene.start(Worker.plan().with(defect));
            scene.append(5);
            scene.settle(gone);
            gone.network().die();
            moveLeases(scene.site(), "1 day");
            Worker successor = scene.start(Worker.plan().with(defect));
            scene.append(5);
            scene.settle(successor, Duration.ofSeconds(10));
        }
    }

    /** The database's clock goes forth and back under a living owner: the lease is over at once, or lasts for days. */
    static void clockJumps(Defect defect, long seed) throws InterruptedException {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Worker one = scene.start(Worker.plan().with(defect));
            scene.start(Worker.plan().with(defect));
            for (String jump : List.of("-1 day", "1 day", "-1 day", "1 day")) {
                moveLeases(scene.site(), jump);
                load(scene);
            }
            scene.settle(one);
        }
    }

    private static void moveLeases(Site site, String by) {
        site.store()
                .execute("update readside.lease set expires_at = expires_at + interval '" + by
                        + "', renewed_at = renewed_at + interval '" + by + "'");
    }

    /** An owner whose lease was taken finds the checkpoint where it has left it, and tries to go on. */
    static void lateOwner(Defect defect, long seed) {
        Site site = Site.together(Servers.shared());
        try (HikariDataSource pool = site.store()
                        .server()
                        .pool(site.store().database(), site.store().server().port(), 4);
                ReadStore store = PostgresReadStore.of(defect.around(pool))) {
            GenerationId id = store.generations().open(Ledger.LEDGER).id();
            store.leases().hold("late", Set.of(id), Duration.ofSeconds(1));
            Generation before = store.applier(Ledger.LEDGER, id).current();
            moveLeases(site, "-1 day");
            store.leases().hold("successor", Set.of(id), Duration.ofSeconds(1));
            Checkpoint to = new Checkpoint(Position.of(1));

            store.applier(Ledger.LEDGER, id)
                    .apply(new Batch(before.epoch(), before.checkpoint(), to, List.of(), List.of()));

            throw new AssertionError("Seed " + seed + ": an owner whose lease was taken has moved the checkpoint.");
        } catch (CheckpointMoved fenced) {
            // as it must be
        }
    }
}
