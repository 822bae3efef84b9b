package io.readside.eventlog;

import io.readside.event.Position;
import java.time.Duration;

/**
 * What lies between a reader and the head of the log.
 *
 * @param head the position of the last committed event
 * @param events visible events above the reader: exact up to {@link #EXACT_UP_TO}
 * @param estimated whether {@code events} is only the difference of the positions
 * @param age how long ago, by the log's clock, the oldest of them was recorded; zero if there is none; never negative
 */
public record Backlog(Position head, long events, boolean estimated, Duration age) {

    /** Up to this many events are counted; above it they are estimated. */
    public static final int EXACT_UP_TO = 10_000;

    /** Nothing above the reader. */
    public static Backlog none(Position head) {
        return new Backlog(head, 0, false, Duration.ZERO);
    }
}
