package io.readside.readstore;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where it is announced how far read models have got, so that readers need not ask the database one by one. Only a hint: the
 * checkpoint in the store is the truth.
 */
public final class CheckpointBoard {

    private final Lock lock = new ReentrantLock();
    private final Map<String, Entry> entries = new HashMap<>();
    private long signals;

    /** What is known of one read model, and who waits for it. */
    private static final class Entry {

        private Checkpoint highest = Checkpoint.ZERO;
        private long troubles;
        private final NavigableMap<Wanted, CompletableFuture<Void>> waiting = new TreeMap<>();

        /** Another timeline begins below what the one before had reached. */
        void reach(Checkpoint checkpoint) {
            boolean later = checkpoint.timeline().orElse(0) > highest.timeline().orElse(0);
            if (later || checkpoint.position().isAfter(highest.position())) {
                highest = checkpoint;
            }
        }

        List<CompletableFuture<Void>> takeUpTo(long position) {
            NavigableMap<Wanted, CompletableFuture<Void>> reached =
                    waiting.headMap(new Wanted(position, Long.MAX_VALUE), true);
            List<CompletableFuture<Void>> taken = List.copyOf(reached.values());
            reached.clear();
            return taken;
        }
    }

    /**
     * What one reader waits for.
     *
     * @param number tells readers of one position apart
     */
    private record Wanted(long position, long number) implements Comparable<Wanted> {

        @Override
        public int compareTo(Wanted other) {
            int byPosition = Long.compare(position, other.position);
            return byPosition != 0 ? byPosition : Long.compare(number, other.number);
        }
    }

    private Entry entry(String name) {
        return entries.computeIfAbsent(name, unknown -> new Entry());
    }

    /** @param name of a version of a projection, or of a materialized view */
    public void announce(String name, Checkpoint checkpoint) {
        List<CompletableFuture<Void>> reached;
        lock.lock();
        try {
            Entry entry = entry(name);
            entry.reach(checkpoint);
            reached = entry.takeUpTo(checkpoint.position().value());
        } finally {
            lock.unlock();
        }
        reached.forEach(signal -> signal.complete(null));
    }

    /** Says that a projection has stopped or parked a key: who waits for it should look again. */
    public void announceTrouble(String name) {
        List<CompletableFuture<Void>> waiting;
        lock.lock();
        try {
            Entry entry = entry(name);
            entry.troubles++;
            waiting = entry.takeUpTo(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
        waiting.forEach(signal -> signal.complete(null));
    }

    /** How often trouble was announced. */
    public long troubles(String name) {
        lock.lock();
        try {
            return entry(name).troubles;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a position at or above this one was announced. */
    public boolean isAt(String name, Position position) {
        lock.lock();
        try {
            return !entry(name).highest.position().isBefore(position);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Completed by an announcement at or above a position, or by the next one of trouble; at once if that was announced
     * already. One that is completed otherwise is forgotten.
     *
     * @param position null: by one of trouble alone
     */
    public CompletableFuture<Void> signal(String name, @Nullable Position position) {
        CompletableFuture<Void> signal = new CompletableFuture<>();
        Wanted wanted;
        lock.lock();
        try {
            Entry entry = entry(name);
            if (position != null && !entry.highest.position().isBefore(position)) {
                signal.complete(null);
                return signal;
            }
            wanted = new Wanted(position == null ? Long.MAX_VALUE : position.value(), ++signals);
            entry.waiting.put(wanted, signal);
        } finally {
            lock.unlock();
        }
        var unused = signal.whenComplete((completed, failed) -> forget(name, wanted));
        return signal;
    }

    private void forget(String name, Wanted wanted) {
        lock.lock();
        try {
            entry(name).waiting.remove(wanted);
        } finally {
            lock.unlock();
        }
    }

    /** Completes every signal: nobody is to wait any more. */
    public void wakeAll() {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        lock.lock();
        try {
            entries.values().forEach(entry -> waiting.addAll(entry.takeUpTo(Long.MAX_VALUE)));
        } finally {
            lock.unlock();
        }
        waiting.forEach(signal -> signal.complete(null));
    }

    /**
     * Waits for an announcement at or above a position, or for the next one of trouble.
     *
     * @param atMost longest wait
     */
    public void await(String name, Position position, Duration atMost) throws InterruptedException {
        CompletableFuture<Void> signal = signal(name, position);
        try {
            signal.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException over) {
            // the caller looks
        } catch (ExecutionException e) {
            throw new IllegalStateException("A signal fails with nothing.", e);
        } finally {
            signal.cancel(false);
        }
    }
}
