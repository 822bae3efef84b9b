package io.readside;

import io.readside.readstore.Intent;
import io.readside.readstore.Lease;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.ReadStore;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What an operator does with read models: looks at what is parked, and has the process that feeds a read model retry, skip,
 * pause or resume. Acts are rows in the store, so any process that reaches it may ask; the one with the lease, and so with
 * the code, does it.
 */
public final class Operations {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final ReadStore store;

    public Operations(ReadStore store) {
        this.store = store;
    }

    /** Keys that wait for an operator. */
    public List<ParkedKey> parked(Optional<String> projection) {
        return store.reads().parked(projection);
    }

    /**
     * Asks, and waits for what came of it.
     *
     * @param by who wants it, for the record
     * @param within longest wait
     * @return empty if nobody has dealt with it in time; it stays to be done, and {@link #report} tells later
     * @throws NoSuchElementException if the store holds no read model of this name
     * @throws NoLiveWorker if nobody feeds the read model; nothing was asked
     */
    public Optional<Intent.Report> ask(String projection, Intent.Act act, String by, Duration within)
            throws InterruptedException {
        requireLive(projection);
        Intent asked = store.intents().submit(projection, act, by);
        long deadline = System.nanoTime() + within.toNanos();
        Optional<Intent.Report> report = report(asked.id());
        while (report.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN.toMillis());
            report = report(asked.id());
        }
        return report;
    }

    /** What came of an act; empty: nobody has dealt with it yet. */
    public Optional<Intent.Report> report(long intent) {
        return store.intents().find(intent).flatMap(Intent::report);
    }

    private void requireLive(String projection) {
        List<Overview> all = store.reads().all();
        Overview overview = all.stream()
                .filter(one -> one.generation().id().projection().equals(projection))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("There is no read model '" + projection + "'. Known: "
                        + all.stream()
                                .map(one -> one.generation().id().projection())
                                .toList()
                        + "."));
        if (overview.lease().filter(Lease::isHeld).isEmpty()) {
            throw new NoLiveWorker("No live worker feeds '" + projection + "'"
                    + overview.lease()
                            .map(last -> ", the last was " + last.owner())
                            .orElse("")
                    + ". Start an instance of the application that declares it; what was asked needs its code.");
        }
    }
}
