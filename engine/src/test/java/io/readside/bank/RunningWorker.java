package io.readside.bank;

import io.readside.eventlog.EventLog;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.worker.LeaseKeeper;
import io.readside.worker.OtherActs;
import io.readside.worker.ProjectionWorker;
import io.readside.worker.Tenure;
import io.readside.worker.WorkerListener;
import io.readside.worker.WorkerSettings;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A worker with its lease, as one process has them. */
public final class RunningWorker implements AutoCloseable {

    private final LeaseKeeper keeper;
    private final Tenure tenure;
    private final ProjectionWorker worker;

    private RunningWorker(LeaseKeeper keeper, Tenure tenure, ProjectionWorker worker) {
        this.keeper = keeper;
        this.tenure = tenure;
        this.worker = worker;
    }

    public Tenure tenure() {
        return tenure;
    }

    public static RunningWorker start(
            ReadStore store,
            Projection<?> projection,
            EventLog log,
            UnaryOperator<Applier> around,
            WorkerListener listener,
            int batchSizeEvents) {
        return start(store, projection, log, around, listener, batchSizeEvents, OtherActs.NONE);
    }

    public static RunningWorker start(
            ReadStore store,
            Projection<?> projection,
            EventLog log,
            UnaryOperator<Applier> around,
            WorkerListener listener,
            int batchSizeEvents,
            OtherActs others) {
        WorkerSettings settings = new WorkerSettings(batchSizeEvents, WorkerSettings.DEFAULT.batchSizeBytes());
        GenerationId generation = store.generations().open(projection).id();
        LeaseKeeper keeper =
                new LeaseKeeper(store.leases(), store.intents(), "test", Duration.ofSeconds(1), System::nanoTime);
        Tenure tenure = keeper.watch(generation);
        ProjectionWorker worker = new ProjectionWorker(
                projection,
                tenure,
                log,
                around.apply(store.applier(projection, generation)),
                store.intents(),
                new CheckpointBoard(),
                listener,
                settings,
                others);
        worker.start();
        keeper.start();
        return new RunningWorker(keeper, tenure, worker);
    }

    @Override
    public void close() {
        worker.close();
        keeper.close();
    }
}
