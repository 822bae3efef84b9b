package io.readside.bank;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.readstore.GenerationId;
import io.readside.worker.WorkerListener;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a test waits for instead of for time. */
public final class Signals implements WorkerListener {

    /** A batch that has committed. */
    public record Applied(GenerationId generation, Position to, int events) {}

    /** An attempt that failed. */
    public record Retrying(int attempt, RuntimeException cause) {}

    public final BlockingQueue<Applied> applied = new LinkedBlockingQueue<>();
    public final BlockingQueue<Retrying> retrying = new LinkedBlockingQueue<>();
    public final BlockingQueue<Integer> ignored = new LinkedBlockingQueue<>();
    public final BlockingQueue<Parked> parked = new LinkedBlockingQueue<>();
    public final BlockingQueue<Key> freed = new LinkedBlockingQueue<>();
    public final BlockingQueue<Long> leased = new LinkedBlockingQueue<>();
    public final BlockingQueue<GenerationId> fenced = new LinkedBlockingQueue<>();
    public final CompletableFuture<String> regressed = new CompletableFuture<>();
    public final CompletableFuture<Poison> stopped = new CompletableFuture<>();

    /** Waits until a batch has got to a position or beyond. */
    public void awaitApplied(Position position) {
        Position reached = Position.ZERO;
        while (reached.isBefore(position)) {
            reached = next(applied).to();
        }
    }

    public Poison awaitStopped() {
        return await(stopped);
    }

    /** Takes the next one, waiting for it. */
    public static <T> T next(BlockingQueue<T> signals) {
        try {
            T signal = signals.poll(20, TimeUnit.SECONDS);
            if (signal == null) {
                throw new AssertionError("The signal did not come.");
            }
            return signal;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static <T> T await(CompletableFuture<T> signal) {
        try {
            return signal.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("The signal did not come.", e);
        }
    }

    @Override
    public void applied(GenerationId generation, Checkpoint to, int events) {
        applied.add(new Applied(generation, to.position(), events));
    }

    @Override
    public void leased(GenerationId generation, long epoch) {
        leased.add(epoch);
    }

    @Override
    public void fenced(GenerationId generation) {
        fenced.add(generation);
    }

    @Override
    public void parked(GenerationId generation, Parked event) {
        parked.add(event);
    }

    @Override
    public void freed(GenerationId generation, Key key) {
        freed.add(key);
    }

    @Override
    public void regressed(GenerationId generation, String reason) {
        regressed.complete(reason);
    }

    @Override
    public void retrying(GenerationId generation, int attempt, Duration pause, RuntimeException cause) {
        retrying.add(new Retrying(attempt, cause));
    }

    @Override
    public void stopped(GenerationId generation, Poison poison) {
        stopped.complete(poison);
    }

    @Override
    public void ignoredUnknown(GenerationId generation, int events) {
        ignored.add(events);
    }
}
