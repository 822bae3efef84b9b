package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the workers of this process announce how far they have got, so that its readers need not ask the database. Only a
 * hint: the checkpoint in the store is the truth.
 */
public final class CheckpointBoard {

    private final Lock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Map<String, Position> announced = new HashMap<>();
    private final Map<String, Integer> troubles = new HashMap<>();

    /** @param name of a projection or a materialized view */
    public void announce(String name, Checkpoint checkpoint) {
        lock.lock();
        try {
            announced.merge(name, checkpoint.position(), Position::max);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that a projection has stopped or parked a key: who waits for it should look again. */
    public void announceTrouble(String name) {
        lock.lock();
        try {
            troubles.merge(name, 1, Integer::sum);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a position at or above this one was announced. */
    public boolean isAt(String name, Position position) {
        lock.lock();
        try {
            return !announced.getOrDefault(name, Position.ZERO).isBefore(position);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for an announcement at or above a position, or for the next one of trouble.
     *
     * @param atMost longest wait
     */
    public void await(String name, Position position, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            int troublesBefore = troubles.getOrDefault(name, 0);
            while (nanos > 0
                    && troubles.getOrDefault(name, 0) == troublesBefore
                    && announced.getOrDefault(name, Position.ZERO).isBefore(position)) {
                nanos = moved.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
