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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares tokens with the checkpoint of the generation that is read:
 *
 * <ol>
 *   <li>read data and checkpoint in one snapshot;
 *   <li>if the checkpoint covers the token, the data is fresh, whether or not the token's event was for this projection;
 *   <li>of a read of one key: if an event that the reader must see waits for the key, say so;
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
     * @param preview whether a generation that is being built may answer
     */
    record Terms(@Nullable VersionToken token, Duration within, boolean orStale, boolean preview) {}

    public <R> Read<R> read(Projection<R> projection) {
        return new Read<>(this, projection, new Terms(null, Duration.ZERO, false, false));
    }

    <T> Answer<T> answer(Projection<?> projection, Terms terms, Function<Reads, Snapshot<T>> data) {
        Reads shown = terms.preview() ? reads.preview() : reads;
        Snapshot<T> first = data.apply(shown);
        if (isFresh(projection, terms, first)) {
            return fresh(first);
        }
        if (terms.token() != null) {
            refuseBeyondHead(terms.token());
        }
        if (terms.within().isZero() || isHopeless(projection, terms, first) || !places.tryAcquire()) {
            return notFresh(projection, terms, first);
        }
        try {
            return await(projection, terms, () -> data.apply(shown));
        } finally {
            places.release();
        }
    }

    private <T> Answer<T> await(Projection<?> projection, Terms terms, Supplier<Snapshot<T>> data) {
        long deadline = nanoTime.getAsLong() + terms.within().toNanos();
        Position wanted = terms.token() == null ? Position.ZERO : terms.token().position();
        while (true) {
            long left = deadline - nanoTime.getAsLong();
            boolean interrupted = left > 0 && !pause(projection, wanted, Duration.ofNanos(left));
            boolean announced = board.isAt(projection.versionedName(), wanted);
            Snapshot<T> snapshot = data.get();
            if (isFresh(projection, terms, snapshot)) {
                return fresh(snapshot);
            }
            if (left <= 0 || interrupted || isHopeless(projection, terms, snapshot)) {
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
            board.await(projection.versionedName(), wanted, left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean isFresh(Projection<?> projection, Terms terms, Snapshot<?> snapshot) {
        Generation generation = snapshot.generation();
        return generation.version() == projection.version()
                && generation.shown()
                && !(generation.state() instanceof RunState.Regressed)
                && !isParked(terms, snapshot)
                && (terms.token() == null || generation.checkpoint().covers(terms.token()));
    }

    /** Whether the key that was read lacks an event that the reader must see. */
    private static boolean isParked(Terms terms, Snapshot<?> snapshot) {
        return snapshot.parked()
                .filter(first -> terms.token() == null
                        || !first.position().isAfter(terms.token().position()))
                .isPresent();
    }

    /** Whether waiting is in vain: an operator has to act first, or it is of another version. */
    private static boolean isHopeless(Projection<?> projection, Terms terms, Snapshot<?> snapshot) {
        Generation generation = snapshot.generation();
        return !(generation.state() instanceof RunState.Running)
                || isParked(terms, snapshot)
                || generation.version() != projection.version();
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
        Generation generation = snapshot.generation();
        return new Fresh<>(snapshot.value(), generation.checkpoint().position(), generation.parkedKeys());
    }

    private static <T> Answer<T> notFresh(Projection<?> projection, Terms terms, Snapshot<T> snapshot) {
        Generation generation = snapshot.generation();
        if (generation.version() != projection.version()) {
            return new Pending<>(
                    Duration.ofMillis(LONGEST_RETRY_MS), 0, Optional.empty()); // nothing to show yet, however old
        }
        Optional<T> stale = terms.orStale() ? Optional.of(snapshot.value()) : Optional.empty();
        Optional<String> obstacle = obstacle(projection, terms, snapshot);
        if (obstacle.isPresent()) {
            return new Parked<>(obstacle.get(), stale);
        }
        long behind = terms.token() == null
                ? 0
                : terms.token().position().value()
                        - generation.checkpoint().position().value();
        return new Pending<>(retryAfter(behind), behind, stale);
    }

    /** What an operator has to see to before the reader can be answered. */
    private static Optional<String> obstacle(Projection<?> projection, Terms terms, Snapshot<?> snapshot) {
        String name = "projection '" + projection.name() + "'";
        RunState state = snapshot.generation().state();
        if (state instanceof RunState.Stopped stopped) {
            return Optional.of(name + " has stopped at " + stopped.event() + ": " + stopped.reason());
        }
        if (state instanceof RunState.Regressed regressed) {
            return Optional.of(name + " has stopped: " + regressed.reason());
        }
        return snapshot.parked()
                .filter(first -> isParked(terms, snapshot))
                .map(first -> name + " cannot apply " + first.event() + " to key " + first.key() + ": "
                        + first.reason().orElse("it waits behind an earlier event"));
    }

    /** A guess: a worker does some ten events a millisecond. */
    private static Duration retryAfter(long behind) {
        return Duration.ofMillis(Math.max(SHORTEST_RETRY_MS, Math.min(LONGEST_RETRY_MS, behind / 10)));
    }
}
