package io.readside.postgres.honesty;

import io.readside.event.VersionToken;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Rebuild;
import io.readside.readstore.SwapMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Sessions at one database while everything happens to its read models: the process that feeds them is killed, they are rebuilt,
 * swapped and rolled back, keys of them are parked, mended and retried.
 */
final class History {

    private static final int SESSIONS = 8;
    private static final int FLAWED_KEYS = 3;

    /** Of the engine's 100 in five minutes that are a bad deployment. */
    private static final int MOST_FLAWS = 12;

    private final Scene scene;
    private final Random random;
    private final AtomicLong left;
    private final long atLeast;
    private int kills;
    private int swaps;
    private int rollbacks;
    private int retries;

    private History(Scene scene, long seed, long reads) {
        this.scene = scene;
        this.random = new Random(seed);
        this.left = new AtomicLong(reads);
        this.atLeast = reads;
    }

    /**
     * What came of it.
     *
     * @param freshAfterWaiting how many waited and then got what they waited for
     */
    record Report(Judge judge, int kills, int swaps, int rollbacks, int retries, long freshAfterWaiting) {

        @Override
        public String toString() {
            return judge + "; " + freshAfterWaiting + " fresh after waiting; " + kills + " kills, " + swaps + " swaps, "
                    + rollbacks + " rollbacks, " + retries + " retries of parked keys";
        }
    }

    /** @param reads how many answers at least; all upheavals come to pass once, however many that takes */
    static Report of(Mistake mistake, long seed, long reads) throws Exception {
        try (Scene scene = Scene.begin(mistake)) {
            History history = new History(scene, seed, reads);
            return history.during(history::upheavals);
        }
    }

    /** The same while nothing happens to the read models but what the sessions write. */
    static Report undisturbed(Mistake mistake, long seed, long reads) throws Exception {
        try (Scene scene = Scene.begin(mistake)) {
            return new History(scene, seed, reads).during(scene::startInside);
        }
    }

    private interface Course {
        void run() throws Exception;
    }

    private Report during(Course course) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SESSIONS);
        try {
            Session.Handed handed = new Session.Handed();
            left.addAndGet(Long.MAX_VALUE / 2); // until all has come to pass
            List<Session> sessions = IntStream.range(0, SESSIONS)
                    .mapToObj(i -> new Session(scene, "session-" + i, random.nextLong(), handed, left))
                    .toList();
            List<Future<?>> running = new ArrayList<>();
            sessions.forEach(session -> running.add(threads.submit(session)));
            try {
                course.run();
                Scene.await(
                        "all reads", () -> done() >= atLeast || running.stream().anyMatch(Future::isDone));
            } finally {
                left.set(-1);
            }
            Judge judge = judge(sessions, running);
            return new Report(judge, kills, swaps, rollbacks, retries, scene.freshAfterWaiting());
        } finally {
            threads.shutdownNow();
        }
    }

    private void upheavals() throws SQLException, InterruptedException {
        kill();
        for (int flaw = 1; flaw == 1 || (flaw <= MOST_FLAWS && done() < atLeast); flaw++) {
            swapAndRollBack();
            park(flaw);
        }
    }

    private long done() {
        return Long.MAX_VALUE / 2 + atLeast - left.get();
    }

    private Judge judge(List<Session> sessions, List<Future<?>> running)
            throws SQLException, InterruptedException, ExecutionException {
        for (Future<?> session : running) {
            session.get();
        }
        Judge judge = new Judge(Lives.of(scene.database()));
        sessions.forEach(session -> judge.hear(session.told()));
        return judge;
    }

    private void letThemRead(long answers) throws SQLException {
        long until = done() + answers;
        Scene.await("reads go on", () -> done() >= until);
    }

    /** Another process feeds the read models, and is killed while it does; this one takes over. */
    private void kill() throws SQLException, InterruptedException {
        try (WorkerProcess victim = WorkerProcess.start(scene.database().jdbcUrl())) {
            victim.awaitLeases();
            scene.startInside();
            letThemRead(300);
            LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(20)));
        }
        kills++;
        scene.awaitServed(scene.newest());
    }

    private void swapAndRollBack() throws InterruptedException, SQLException {
        scene.done(new Act.StartRebuild(false));
        scene.awaitRebuild(Rebuild.State.VERIFIED);
        swap();
        scene.done(new Act.Rollback());
        rollbacks++;
        scene.awaitRebuild(Rebuild.State.VERIFIED);
        letThemRead(200);
        swap();
        scene.done(new Act.Drop());
    }

    private void swap() throws InterruptedException, SQLException {
        scene.done(new Act.Swap(SwapMode.REPLACE));
        swaps++;
        letThemRead(200);
    }

    /** Keys are written to that wait for an operator, and go on when the code is mended. */
    private void park(int flaw) throws SQLException, InterruptedException {
        VersionToken last = scene.newest();
        for (int i = 0; i < FLAWED_KEYS; i++) {
            last = scene.writer().misnote(Session.key(random), flaw);
        }
        long flawed = last.position().value();
        Scene.await(
                "keys are parked",
                () -> (long) scene.database()
                                .value("select count(*) from readside.parked_event where position = " + flawed)
                        >= 2);
        letThemRead(1_000);
        scene.mend(flaw);
        for (var model : scene.models()) {
            scene.done(model, new Act.Retry(Optional.empty()));
            retries++;
        }
        letThemRead(200);
    }
}
