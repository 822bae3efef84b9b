package io.readside.postgres.campaign;

import io.readside.projection.Projection;
import io.readside.testkit.faults.Direction;
import io.readside.testkit.faults.Fate;
import io.readside.testkit.faults.Odds;
import io.readside.testkit.faults.Schedule;
import io.readside.testkit.faults.Side;
import io.readside.testkit.faults.TcpProxy;
import io.readside.testkit.orders.Orders;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Connections that break. */
final class Cuts {

    /** The writers of the load are slow enough for a batch of theirs to be small. */
    private static final int PACE_MILLIS = 3;

    private Cuts() {}

    /**
     * Each request of a batch in turn, cut before it and after it, for a read model of the SQL form and for a fold.
     *
     * @return how many cuts there were
     */
    static long atEachRoundTrip(Defect defect, long seed) {
        long cuts = 0;
        for (Projection<?> projection : List.of(Ledger.LEDGER, Orders.CUSTOMER_TOTALS)) {
            List<Projection<?>> both =
                    projection == Ledger.LEDGER ? List.of(projection) : List.of(Ledger.LEDGER, projection);
            try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, both)) {
                cuts += sweep(scene, defect);
            }
        }
        return cuts;
    }

    private static long sweep(Scene scene, Defect defect) {
        Worker worker = scene.start(Worker.plan().with(defect).leaseTerm(Duration.ofMinutes(1)));
        TcpProxy store = worker.network().store();
        long roundTrips = roundTripsOfABatch(scene, worker);
        for (Side side : Side.values()) {
            for (long request = 1; request <= roundTrips; request++) {
                store.follow(Schedule.cutAtRequest(request, side));
                scene.append(1); // one batch
                scene.awaitCaughtUp(Scene.PATIENCE);
                scene.settle(worker);
            }
        }
        return store.cuts();
    }

    /** Leases are held on connections of their own, so that these are all requests to the store. */
    private static long roundTripsOfABatch(Scene scene, Worker worker) {
        scene.append(1); // one batch
        scene.settle(worker);
        long before = worker.network().store().requests();
        scene.append(1); // one batch
        scene.settle(worker);
        return worker.network().store().requests() - before;
    }

    /** Answers are lost, most of all that of a commit: what was asked for was done. */
    static void withUnknownOutcome(Defect defect, long seed) throws InterruptedException {
        Random random = new Random(seed);
        Schedule afterRequests = chunk -> {
            boolean cut = new Random(seed ^ chunk.hashCode() * 0x9E3779B97F4A7C15L).nextInt(12) == 0;
            return cut && chunk.direction() == Direction.TO_SERVER ? Fate.cut(Side.AFTER) : Fate.FORWARD;
        };
        try (Scene scene = Scene.of(Site.together(Servers.shared()), random.nextLong(), List.of(Ledger.LEDGER))) {
            Worker worker = scene.start(Worker.plan().with(defect));
            round(scene, worker, List.of(worker.network().store()), afterRequests, 60);
        }
    }

    /** All connections of a process, at random, on one server or on two. */
    static Verdict atRandom(Site site, Defect defect, long seed, int rounds, int cutsARound)
            throws InterruptedException {
        Verdict all = Verdict.NOTHING;
        Random random = new Random(seed);
        try (Scene scene = Scene.of(site, random.nextLong(), Worker.ALL)) {
            Worker worker = scene.start(Worker.plan().with(defect));
            for (int round = 0; round < rounds; round++) {
                Schedule schedule = Schedule.random(random.nextLong(), Odds.ofCuts(0.04));
                all = all.plus(round(scene, worker, worker.network().all().toList(), schedule, cutsARound));
            }
        }
        return all;
    }

    /** Appends while the schedule is in force, until it has cut so often; then all must be right. */
    static Verdict round(Scene scene, Worker worker, List<TcpProxy> proxies, Schedule schedule, int cuts)
            throws InterruptedException {
        CountDownLatch left = new CountDownLatch(cuts);
        proxies.forEach(proxy -> proxy.follow(Network.counting(schedule, left)));
        do {
            scene.append(1);
        } while (!left.await(PACE_MILLIS, TimeUnit.MILLISECONDS));
        return scene.settle(worker);
    }

    /** Two processes that both hold themselves for the owner. */
    static void ofNothingButTwoWorkers(Defect defect, long seed) throws InterruptedException {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Worker one = scene.start(Worker.plan().with(defect));
            scene.start(Worker.plan().with(defect).under(Wrong::leasesThatAreEverybodys));
            for (int i = 0; i < 150; i++) {
                scene.append(1);
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS); // the load
            }
            scene.settle(one);
        }
    }
}
