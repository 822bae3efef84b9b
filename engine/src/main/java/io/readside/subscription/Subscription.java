package io.readside.subscription;

import io.readside.event.Checkpoint;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import java.time.Duration;
import java.util.List;

/**
 * A reader's place in the log. Whether it is years behind or at the head, it does the same: read on from where it is, and
 * wait only if there is nothing. For one thread.
 */
public final class Subscription {

    private final EventLog log;
    private final EventFilter filter;
    private Checkpoint place;

    public Subscription(EventLog log, EventFilter filter, Checkpoint from) {
        this.log = log;
        this.filter = filter;
        this.place = from;
    }

    /** Everything at or below it has been returned, or is not wanted. */
    public Checkpoint place() {
        return place;
    }

    /** Goes back or on to a checkpoint, for example after another worker has moved it. */
    public void seek(Checkpoint checkpoint) {
        place = checkpoint;
    }

    /**
     * The next piece of the log. It moves {@link #place()} only when asked to: call {@link #seek} with what was applied.
     *
     * @param limit of wanted events
     * @param atMost longest wait for something to scan
     * @return empty and at {@link #place()} if there was nothing
     */
    public Page next(PageLimit limit, Duration atMost) throws InterruptedException {
        if (log.awaitBeyond(place.position(), atMost)) {
            return log.read(place, filter, limit);
        }
        return new Page(List.of(), place);
    }
}
