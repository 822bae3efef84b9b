package io.readside.postgres.campaign;

import io.readside.postgres.campaign.Said.What;
import io.readside.postgres.campaign.StandingStill.Place;
import io.readside.postgres.campaign.WorkerMain.Planted;
import io.readside.projection.Projection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A site with a writer that never rests, worker processes, and those who judge. */
final class ProcessScene implements AutoCloseable {

    private static final Projection<?> WATCHED = Ledger.LEDGER;

    private final Site site;
    private final Duration leaseTerm;
    private final Planted defect;
    private final Crew crew;
    private final Traffic traffic;
    private final Observer observer;

    private ProcessScene(Path log, long seed, Duration leaseTerm, Planted defect) {
        this.site = Site.together(Servers.shared());
        this.leaseTerm = leaseTerm;
        this.defect = defect;
        this.crew = new Crew(log);
        this.traffic = Traffic.start(site.log(), seed);
        this.observer = Observer.of(site);
    }

    /** Begins, with as many workers, all of which are ready. */
    static ProcessScene begin(Path log, long seed, Duration leaseTerm, Planted defect, int workers) {
        ProcessScene scene = new ProcessScene(log, seed, leaseTerm, defect);
        try {
            CompletableFuture<Said> works = scene.crew.expect(said -> said.is(What.APPLIED, WATCHED.name()));
            for (int i = 0; i < workers; i++) {
                scene.join();
            }
            scene.crew.awaitReady();
            scene.crew.await(works);
            return scene;
        } catch (RuntimeException | Error e) {
            scene.close();
            throw e;
        }
    }

    /** Starts one more worker, beside what goes on. */
    void join() {
        crew.join(new WorkerProcess.Order(
                site.store().server().dataSource(site.store().database()).getUrl(), leaseTerm, 50, defect));
    }

    Crew crew() {
        return crew;
    }

    /** Who feeds the ledger, waiting for the next owner to show itself if there is none. */
    WorkerProcess owner() {
        CompletableFuture<Said> works =
                crew.expect(said -> said.is(What.APPLIED, WATCHED.name()) && isOwner(said.pid()));
        Optional<WorkerProcess> owner = crew.owner(WATCHED);
        if (owner.isEmpty()) {
            crew.await(works); // not a last word of one that has just been killed
        }
        return owner.or(() -> crew.owner(WATCHED)).orElseThrow();
    }

    private boolean isOwner(long pid) {
        return crew.owner(WATCHED).filter(owner -> owner.pid() == pid).isPresent();
    }

    /** Waits until a process has applied so many more batches. */
    void awaitBatches(WorkerProcess of, int batches) {
        AtomicInteger left = new AtomicInteger(batches);
        crew.await(crew.expect(
                said -> said.what() == What.APPLIED && said.pid() == of.pid() && left.decrementAndGet() <= 0));
    }

    /** Makes the owner stand still at a place of its next batch. */
    WorkerProcess standStill(Place place) {
        WorkerProcess owner = owner();
        CompletableFuture<Said> standing =
                crew.expect(said -> said.what() == What.STANDS_STILL && said.pid() == owner.pid());
        owner.standStill(place);
        crew.await(standing);
        return owner;
    }

    /** Kills a process: the time until all that it fed, if anything, is fed by another. */
    Duration kill(WorkerProcess victim) {
        return end(victim, crew::kill);
    }

    /** Ends a process as an operator would: the same time. */
    Duration terminate(WorkerProcess owner) {
        return end(owner, crew::terminate);
    }

    private Duration end(WorkerProcess process, Consumer<WorkerProcess> how) {
        List<CompletableFuture<Said>> firsts = crew.expectBatchesOfOthers(process, crew.ownedBy(process));
        long begun = System.nanoTime();
        how.accept(process);
        return firsts.stream()
                .map(first -> Duration.ofNanos(crew.await(first).at() - begun))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** A process that stands still in a batch goes on when another one has its leases and works: with that batch. */
    void outliveItsLease(WorkerProcess zombie) {
        awaitSuccessor(zombie);
        CompletableFuture<Said> awake = crew.expect(said -> said.pid() == zombie.pid());
        zombie.goOn();
        crew.await(awake);
        awaitBatches(owner(), 5);
    }

    /** As {@link #outliveItsLease}, stopped at any moment: between two batches it has nothing to say when it goes on. */
    void outliveItsLeaseAnywhere(WorkerProcess zombie) {
        awaitSuccessor(zombie);
        zombie.goOn();
        awaitBatches(owner(), 5);
    }

    private void awaitSuccessor(WorkerProcess zombie) {
        crew.expectBatchesOfOthers(zombie, crew.ownedBy(zombie)).forEach(crew::await);
        awaitBatches(owner(), 5);
    }

    /**
     * Ends the writer, waits until every read model has come to the head of the log or has stopped, and judges. A zombie that nothing fences may set a
     * checkpoint back when its owner has come to the head and waits: one event more has the owner move it on.
     */
    Verdict judge() {
        long head = traffic.end().position().value();
        for (Projection<?> projection : Worker.ALL) {
            CompletableFuture<Said> last =
                    crew.expect(said -> (said.is(What.APPLIED, projection.name()) && said.number() >= head)
                            || said.is(What.STOPPED, projection.name()));
            if (checkpoint(projection) < head && !hasStopped(projection)) {
                traffic.appendOne();
                crew.await(last);
            }
        }
        return new Oracle(site, Worker.ALL).judge();
    }

    private long checkpoint(Projection<?> projection) {
        return (long) site.store()
                .value("select commit_pos from projection_checkpoint where name = '" + projection.name() + "'");
    }

    /** As a defect may have it: an event that finds nothing of the one that was lost before it. */
    private boolean hasStopped(Projection<?> projection) {
        return site.store()
                .value("select state = 'stopped' from readside.generation where active and name = '" + projection.name()
                        + "'")
                .equals(true);
    }

    /** As {@link #judge}, and what was seen all the time. */
    Verdict settle() {
        Verdict verdict = judge();
        observer.require();
        return verdict.require();
    }

    int events() {
        return traffic.events();
    }

    @Override
    public void close() {
        observer.close();
        crew.close();
        traffic.close();
    }
}
