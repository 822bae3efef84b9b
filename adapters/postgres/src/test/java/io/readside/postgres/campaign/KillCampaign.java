package io.readside.postgres.campaign;

import io.readside.postgres.campaign.WorkerMain.Planted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Kills worker processes at moments drawn by a seed: mostly the owner, now and then another, or all at once; or stops the
 * owner until another has its leases. After some rounds it is all judged, and goes on at a new site.
 */
final class KillCampaign {

    private static final int WORKERS = 3;
    private static final int ROUNDS_A_SITE = 25;
    private static final int MOST_BATCHES = 30;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * What came of it.
     *
     * @param pauses in which the owner stood still for longer than its lease and then went on
     * @param failOvers from the kill of an owner to the moment when all that it fed was fed again, ascending
     */
    record Report(long seed, int kills, int pauses, List<Duration> failOvers, Verdict verdict) {

        Report {
            failOvers = failOvers.stream().sorted().toList();
        }

        Duration median() {
            return failOvers.get(failOvers.size() / 2);
        }

        Duration longest() {
            return failOvers.get(failOvers.size() - 1);
        }

        @Override
        public String toString() {
            String times = failOvers.isEmpty()
                    ? "no fail-over"
                    : failOvers.size() + " fail-overs, p50 " + median().toMillis() + " ms, max "
                            + longest().toMillis() + " ms";
            return "seed " + seed + ": " + kills + " kills, " + pauses + " pauses, " + times + "; " + verdict;
        }
    }

    private final Path log;
    private final long seed;
    private final Duration leaseTerm;
    private final Predicate<Integer> goesOn;
    private final Random random;
    private final List<Duration> failOvers = new ArrayList<>();
    private Verdict verdict = Verdict.NOTHING;
    private int kills;
    private int pauses;

    /** @param goesOn asked with the number of kills so far */
    KillCampaign(Path log, long seed, Duration leaseTerm, Predicate<Integer> goesOn) {
        this.log = log;
        this.seed = seed;
        this.leaseTerm = leaseTerm;
        this.goesOn = goesOn;
        this.random = new Random(seed);
    }

    /** @throws AssertionError if an effect was lost, doubled or torn */
    Report run() {
        while (goesOn.test(kills)) {
            try (ProcessScene scene = ProcessScene.begin(log, random.nextLong(), leaseTerm, Planted.NONE, WORKERS)) {
                for (int round = 0; round < ROUNDS_A_SITE && goesOn.test(kills); round++) {
                    scene.crew().awaitReady();
                    round(scene);
                }
                verdict = verdict.plus(scene.settle());
            }
        }
        return new Report(seed, kills, pauses, failOvers, verdict);
    }

    private void round(ProcessScene scene) {
        switch (random.nextInt(12)) {
            case 0 -> killAll(scene);
            case 1 -> standStill(scene);
            case 2, 3 -> kill(scene, anyone(scene));
            default -> kill(scene, workingOwner(scene));
        }
    }

    private WorkerProcess anyone(ProcessScene scene) {
        List<WorkerProcess> alive = scene.crew().alive();
        return alive.get(random.nextInt(alive.size()));
    }

    private WorkerProcess workingOwner(ProcessScene scene) {
        WorkerProcess owner = scene.owner();
        scene.awaitBatches(owner, 1 + random.nextInt(MOST_BATCHES));
        LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE));
        return owner;
    }

    private void kill(ProcessScene scene, WorkerProcess victim) {
        Duration failOver = scene.kill(victim);
        if (!failOver.isZero()) {
            failOvers.add(failOver);
        }
        kills++;
        scene.join();
    }

    private void killAll(ProcessScene scene) {
        List<WorkerProcess> all = scene.crew().alive();
        all.forEach(scene.crew()::kill);
        kills += all.size();
        all.forEach(gone -> scene.join());
        scene.owner();
    }

    private void standStill(ProcessScene scene) {
        WorkerProcess owner = workingOwner(scene);
        owner.stop();
        scene.outliveItsLeaseAnywhere(owner);
        pauses++;
    }
}
