package io.readside;

import io.readside.readstore.Generation;
import io.readside.readstore.Intent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Rebuild;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What an operator does with read models: looks at what is parked and what is rebuilt, and has the process that feeds a read
 * model do something about it. Acts are rows in the store, so any process that reaches it may ask; the one with the lease, and
 * so with the code, does it.
 */
public final class Operations {

    /** How long a process that has just been started may take to get its leases. */
    private static final Duration JUST_STARTED = Duration.ofMillis(1_500);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(400);
    private static final Duration LOOK_FOR_THE_WORKER = Duration.ofSeconds(1);

    private final ReadStore store;
    private final LiveWorkers workers;
    private final Runnable hurry;

    public Operations(ReadStore store) {
        this(store, () -> {});
    }

    /** @param hurry has the workers of this process look at once */
    Operations(ReadStore store, Runnable hurry) {
        this.store = store;
        this.workers = new LiveWorkers(store);
        this.hurry = hurry;
    }

    /** Keys that wait for an operator. */
    public List<ParkedKey> parked(Optional<String> projection) {
        return store.reads().parked(projection);
    }

    /** The last rebuild of a read model, be it open or not. */
    public Optional<Rebuild> rebuild(String projection) {
        return store.rebuilds().last(projection);
    }

    /** All generations of a read model: the active one, those of a rebuild, and what is recomputed just now. */
    public List<Generation> generations(String projection) {
        return store.rebuilds().generations(List.of(projection));
    }

    /**
     * Asks, and waits for what came of it.
     *
     * @param by who wants it, for the record
     * @param within longest wait
     * @return empty if nobody has dealt with it in time; it stays to be done, and {@link #report} tells later
     * @throws NoSuchElementException if the store holds no read model of this name
     * @throws NoLiveWorker if nobody has come to feed the read model after 1.5 s; nothing was asked
     */
    public Optional<Intent.Report> ask(String projection, Intent.Act act, String by, Duration within)
            throws InterruptedException {
        long begun = System.nanoTime();
        Intent asked = submit(projection, act, by);
        long deadline = begun + within.toNanos();
        Optional<Intent.Report> report = report(asked.id());
        while (report.isEmpty() && System.nanoTime() - deadline < 0) {
            Thread.sleep(LOOK_AGAIN.toMillis());
            report = report(asked.id());
        }
        return report;
    }

    /**
     * Asks, and does not wait for what comes of it.
     *
     * @param by who wants it, for the record
     * @throws NoSuchElementException if the store holds no read model of this name
     * @throws NoLiveWorker if nobody has come to feed the read model after 1.5 s; nothing was asked
     */
    public Intent submit(String projection, Intent.Act act, String by) throws InterruptedException {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < JUST_STARTED.toNanos()
                && workers.missing(projection, act).isPresent()) {
            Thread.sleep(LOOK_AGAIN.toMillis());
        }
        workers.require(projection, act);
        Intent asked = store.intents().submit(projection, act, by);
        hurry.run();
        return asked;
    }

    /** What came of an act; empty: nobody has dealt with it yet. */
    public Optional<Intent.Report> report(long intent) {
        return store.intents().find(intent).flatMap(Intent::report);
    }

    /**
     * Waits for what comes of an act for as long as somebody is there to do it, however long that takes.
     *
     * @param unattended longest that nobody may hold the lease meanwhile; another process takes over within 6 s by default
     * @param meanwhile called between two looks, at least twice a second
     * @throws NoLiveWorker if nobody has held it for longer; what was asked stays to be done
     */
    public Intent.Report await(Intent asked, Duration unattended, Runnable meanwhile) throws InterruptedException {
        long attended = System.nanoTime();
        long looked = attended;
        long pause = LOOK_AGAIN.toMillis();
        for (Optional<Intent.Report> report = report(asked.id()); ; report = report(asked.id())) {
            if (report.isPresent()) {
                return report.get();
            }
            meanwhile.run();
            Thread.sleep(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE.toMillis());
            long now = System.nanoTime();
            if (now - looked > LOOK_FOR_THE_WORKER.toNanos()) {
                looked = now;
                attended = requireAttended(asked, unattended, attended);
            }
        }
    }

    private long requireAttended(Intent asked, Duration unattended, long attended) {
        Optional<String> missing = workers.missing(asked.projection(), asked.act());
        long now = System.nanoTime();
        if (missing.isEmpty()) {
            return now;
        }
        if (now - attended > unattended.toNanos()) {
            throw new NoLiveWorker(missing.get() + " It stays to be done.");
        }
        return attended;
    }
}
