package io.readside.postgres.campaign;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Networks that swallow, and owners that stand still: nobody is told. */
final class Silences {

    /** Nobody holds a row longer than an idle transaction may live, 5 s, and a lease of 1 s is over by then. */
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private Silences() {}

    /** The owner's whole network falls silent in a batch: another process takes over, and is left alone. */
    static void ofTheOwner(Defect defect, long seed, int step) {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Steps steps = new Steps();
            Worker owner = scene.start(Worker.plan().with(defect).steps(steps));
            scene.append(5);
            scene.settle(owner);
            Worker successor = scene.start(Worker.plan().with(defect));
            scene.awaitCaughtUp(LONGEST);
            steps.before(step, owner.network()::blackHole);

            scene.append(5);
            scene.settle(successor, LONGEST);

            owner.network().heal();
            scene.append(5);
            scene.settle(owner);
        }
    }

    /** As above at each round trip of a batch, all at the same time. */
    static void ofTheOwnerAtEachRoundTrip(Defect defect, long seed) {
        inParallel(IntStream.rangeClosed(1, Steps.OF_THE_LEDGER), step -> ofTheOwner(defect, seed + step, step));
    }

    /** Every connection to the store falls silent in a batch, and stays so; new ones are healthy. There is no successor. */
    static void ofOldConnections(Defect defect, long seed) {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            Steps steps = new Steps();
            Worker worker = scene.start(Worker.plan().with(defect).steps(steps));
            scene.append(5);
            scene.settle(worker);
            steps.before(2, worker.network().store()::silence);

            scene.append(5);
            scene.awaitCaughtUp(LONGEST);
            scene.judge().require();
            scene.observer().require();
        }
    }

    /** Every connection to the log falls silent while events are read, and stays so, but the lease is renewed. */
    static void ofTheLogWhileItIsRead(Defect defect, long seed) {
        try (Scene scene = Scene.of(Site.together(Servers.shared()), seed, List.of(Ledger.LEDGER))) {
            LogReads reads = new LogReads();
            Worker worker = scene.start(Worker.plan().with(defect).readsOfTheLog(reads));
            scene.append(5);
            scene.settle(worker);
            reads.beforeTheNext(worker.network().log()::silence);

            scene.append(5);
            scene.awaitCaughtUp(Scene.PATIENCE); // the watermark gives its own connection up after 10 s
            scene.judge().require();
            scene.observer().require();
        }
    }

    private static void inParallel(IntStream numbers, IntConsumer task) {
        List<CompletableFuture<Void>> tasks = numbers.mapToObj(number -> CompletableFuture.runAsync(
                        () -> task.accept(number), run -> new Thread(run, "scene-" + number).start()))
                .toList();
        tasks.forEach(CompletableFuture::join);
    }
}
