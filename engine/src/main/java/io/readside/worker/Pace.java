package io.readside.worker;

import io.readside.event.Position;
import io.readside.eventlog.EventLog;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast a rebuild goes. While others append, it works only for a share of the time and in small batches, so that they get the
 * processors, the disk and the log of the database back soon; otherwise as fast as it can. A share with which it would not get ahead
 * of the log, or hardly, grows. For one thread.
 */
final class Pace {

    /** How long after an event was appended others count as at work. */
    private static final Duration AT_WORK = Duration.ofSeconds(1);

    /** After how long it is looked whether the share is enough. */
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private static final Duration LONGEST_REST = Duration.ofMillis(250);

    /** Most events beside others, so that whoever waits for the processor waits shortly. */
    private static final int SMALL_PAGE = 250;

    private static final int SMALL_BATCH = 1_000;

    private final EventLog log;
    private final double least;
    private final Feed.Pauser pauser;
    private final LongSupplier nanoTime;
    private double share;
    private @Nullable Window window;
    private @Nullable Position seen;
    private boolean othersAtWork;
    private long lastAppended;
    private long workingSince;

    private record Window(long began, Position place, Position head) {}

    /**
     * @param share of the time, above 0, if that is enough; 1: never rests
     * @param nanoTime a clock that never goes back, as {@code System.nanoTime()}
     */
    Pace(EventLog log, double share, Feed.Pauser pauser, LongSupplier nanoTime) {
        this.log = log;
        this.least = share;
        this.share = share;
        this.pauser = pauser;
        this.nanoTime = nanoTime;
    }

    /** Never rests. */
    static Pace full(EventLog log) {
        return new Pace(log, 1, pause -> {}, () -> 0);
    }

    /** A piece of work begins. */
    void begin() {
        workingSince = nanoTime.getAsLong();
    }

    /** Most events of the next page. */
    int page(int wanted) {
        return othersAtWork && share < 1 ? Math.min(wanted, SMALL_PAGE) : wanted;
    }

    /** Most events of the batch in the making. */
    int batch(int wanted) {
        return othersAtWork && share < 1 ? Math.min(wanted, SMALL_BATCH) : wanted;
    }

    /**
     * A piece of work has ended, with more at hand.
     *
     * @param place up to where the log has been read
     */
    void rest(Position place) throws InterruptedException {
        if (least == 1) {
            return;
        }
        long now = nanoTime.getAsLong();
        Position head = look(now);
        adapt(now, place, head);
        if (othersAtWork && share < 1) {
            long nanos = (long) ((now - workingSince) * (1 / share - 1));
            pauser.pause(Duration.ofNanos(Math.min(nanos, LONGEST_REST.toNanos())));
        }
    }

    /** The log tells in memory that it has grown; only then it is asked how far. */
    private Position look(long now) {
        Position head = seen;
        if (head == null) {
            head = log.head();
        } else if (hasGrown(head)) {
            head = log.head();
            lastAppended = now;
            othersAtWork = true;
        } else if (now - lastAppended > AT_WORK.toNanos()) {
            othersAtWork = false;
        }
        seen = head;
        return head;
    }

    /** It is to get on at twice the pace of the log, at least. */
    private void adapt(long now, Position place, Position head) {
        Window last = window;
        if (last == null) {
            window = new Window(now, place, head);
        } else if (now - last.began() >= WINDOW.toNanos()) {
            long gotOn = place.value() - last.place().value();
            long grown = head.value() - last.head().value();
            if (gotOn < 2 * grown) {
                share = Math.min(1, 2 * share);
            } else if (gotOn > 4 * grown) {
                share = Math.max(least, share / 2);
            }
            window = new Window(now, place, head);
        }
    }

    private boolean hasGrown(Position head) {
        try {
            return log.awaitBeyond(head, Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
