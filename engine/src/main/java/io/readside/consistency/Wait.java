package io.readside.consistency;

import io.readside.event.VersionToken;
import io.readside.projection.ReadModel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The wait of one reader: what to wait for between two looks, and for how long altogether. */
final class Wait {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);
    private static final Duration FOR_THE_FIRST_LOOK = Duration.ofSeconds(1);

    private final WaitingRoom room;
    private final Terms terms;
    private final LongSupplier nanoTime;
    private final long begun;
    private Duration pause = Duration.ZERO;

    Wait(WaitingRoom room, Terms terms, LongSupplier nanoTime) {
        this.room = room;
        this.terms = terms;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    Duration soFar() {
        return Duration.ofNanos(nanoTime.getAsLong() - begun);
    }

    Duration left() {
        Duration left = terms.within().minus(soFar());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether the first look has not come so long beyond the wait that it is better said so. */
    boolean isOverdue() {
        return soFar().compareTo(terms.within().plus(FOR_THE_FIRST_LOOK)) > 0;
    }

    /** Whether another look may come to something else. */
    boolean goesOn(Look<?> look) {
        return !look.isFresh() && !look.isHopeless() && !left().isZero() && !room.isClosed();
    }

    /** Completed when it is worth another look. Where the store lags behind what was announced, after a while. */
    CompletableFuture<Void> signal(Look<?> look) {
        ReadModel model = look.behind().orElseThrow();
        VersionToken token = terms.token();
        if (token != null && !room.isAnnounced(model, token)) {
            return unlessTroubled(look, room.signal(model, token, left()));
        }
        Duration now = pause;
        pause = now.isZero() ? FIRST_PAUSE : min(now.multipliedBy(2), LONGEST_PAUSE);
        return unlessTroubled(look, room.signal(model, null, min(now, left())));
    }

    /** What was announced between the look and the signal. */
    private CompletableFuture<Void> unlessTroubled(Look<?> look, CompletableFuture<Void> signal) {
        if (room.troubles(look.models()) != look.troubles()) {
            signal.complete(null);
        }
        return signal;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** The look to go by: an earlier one is as good as any if time was too short for another. */
    static <T> Look<T> later(Look<T> earlier, @Nullable Look<T> later) {
        return later == null ? earlier : later;
    }
}
