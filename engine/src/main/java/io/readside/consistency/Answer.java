package io.readside.consistency;

import io.readside.event.Position;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a read returns: the value, or that it is not there yet, or that it will not come without an operator. None of the
 * three can be ignored.
 *
 * @param <T> what was asked for
 */
public sealed interface Answer<T> {

    /** Where a fresh value comes from. */
    enum Source {
        /** The rows that are there. */
        READ_MODEL,
        /** The events of one stream, folded for this reader: {@link Read#orStrong}. */
        STREAM
    }

    /**
     * The value, at least as new as the token asked for.
     *
     * @param position that vouches for it: of the checkpoint, the lowest one where several read models were read; of the last
     *     event of a stream
     * @param parkedKeys how many keys of what was read lack events that could not be applied to them: an answer on one of
     *     these keys is Parked, a list holds their rows as they were before
     */
    record Fresh<T>(T value, Position position, long parkedKeys, Source source) implements Answer<T> {

        /** From the read model. */
        public Fresh(T value, Position position, long parkedKeys) {
            this(value, position, parkedKeys, Source.READ_MODEL);
        }
    }

    /**
     * The read model has not got that far.
     *
     * @param retryAfter when to ask again, from 50 ms to 2 s
     * @param behind positions between the read model and the token; 0 without a token
     * @param stale what there is so far, only if {@link Read#orStale()} asked for it
     */
    record Pending<T>(Duration retryAfter, long behind, Optional<T> stale) implements Answer<T> {}

    /**
     * Asking again does not help: an event at or below the token could not be applied, and waits for an operator.
     *
     * @param reason names the event and why, without its payload
     * @param stale what there is so far, only if {@link Read#orStale()} asked for it
     */
    record Parked<T>(String reason, Optional<T> stale) implements Answer<T> {}

    /** The same answer with another value, made of the fresh or the stale one. */
    default <X> Answer<X> map(Function<? super T, ? extends X> made) {
        return match(
                fresh -> new Fresh<>(made.apply(fresh.value()), fresh.position(), fresh.parkedKeys(), fresh.source()),
                pending -> new Pending<>(
                        pending.retryAfter(), pending.behind(), pending.stale().map(made)),
                parked -> new Parked<>(parked.reason(), parked.stale().map(made)));
    }

    /** Turns each of the three into one thing. */
    default <X> X match(
            Function<? super Fresh<T>, ? extends X> fresh,
            Function<? super Pending<T>, ? extends X> pending,
            Function<? super Parked<T>, ? extends X> parked) {
        if (this instanceof Fresh<T> answer) {
            return fresh.apply(answer);
        }
        if (this instanceof Pending<T> answer) {
            return pending.apply(answer);
        }
        return parked.apply((Parked<T>) this);
    }
}
