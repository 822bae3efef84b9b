package io.readside.testkit.faults;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Decides what becomes of each chunk. Called by many threads at once. */
@FunctionalInterface
public interface Schedule {

    /** No faults. */
    Schedule FORWARD = chunk -> Fate.FORWARD;

    Fate of(Chunk chunk);

    /**
     * Cuts once: the connection on which the n-th request is made.
     *
     * @param request counted over all connections from the moment this schedule comes into force; from 1
     */
    static Schedule cutAtRequest(long request, Side side) {
        AtomicLong requests = new AtomicLong();
        return chunk -> chunk.direction() == Direction.TO_SERVER && requests.incrementAndGet() == request
                ? Fate.cut(side)
                : Fate.FORWARD;
    }

    /** One seed gives each chunk one fate, whatever the order in which the chunks of different connections come. */
    static Schedule random(long seed, Odds odds) {
        return chunk -> {
            Random random = new Random(seed ^ chunk.hashCode() * 0x9E3779B97F4A7C15L);
            double draw = random.nextDouble();
            if (draw < odds.cuts()) {
                return Fate.cut(random.nextBoolean() ? Side.BEFORE : Side.AFTER);
            }
            if (draw < odds.cuts() + odds.delays()) {
                return Fate.delay(
                        Duration.ofNanos(random.nextLong(1, odds.longestDelay().toNanos() + 1)));
            }
            return draw < odds.cuts() + odds.delays() + odds.blackHoles() ? Fate.BLACK_HOLE : Fate.FORWARD;
        };
    }
}
