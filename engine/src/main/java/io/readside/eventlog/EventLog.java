package io.readside.eventlog;

import io.readside.event.Checkpoint;
import io.readside.event.EventData;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.StreamName;
import io.readside.event.StreamVersion;
import io.readside.event.VersionToken;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * An append-only log. Safe for use by many threads.
 *
 * <p>Order: {@link #read} never returns an event below a position that it has vouched for before by {@link
 * Page#scannedTo()}; an event that becomes visible late is waited for, not skipped.
 */
public interface EventLog extends AutoCloseable {

    /**
     * Appends all events to one stream, or none.
     *
     * <p>If all ids exist in this stream in this order with equal type, version and data, the first result is returned
     * whatever the expected version says.
     *
     * @param events at least one; their order is kept, without gaps in the stream
     * @throws WrongExpectedVersion if the stream has another version than expected; decide again and retry
     * @throws EventIdConflict if only some of the ids exist, or one stands for another event
     */
    Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events);

    /**
     * Reads one stream in its order.
     *
     * @param from the version of the first event wanted
     * @return at most what the limit says; empty at the end of the stream, and for one that does not exist
     */
    List<StoredEvent> readStream(StreamName stream, StreamVersion from, PageLimit limit);

    /**
     * Reads on in order of position, never beyond what is complete. Costs nothing where there is nothing new.
     *
     * @param after up to where the caller has read
     * @param limit of the categories wanted; the others do not count
     * @throws LogRegressed if the log is not the one that the anchor of {@code after} was read from
     */
    Page read(Checkpoint after, EventFilter filter, PageLimit limit);

    /**
     * Sees that the log is still the one that a checkpoint was read from.
     *
     * @throws LogRegressed if it is not
     * @throws LogUnavailable if that cannot be told now
     */
    void verify(Checkpoint checkpoint);

    /** The events at some positions, in order; those that do not exist are missing. */
    List<StoredEvent> at(Set<Position> positions);

    /** Which log this is; the same after a restart, a fail-over and a restore. */
    UUID id();

    /** The transaction that keeps subscribers back right now; empty if none does. */
    Optional<Stall> stall();

    /**
     * Hears of each event that became visible after readers had passed it: of those found so far, and from now on; of one that
     * it failed on, again.
     */
    void onLateEvent(Consumer<LateEvent> listener);

    /** The token that covers every event committed so far, read now: what lies beyond it no write has returned. */
    VersionToken newest();

    /** The position of the last committed event, read now; {@link Position#ZERO} in an empty log. */
    default Position head() {
        return newest().position();
    }

    /** The timeline of the log as this process has seen it last, from 1. */
    int timeline();

    /**
     * Begins another timeline, since the log has lost its tail: tokens of the ones before are good no longer. Does so once for
     * each loss, however many read models have noticed it.
     *
     * @param lost the timeline that a reader was in when it met the loss
     * @return the timeline that the log is in now, later than {@code lost}
     */
    int beginTimelineAfter(int lost);

    /**
     * What lies above a position, read now: the lag of a reader that has got there.
     *
     * @param after the last position that the reader has seen
     */
    Backlog backlog(Position after);

    /**
     * Waits until {@link #read} would get beyond a position.
     *
     * @param atMost longest wait; zero only looks
     * @return whether there is something to scan
     */
    boolean awaitBeyond(Position after, Duration atMost) throws InterruptedException;

    /** Ends what the log runs for its readers; waiting callers return. */
    @Override
    void close();
}
