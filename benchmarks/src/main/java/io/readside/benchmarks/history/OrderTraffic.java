package io.readside.benchmarks.history;

import io.readside.benchmarks.history.Payloads.Kind;
import java.time.Instant;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The life of many orders in one history. An order is placed, paid, and shipped or cancelled; so a third of all events are inserts
 * and two thirds updates. Nine in ten updates come within {@value #NEAR} events of the order's event before, as in a service
 * where most orders are done with soon; the others come at any later moment. One seed gives one history.
 *
 * <p>Only orders with an event to come are remembered, a tenth of all at most.
 */
public final class OrderTraffic implements Iterator<Happened> {

    private static final int NEAR = 10_000;
    private static final double SHARE_OF_LATE = 0.1;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final long events;
    private final int near;
    private final SplittableRandom random;
    private final Payloads payloads;
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long number;
    private long orders;

    /** @param events how many in all; a longer history of the same seed is another one, not this one continued */
    public OrderTraffic(long seed, long events) {
        this.events = events;
        this.near = (int) Math.max(1, Math.min(NEAR, events / 10));
        this.random = new SplittableRandom(seed);
        this.payloads = new Payloads(seed);
    }

    /** An order whose next event comes as soon as this many events have happened. */
    private record Due(long at, long order, int streamVersion) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    @Override
    public boolean hasNext() {
        return number < events;
    }

    @Override
    public Happened next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The history has " + events + " events.");
        }
        number++;
        Due next = due.peek();
        boolean isUpdate = next != null && next.at <= number;
        Due now = isUpdate ? due.remove() : new Due(number, ++orders, 0);
        if (now.streamVersion < 2) {
            due.add(new Due(number + untilNext(), now.order, now.streamVersion + 1));
        }
        Instant at = START.plusMillis(number);
        Kind kind = payloads.kind(now.order, now.streamVersion);
        return new Happened(
                number,
                new UUID(now.order, 0x8000_0000_0000_0000L | number),
                payloads.orderId(now.order),
                now.streamVersion,
                kind.type(),
                payloads.json(kind, now.order, at),
                at);
    }

    /** How many orders have an event to come. */
    int remembered() {
        return due.size();
    }

    private long untilNext() {
        long left = events - number;
        return random.nextDouble() < SHARE_OF_LATE && left > near
                ? random.nextLong(1, left + 1)
                : random.nextInt(1, near + 1);
    }
}
