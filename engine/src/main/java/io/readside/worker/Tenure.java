package io.readside.worker;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Lease;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one worker knows of its lease, and what operators want of it. Between its thread and the keeper's. */
public final class Tenure {

    private final GenerationId generation;
    private final LongSupplier nanoTime;
    private final Runnable hurry;
    private final Consumer<GenerationId> giveBack;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Long, Intent> intents = new LinkedHashMap<>();
    private @Nullable Lease lease;
    private long endsAt;

    /** @param hurry has the keeper look at once */
    Tenure(GenerationId generation, LongSupplier nanoTime, Runnable hurry, Consumer<GenerationId> giveBack) {
        this.generation = generation;
        this.nanoTime = nanoTime;
        this.hurry = hurry;
        this.giveBack = giveBack;
    }

    public GenerationId generation() {
        return generation;
    }

    /** Whether it is this process's turn, as far as it can know. */
    public boolean isHeld() {
        lock.lock();
        try {
            return lease != null && lease.own() && nanoTime.getAsLong() - endsAt < 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is another process's turn, as far as it can know. */
    boolean isAnothers() {
        lock.lock();
        try {
            return lease != null && !lease.own();
        } finally {
            lock.unlock();
        }
    }

    /** The epoch that the lease came with. */
    long epoch() {
        lock.lock();
        try {
            return lease == null ? 0 : lease.epoch();
        } finally {
            lock.unlock();
        }
    }

    /** @param asked when the question was sent, by this process's clock: the answer may have taken its time */
    void hear(Lease told, long asked) {
        lock.lock();
        try {
            lease = told;
            endsAt = asked + told.left().toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The store has shown that the epoch is another: another one's turn has begun, or an act that moved it. */
    void fenced() {
        forget();
        hurry.run();
    }

    private void forget() {
        lock.lock();
        try {
            lease = null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the lease is held. */
    void awaitHeld(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (nanos > 0 && !isHeld()) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Brings what an operator wants; bringing it again changes nothing. */
    void bring(Intent intent) {
        lock.lock();
        try {
            intents.putIfAbsent(intent.id(), intent);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The first thing that an operator wants, waiting for it. It stays first until it is {@link #dealtWith}. */
    Optional<Intent> awaitIntent(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (nanos > 0 && intents.isEmpty()) {
                nanos = changed.awaitNanos(nanos);
            }
            return intents.values().stream().findFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an operator wants something. */
    boolean isWanted() {
        lock.lock();
        try {
            return !intents.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The clock that the lease is measured by. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    void dealtWith(Intent intent) {
        lock.lock();
        try {
            intents.remove(intent.id());
        } finally {
            lock.unlock();
        }
    }

    /** Wants the lease no longer. */
    void resign() {
        forget();
        giveBack.accept(generation);
    }
}
