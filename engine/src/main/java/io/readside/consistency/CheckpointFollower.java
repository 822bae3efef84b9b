package io.readside.consistency;

import io.readside.projection.ReadModel;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.Reads;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store how far read models are, for all readers of this process that wait, and announces it on the board. What a
 * worker of this process announces it need not ask for, so it asks seldom while that goes on. It has a thread while somebody
 * waits, and for a little longer.
 */
final class CheckpointFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFollower.class);

    /** Between two looks at read models that other processes feed. */
    private static final Duration FED_ELSEWHERE = Duration.ofMillis(2);

    /** The same after somebody has waited in vain for a while, and while this process feeds them itself. */
    private static final Duration IN_VAIN = Duration.ofMillis(20);

    private static final int LOOKS_UNTIL_IN_VAIN = 50;

    private static final Duration IDLE = Duration.ofSeconds(10);

    private final Reads reads;
    private final CheckpointBoard board;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<ReadModel, Integer> followed = new HashMap<>();
    private final Map<ReadModel, Seen> seen = new HashMap<>(); // of the thread
    private int inVain; // of the thread
    private boolean running;
    private boolean closed;

    CheckpointFollower(Reads reads, CheckpointBoard board) {
        this.reads = reads;
        this.board = board;
    }

    /**
     * What was there at the last look.
     *
     * @param fedHere whether it had been announced before the store was asked
     */
    private record Seen(Generation generation, boolean fedHere) {

        boolean isTroubled(Generation now) {
            return !now.state().getClass().equals(generation.state().getClass())
                    || now.parkedKeys() > generation.parkedKeys()
                    || now.shown() != generation.shown()
                    || !now.id().equals(generation.id());
        }
    }

    void follow(List<ReadModel> models) {
        lock.lock();
        try {
            models.forEach(model -> followed.merge(model, 1, Integer::sum));
            changed.signal();
            if (!running && !closed) {
                running = true;
                Thread thread = new Thread(this::run, "readside-gate");
                thread.setDaemon(true);
                thread.start();
            }
        } finally {
            lock.unlock();
        }
    }

    void leave(List<ReadModel> models) {
        lock.lock();
        try {
            models.forEach(model -> followed.computeIfPresent(model, (one, count) -> count == 1 ? null : count - 1));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (List<ReadModel> models = awaited(); !models.isEmpty(); models = awaited()) {
                TimeUnit.NANOSECONDS.sleep(look(models).toNanos());
            }
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted and ends.", Thread.currentThread().getName());
            ended();
        }
    }

    /** What somebody waits for; empty: the thread ends, since nobody has waited for long. */
    private List<ReadModel> awaited() throws InterruptedException {
        lock.lock();
        try {
            long left = IDLE.toNanos();
            while (followed.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (followed.isEmpty() || closed) {
                running = false;
                return List.of();
            }
            return List.copyOf(followed.keySet());
        } finally {
            lock.unlock();
        }
    }

    private void ended() {
        lock.lock();
        try {
            running = false;
        } finally {
            lock.unlock();
        }
    }

    /** @return how long to wait before the next look */
    private Duration look(List<ReadModel> models) {
        try {
            List<Generation> generations = reads.serving(models);
            inVain++;
            for (int i = 0; i < models.size(); i++) {
                found(models.get(i), generations.get(i));
            }
        } catch (RuntimeException passing) {
            LOG.debug(
                    "The store does not say how far it is: {}", passing.getMessage()); // whoever is read from it hears
            return IN_VAIN;
        }
        boolean fedHere = models.stream()
                .allMatch(model -> seen.containsKey(model) && seen.get(model).fedHere());
        return fedHere || inVain > LOOKS_UNTIL_IN_VAIN ? IN_VAIN : FED_ELSEWHERE;
    }

    private void found(ReadModel model, Generation now) {
        String name = model.versionedName();
        Seen before = seen.get(model);
        if (before == null || !before.generation().checkpoint().equals(now.checkpoint())) {
            inVain = 0;
            seen.put(model, new Seen(now, board.isAt(name, now.checkpoint().position())));
        } else {
            seen.put(model, new Seen(now, before.fedHere()));
        }
        if (now.version() == model.version()) {
            board.announce(name, now.checkpoint());
        }
        if (before == null || before.isTroubled(now)) { // of what was before the first look nothing is known
            board.announceTrouble(name);
        }
    }
}
