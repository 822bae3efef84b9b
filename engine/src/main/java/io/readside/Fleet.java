package io.readside;

import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Role;
import io.readside.rebuild.RebuildWorker;
import io.readside.rebuild.ReconcileWorker;
import io.readside.worker.OtherActs;
import io.readside.worker.ProjectionWorker;
import io.readside.worker.Tenure;
import io.readside.worker.WorkerThread;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker at each generation that this process has the code for, as generations come and go:
 *
 * <ol>
 *   <li>a declared version that is newer than the active one gets a green, planned or, if so configured, begun;
 *   <li>each generation of a known version gets a worker, and one that is gone loses its worker;
 *   <li>a rebuild whose green this process feeds is driven on.
 * </ol>
 */
final class Fleet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final String DEPLOYED = "a newer version was deployed";
    private static final String AGAIN = "an earlier rebuild into this version has come to its end";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** What it takes to feed one generation. */
    interface Crew {
        /** Wants the generation's lease from now on. */
        Tenure tenure(GenerationId generation);

        ProjectionWorker worker(Projection<?> projection, Generation generation, Tenure tenure, OtherActs others);
    }

    private record Post(ProjectionWorker worker, Tenure tenure) {}

    /** Who deals with what operators want of one read model beyond the feeding of a generation. */
    record Family(Projection<?> newest, RebuildWorker rebuilder, ReconcileWorker reconciler) implements OtherActs {

        @Override
        public boolean take(Intent intent) {
            return rebuilder.take(intent) || reconciler.take(intent);
        }

        @Override
        public void fed() {
            rebuilder.fed();
        }

        void start() {
            rebuilder.start();
            reconciler.start();
        }

        void end() {
            rebuilder.end();
            reconciler.end();
        }

        void close() {
            rebuilder.close();
            reconciler.close();
        }
    }

    private final Map<String, Family> families = new TreeMap<>();
    private final Map<GenerationId, Post> posts = new ConcurrentHashMap<>();
    private final ReadStore store;
    private final Crew crew;
    private final boolean rebuildsByItself;
    private final WorkerThread thread;
    private final Semaphore hurried = new Semaphore(0);
    private String trouble = "";

    /** @param rebuildsByItself whether a newer version begins its rebuild without being told */
    Fleet(ReadStore store, List<Family> families, Crew crew, boolean rebuildsByItself) {
        this.store = store;
        this.crew = crew;
        this.rebuildsByItself = rebuildsByItself;
        families.forEach(family -> this.families.put(family.newest().name(), family));
        this.thread = new WorkerThread("readside-fleet", this::lookAgain, () -> {});
    }

    /** Looks at once. */
    void hurry() {
        hurried.release();
    }

    void start() {
        look();
        look(); // what was planned by the first one gets its worker
        families.values().forEach(Family::start);
        thread.start();
    }

    /** Asks all of a kind to end before it waits for the first: that takes as long as the slowest of them. */
    @Override
    public void close() {
        thread.close();
        families.values().forEach(Family::end);
        families.values().forEach(Family::close);
        posts.values().forEach(post -> post.worker().end());
        posts.values().forEach(post -> post.worker().close());
        posts.clear();
    }

    private void lookAgain() throws InterruptedException {
        if (hurried.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
            hurried.drainPermits();
        }
        try {
            look();
            trouble = "";
        } catch (RuntimeException e) {
            String now = e.getClass().getSimpleName() + ": " + e.getMessage();
            if (!now.equals(trouble)) {
                LOG.warn("What read models there are, and what is to be built, could not be seen to. {}", now);
            }
            trouble = now;
        }
    }

    private void look() {
        List<Rebuild> open = store.rebuilds().open(families.keySet());
        List<Generation> generations = store.rebuilds().generations(families.keySet());
        man(generations);
        open.forEach(this::drive);
        planMissing(generations, open);
    }

    private void planMissing(List<Generation> generations, List<Rebuild> open) {
        for (Generation active : generations) {
            Projection<?> declared = family(active.id()).newest();
            boolean isOpen = open.stream()
                    .anyMatch(rebuild -> rebuild.projection().equals(active.id().projection()));
            if (active.role() == Role.ACTIVE && declared.version() > active.version() && !isOpen) {
                boolean givenUp = store.rebuilds()
                        .last(declared.name())
                        .filter(last -> last.version() == declared.version())
                        .isPresent();
                Rebuild plan = store.rebuilds().plan(declared, givenUp ? AGAIN : DEPLOYED, false);
                LOG.info(
                        "{} is planned into {}. Begin: ./readside rebuild {}", declared, plan.green(), declared.name());
            }
        }
    }

    private void man(List<Generation> generations) {
        Set<GenerationId> gone = new HashSet<>(posts.keySet());
        for (Generation generation : generations) {
            gone.remove(generation.id());
            family(generation.id())
                    .newest()
                    .ofVersion(generation.version())
                    .filter(projection -> generation.role() != Role.SCRATCH)
                    .ifPresent(
                            projection -> posts.computeIfAbsent(generation.id(), id -> post(projection, generation)));
            Post post = posts.get(generation.id());
            if (post != null && generation.role() == Role.ACTIVE) {
                family(generation.id()).reconciler().feedsUnder(post.tenure());
            }
        }
        for (GenerationId generation : gone) {
            Post left = posts.remove(generation);
            if (left != null) {
                left.worker().close();
            }
        }
    }

    private Family family(GenerationId generation) {
        return Objects.requireNonNull(families.get(generation.projection()));
    }

    private Post post(Projection<?> projection, Generation generation) {
        Tenure tenure = crew.tenure(generation.id());
        ProjectionWorker worker = crew.worker(projection, generation, tenure, family(generation.id()));
        worker.start();
        return new Post(worker, tenure);
    }

    private void drive(Rebuild rebuild) {
        Post post = posts.get(rebuild.green());
        if (post == null || !post.tenure().isHeld()) {
            return;
        }
        boolean begins = rebuildsByItself
                && rebuild.state() == Rebuild.State.PLANNED
                && rebuild.version() == family(rebuild.green()).newest().version()
                && rebuild.by().equals(DEPLOYED);
        Rebuild now = begins ? store.rebuilds().move(rebuild, Rebuild.State.LOADING, "begun by itself") : rebuild;
        family(rebuild.green()).rebuilder().drive(now);
    }
}
