package io.readside.consistency;

import io.readside.event.VersionToken;
import io.readside.projection.ReadModel;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Reads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where readers wait for read models: so many at a time, each for as long as it says. The board wakes them; while somebody
 * waits, one thread of the process asks the store how far it is and announces it there. Whoever is woken looks again, and no
 * more than a few look at a time: the others of the process need connections too.
 */
final class WaitingRoom implements AutoCloseable {

    private static final int LOOKS_AT_A_TIME = 4;
    private static final Duration FOR_LOOKS_TO_COME = Duration.ofSeconds(10);

    private final CheckpointBoard board;
    private final CheckpointFollower follower;
    private final Semaphore onThreads;
    private final Semaphore withoutThreads;
    private final Semaphore looks = new Semaphore(LOOKS_AT_A_TIME);
    private final ThreadPoolExecutor lookers;
    private volatile boolean closed;

    WaitingRoom(Reads reads, CheckpointBoard board, WaitLimits limits) {
        this.board = board;
        this.follower = new CheckpointFollower(reads, board);
        this.onThreads = new Semaphore(limits.threads());
        this.withoutThreads = new Semaphore(limits.asynchronous());
        AtomicInteger number = new AtomicInteger();
        lookers = new ThreadPoolExecutor(
                LOOKS_AT_A_TIME,
                LOOKS_AT_A_TIME,
                FOR_LOOKS_TO_COME.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                work -> daemon(work, "readside-reader-" + number.incrementAndGet()));
        lookers.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** A place to wait at; given back by closing it. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** @return null if there is none left */
    @Nullable
    Place enterOnThread(List<ReadModel> models) {
        return enter(onThreads, models);
    }

    /** @return null if there is none left */
    @Nullable
    Place enterWithoutThread(List<ReadModel> models) {
        return enter(withoutThreads, models);
    }

    private @Nullable Place enter(Semaphore places, List<ReadModel> models) {
        if (closed || !places.tryAcquire()) {
            return null;
        }
        follower.follow(models);
        return () -> {
            follower.leave(models);
            places.release();
        };
    }

    /** Runs what looks for those who wait without a thread. */
    Executor lookers() {
        return lookers;
    }

    /**
     * Looks on the caller's thread when it is its turn.
     *
     * @return null if that did not come in time
     */
    <T> @Nullable T look(Supplier<T> look, Duration atMost) throws InterruptedException {
        if (!looks.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return null;
        }
        try {
            return look.get();
        } finally {
            looks.release();
        }
    }

    /** How often trouble with some read models was announced. */
    long troubles(List<ReadModel> models) {
        return models.stream()
                .mapToLong(model -> board.troubles(model.versionedName()))
                .sum();
    }

    /** Whether it was announced that a read model has got there. */
    boolean isAnnounced(ReadModel model, VersionToken token) {
        return board.isAt(model.versionedName(), token.positions().get(0));
    }

    /**
     * Completed when it is worth another look, and after some time at the latest.
     *
     * @param token null: whatever comes in the way of the read model, not where it gets
     */
    CompletableFuture<Void> signal(ReadModel model, @Nullable VersionToken token, Duration atMost) {
        CompletableFuture<Void> signal = board.signal(
                model.versionedName(), token == null ? null : token.positions().get(0));
        if (closed) {
            signal.complete(null);
        }
        return signal.completeOnTimeout(null, atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    boolean isClosed() {
        return closed;
    }

    /** Sends everybody home with what they have; from now on nobody waits. */
    @Override
    public void close() {
        closed = true;
        board.wakeAll();
        follower.close();
    }

    /** Those who look for others end with what they have begun. */
    void end() {
        close();
        lookers.shutdown();
    }
}
