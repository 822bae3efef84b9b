package io.readside.consistency;

import io.readside.consistency.Answer.Fresh;
import io.readside.consistency.Answer.Parked;
import io.readside.consistency.Answer.Pending;
import io.readside.event.InvalidToken;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogUnavailable;
import io.readside.projection.Projection;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.Reads;
import io.readside.readstore.RunState;
import io.readside.readstore.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares tokens with the checkpoint of the generation that is read:
 *
 * <ol>
 *   <li>read data and checkpoint in one snapshot;
 *   <li>if the checkpoint covers the token, the data is fresh, whether or not the token's event was for this projection;
 *   <li>if the token lies beyond the log's own head, refuse it;
 *   <li>if the projection has stopped, say so: waiting is in vain;
 *   <li>else wait, bounded in time and in the number of those who wait, and begin again.
 * </ol>
 */
public final class Gate {

    /** Longest pause between two looks at the checkpoint: another process may be moving it. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private static final Position NEVER = Position.of(Long.MAX_VALUE);

    private static final long SHORTEST_RETRY_MS = 50;
    private static final long LONGEST_RETRY_MS = 2000;

    private final EventLog log;
    private final Reads reads;
    private final CheckpointBoard board;
    private final Semaphore places;
    private final LongSupplier nanoTime;

    /**
     * @param waiters most calls that wait at a time; the surplus is told Pending at once
     * @param nanoTime a clock that never goes back, as {@code System.nanoTime()}
     */
    public Gate(EventLog log, Reads reads, CheckpointBoard board, int waiters, LongSupplier nanoTime) {
        this.log = log;
        this.reads = reads;
        this.board = board;
        this.places = new Semaphore(waiters);
        this.nanoTime = nanoTime;
    }

    /**
     * What a reader asks for.
     *
     * @param token absent: whatever there is
     */
    record Terms(@Nullable VersionToken token, Duration within, boolean orStale) {}

    public <R> Read<R> read(Projection<R> projection) {
        return new Read<>(this, projection, new Terms(null, Duration.ZERO, false));
    }

    <T> Answer<T> answer(Projection<?> projection, Terms terms, Function<Reads, Snapshot<T>> data) {
        Snapshot<T> first = data.apply(reads);
        if (isFresh(projection, terms, first.generation())) {
            return fresh(first);
        }
        if (terms.token() != null) {
            refuseBeyondHead(terms.token());
        }
        if (terms.within().isZero() || isHopeless(projection, first.generation()) || !places.tryAcquire()) {
            return notFresh(projection, terms, first);
        }
        try {
            return await(projection, terms, data);
        } finally {
            places.release();
        }
    }

    private <T> Answer<T> await(Projection<?> projection, Terms terms, Function<Reads, Snapshot<T>> data) {
        long deadline = nanoTime.getAsLong() + terms.within().toNanos();
        Position wanted = terms.token() == null ? Position.ZERO : terms.token().position();
        while (true) {
            long left = deadline - nanoTime.getAsLong();
            boolean interrupted = left > 0 && !pause(projection, wanted, Duration.ofNanos(left));
            boolean announced = board.isAt(projection.name(), wanted);
            Snapshot<T> snapshot = data.apply(reads);
            if (isFresh(projection, terms, snapshot.generation())) {
                return fresh(snapshot);
            }
            if (left <= 0 || interrupted || isHopeless(projection, snapshot.generation())) {
                return notFresh(projection, terms, snapshot);
            }
            if (announced) {
                wanted = NEVER; // the store lags behind its announcement: look again at intervals, not at once
            }
        }
    }

    /** @return false if the thread was interrupted, which it then still is */
    private boolean pause(Projection<?> projection, Position wanted, Duration left) {
        try {
            board.await(projection.name(), wanted, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isFresh(Projection<?> projection, Terms terms, Generation generation) {
        return generation.version() == projection.version()
                && (terms.token() == null || generation.checkpoint().covers(terms.token()));
    }

    /** Whether waiting is in vain: nothing moves this generation on, or it is of another version. */
    private static boolean isHopeless(Projection<?> projection, Generation generation) {
        return generation.state() instanceof RunState.Stopped || generation.version() != projection.version();
    }

    private void refuseBeyondHead(VersionToken token) {
        try {
            Position head = log.head();
            if (token.position().isAfter(head)) {
                throw new InvalidToken("The version token " + token + " lies beyond the head of the log, " + head
                        + ": no write has returned it.");
            }
        } catch (LogUnavailable unknown) {
            // The token may be honest; the answer stays Pending until the log can tell.
        }
    }

    private static <T> Answer<T> fresh(Snapshot<T> snapshot) {
        return new Fresh<>(snapshot.value(), snapshot.generation().checkpoint().position());
    }

    private static <T> Answer<T> notFresh(Projection<?> projection, Terms terms, Snapshot<T> snapshot) {
        Optional<T> stale = terms.orStale() ? Optional.of(snapshot.value()) : Optional.empty();
        Generation generation = snapshot.generation();
        if (generation.state() instanceof RunState.Stopped stopped) {
            return new Parked<>(
                    "projection '" + projection.name() + "' has stopped at " + stopped.event() + ": "
                            + stopped.reason(),
                    stale);
        }
        long behind = terms.token() == null
                ? 0
                : terms.token().position().value()
                        - generation.checkpoint().position().value();
        return new Pending<>(retryAfter(behind), behind, stale);
    }

    /** A guess: a worker does some ten events a millisecond. */
    private static Duration retryAfter(long behind) {
        return Duration.ofMillis(Math.max(SHORTEST_RETRY_MS, Math.min(LONGEST_RETRY_MS, behind / 10)));
    }
}
