package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.eventlog.EventLog;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.ReadStore;
import io.readside.readstore.StoreUnavailable;
import io.readside.worker.LeaseKeeper;
import io.readside.worker.OtherActs;
import io.readside.worker.ProjectionWorker;
import io.readside.worker.WorkerListener;
import io.readside.worker.WorkerSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** A real worker on a store, until its read model is at the head of the log or something comes in its way. */
final class Feeding implements WorkerListener, AutoCloseable {

    /** How it ended. */
    enum End {
        AT_HEAD,
        CRASHED,
        FENCED,
        STOPPED
    }

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Position head;
    private final boolean untilFenced;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final LeaseKeeper keeper;
    private final ProjectionWorker worker;

    private Feeding(
            EventLog log,
            ReadStore store,
            Applier applier,
            Projection<?> projection,
            Generation from,
            int batchSizeEvents,
            boolean untilFenced) {
        this.head = log.head();
        this.untilFenced = untilFenced;
        this.keeper = new LeaseKeeper(
                new LeasesOfItsOwn(from), store.intents(), "feeding", Duration.ofMinutes(1), System::nanoTime);
        this.worker = new ProjectionWorker(
                projection,
                keeper.watch(from.id()),
                log,
                applier,
                store.intents(),
                new CheckpointBoard(),
                this,
                new WorkerSettings(batchSizeEvents, Long.MAX_VALUE),
                OtherActs.NONE);
    }

    /** Feeds a read model from where it is. */
    static End toHead(EventLog log, ReadStore store, Projection<?> projection, int batchSizeEvents) {
        try {
            Generation now = store.generations().open(projection);
            if (!now.checkpoint().position().isBefore(log.head())) {
                return End.AT_HEAD;
            }
            Applier applier = store.applier(projection, now.id());
            return new Feeding(log, store, applier, projection, now, batchSizeEvents, false).run();
        } catch (StoreUnavailable crashed) {
            return End.CRASHED;
        }
    }

    /** Begins at a generation as it was once, in the belief that it still is, and ends at the first batch. */
    static End asZombie(EventLog log, ReadStore store, Projection<?> projection, Generation once) {
        Applier applier = new ForwardingApplier(store.applier(projection, once.id())) {
            @Override
            public Generation current() {
                return once;
            }
        };
        return new Feeding(log, store, applier, projection, once, 3, true).run();
    }

    /** A worker that goes on when fenced; it is up to the caller to end it. */
    static Feeding racing(EventLog log, ReadStore store, Projection<?> projection, UnaryOperator<Applier> applier) {
        Generation now = store.generations().open(projection);
        Applier own = applier.apply(store.applier(projection, now.id()));
        Feeding feeding = new Feeding(log, store, own, projection, now, 3, false);
        feeding.start();
        return feeding;
    }

    private void start() {
        keeper.start();
        worker.start();
    }

    private End run() {
        start();
        return await();
    }

    /** Waits for the end and ends the worker. */
    End await() {
        try {
            return end.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("The worker has neither got to position " + head + " nor failed.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("The test was interrupted.", e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        worker.close();
        keeper.close();
    }

    CompletableFuture<End> end() {
        return end;
    }

    @Override
    public void applied(GenerationId generation, Checkpoint to, int events) {
        if (!to.position().isBefore(head)) {
            end.complete(End.AT_HEAD);
        } else if (untilFenced) {
            end.completeExceptionally(new AssertionError("The zombie's batch was applied up to " + to + "."));
        }
    }

    @Override
    public void fenced(GenerationId generation) {
        if (untilFenced) {
            end.complete(End.FENCED);
        }
    }

    @Override
    public void retrying(GenerationId generation, int attempt, Duration pause, RuntimeException cause) {
        end.complete(End.CRASHED);
    }

    @Override
    public void stopped(GenerationId generation, Poison poison) {
        end.complete(End.STOPPED);
    }

    /**
     * Always this worker's turn, whoever else believes the same: what must hold without leases. It also tells of a lease
     * that is about to run out, so that the keeper soon asks again and a fenced worker goes on.
     */
    private record LeasesOfItsOwn(Generation generation) implements Leases {

        private static final GenerationId SOMEBODY_ELSES = new GenerationId("another", 1);

        @Override
        public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
            long epoch = generation.epoch();
            return List.of(
                    new Lease(generation.id(), owner, true, epoch, Instant.EPOCH, term),
                    new Lease(SOMEBODY_ELSES, "another", false, epoch, Instant.EPOCH, Duration.ofMillis(1)));
        }

        @Override
        public void release(String owner, Set<GenerationId> held) {}

        @Override
        public void close() {}
    }
}
