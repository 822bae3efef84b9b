package io.readside.reconcile;

import io.readside.eventlog.EventLog;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import io.readside.worker.WorkerSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What it takes to recompute one read model beside itself.
 *
 * @param projection in its newest version; it knows the others
 * @param settings how much is recomputed at a time
 * @param checks of this read model, run with every reconcile
 * @param keysShown of how many wrong keys a report tells more than that they are; all are counted
 * @param clock for reports
 * @param nanoTime a clock that never goes back, as {@code System.nanoTime()}
 */
public record Workbench(
        Projection<?> projection,
        EventLog log,
        ReadStore store,
        WorkerSettings settings,
        List<Check> checks,
        int keysShown,
        InstantSource clock,
        LongSupplier nanoTime) {

    public Workbench {
        checks = List.copyOf(checks);
    }

    Meeting meeting() {
        return new Meeting(store.rebuilds(), nanoTime, Workbench::pause);
    }

    /** The end of the process ends it by an interrupt. */
    static void pause(Duration pause) throws InterruptedException {
        Thread.sleep(pause.toMillis());
    }
}
