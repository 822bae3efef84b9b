package io.readside.rebuild;

import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intents;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapRefused;
import io.readside.reconcile.ReconcileRefused;
import io.readside.worker.LeaseLost;
import io.readside.worker.WorkerThread;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators want of one read model, on its way from whoever takes it over to the thread that deals with it. */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Intents intents;
    private final Semaphore called = new Semaphore(0);
    private final Map<Long, Intent> wanted = new LinkedHashMap<>();

    Inbox(Intents intents) {
        this.intents = intents;
    }

    /** Deals with one. */
    interface Dealer {
        Report deal(Intent intent) throws InterruptedException;
    }

    /** Takes one over; again: changes nothing. */
    void take(Intent intent) {
        synchronized (wanted) {
            wanted.putIfAbsent(intent.id(), intent);
        }
        call();
    }

    /** Ends a wait. */
    void call() {
        called.release();
    }

    /** Waits until something was taken over, or somebody calls. */
    void await(Duration atMost) throws InterruptedException {
        boolean unused = called.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
        called.drainPermits();
    }

    boolean isEmpty() {
        return first().isEmpty();
    }

    /**
     * Deals with one after the other, and writes down what came of each.
     *
     * @throws StoreUnavailable which may pass; what was begun is brought again
     * @throws InterruptedException if the thread is to end: what was begun has no report, and is brought to the next process
     */
    void dealWithAll(Dealer dealer) throws InterruptedException {
        for (Optional<Intent> intent = first(); intent.isPresent(); intent = first()) {
            WorkerThread.requireGoOn();
            Intent next = intent.get();
            try {
                Report report = deal(next, dealer);
                intents.report(next.id(), report);
                LOG.info("'{}': {} by {}: {}", next.projection(), next.act(), next.by(), report.message());
            } catch (LeaseLost lost) {
                LOG.info("'{}': {} is left to others: {}", next.projection(), next.act(), lost.getMessage());
            } finally {
                synchronized (wanted) {
                    wanted.remove(next.id()); // without a report it is brought again
                }
            }
        }
    }

    private Optional<Intent> first() {
        synchronized (wanted) {
            return wanted.values().stream().findFirst();
        }
    }

    private Report deal(Intent intent, Dealer dealer) throws InterruptedException {
        Optional<Report> before = intents.find(intent.id()).flatMap(Intent::report);
        if (before.isPresent()) {
            return before.get();
        }
        try {
            return dealer.deal(intent);
        } catch (SwapRefused | SwapBlocked | ReconcileRefused | BrokeOff refused) {
            return new Report(false, String.valueOf(refused.getMessage()));
        } catch (StoreUnavailable | LeaseLost passing) {
            throw passing;
        } catch (RuntimeException e) {
            WorkerThread.requireGoOn(); // what fails since it is broken off is not over
            return new Report(
                    false,
                    "It failed; what it had finished before stays as it is. "
                            + e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
