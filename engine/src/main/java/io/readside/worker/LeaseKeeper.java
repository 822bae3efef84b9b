package io.readside.worker;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Intents;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the leases of all workers of this process, on a thread of its own, so that no batch keeps a lease from being
 * renewed. At each tick:
 *
 * <ol>
 *   <li>renew what is held and take what is free, one call for all;
 *   <li>tell each worker what is so, with the time by which it ends by this process's own clock;
 *   <li>bring the workers what operators want of them.
 * </ol>
 *
 * <p>The store's clock decides who holds a lease. This process's clock, which never goes back, only makes a worker that
 * cannot reach the store stop believing in its own.
 */
public final class LeaseKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final int TICKS_A_TERM = 10;
    private static final Duration SHORTEST_TERM = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMillis(5);

    private final Leases leases;
    private final Intents intents;
    private final String owner;
    private final Duration term;
    private final LongSupplier nanoTime;
    private final Map<GenerationId, Tenure> tenures = new ConcurrentHashMap<>();
    private final Lock calls = new ReentrantLock(); // what is given back must not be taken again by a call under way
    private final WorkerThread thread;
    private final Semaphore hurried = new Semaphore(0);
    private boolean reachable = true;

    /**
     * @param owner unique for each process and its start
     * @param term how long a lease outlives its owner; at least 1 s
     * @param nanoTime a clock that never goes back, as {@code System.nanoTime()}
     */
    public LeaseKeeper(Leases leases, Intents intents, String owner, Duration term, LongSupplier nanoTime) {
        if (term.compareTo(SHORTEST_TERM) < 0) {
            throw new IllegalArgumentException("A lease is given for 1 s or longer: " + term + ".");
        }
        this.leases = leases;
        this.intents = intents;
        this.owner = owner;
        this.term = term;
        this.nanoTime = nanoTime;
        this.thread = new WorkerThread("readside-leases", this::tick, () -> {});
    }

    /** From now on wants this lease. */
    public Tenure watch(GenerationId generation) {
        return tenures.computeIfAbsent(generation, id -> new Tenure(id, nanoTime, this::hurry, this::giveBack));
    }

    public void start() {
        thread.start();
    }

    /** Looks at once: the store has moved an epoch on, or an operator's wish has come. */
    public void hurry() {
        hurried.release();
    }

    /** Ends the ticks. Each worker has given its lease back by then; what it could not give back runs out. */
    @Override
    public void close() {
        thread.close();
        leases.close();
    }

    private void tick() throws InterruptedException {
        Duration next = term.dividedBy(TICKS_A_TERM);
        try {
            next = hold(next);
            deliver();
            reachable = true;
        } catch (RuntimeException e) { // whatever it is: a keeper that ended quietly would stop every worker
            if (reachable) {
                LOG.warn(
                        "Leases cannot be renewed and run out unless that passes in time. {}: {}",
                        e.getClass().getSimpleName(),
                        e.getMessage());
            }
            reachable = false;
        }
        if (hurried.tryAcquire(next.toNanos(), TimeUnit.NANOSECONDS)) {
            hurried.drainPermits();
        }
    }

    /** @return when to look again: sooner than usual if somebody else's lease runs out sooner */
    private Duration hold(Duration usual) {
        long asked = nanoTime.getAsLong();
        Duration next = usual;
        for (Lease lease : holdAll()) {
            Tenure tenure = tenures.get(lease.generation());
            if (tenure != null) {
                tenure.hear(lease, asked);
            }
            if (!lease.own() && lease.isHeld() && lease.left().compareTo(next) < 0) {
                next = lease.left().plus(SOON);
            }
        }
        return next;
    }

    private List<Lease> holdAll() {
        calls.lock();
        try {
            return leases.hold(owner, Set.copyOf(tenures.keySet()), term);
        } finally {
            calls.unlock();
        }
    }

    private void deliver() {
        Set<GenerationId> held = new HashSet<>();
        tenures.forEach((id, tenure) -> {
            if (tenure.isHeld()) {
                held.add(id);
            }
        });
        if (held.isEmpty()) {
            return;
        }
        intents.open(held).forEach((id, wanted) -> {
            Tenure tenure = tenures.get(id);
            if (tenure != null) {
                wanted.forEach(tenure::bring);
            }
        });
    }

    private void giveBack(GenerationId generation) {
        tenures.remove(generation);
        calls.lock();
        try {
            leases.release(owner, Set.of(generation));
        } catch (RuntimeException e) {
            LOG.info("The lease of {} was not given back and runs out by itself: {}", generation, e.getMessage());
        } finally {
            calls.unlock();
        }
    }
}
