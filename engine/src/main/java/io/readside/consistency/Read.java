package io.readside.consistency;

import io.readside.event.VersionToken;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Reads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A read of one projection in the making. Immutable; each method returns another one.
 *
 * @param <R> the row
 */
public final class Read<R> {

    private final Gate gate;
    private final Projection<R> projection;
    private final Gate.Terms terms;

    Read(Gate gate, Projection<R> projection, Gate.Terms terms) {
        this.gate = gate;
        this.projection = projection;
        this.terms = terms;
    }

    /** Asks for an answer that knows of the write that returned this token. Null, the default: of none in particular. */
    public Read<R> after(@Nullable VersionToken token) {
        return new Read<>(gate, projection, new Gate.Terms(token, terms.within(), terms.orStale(), terms.preview()));
    }

    /** Longest the call waits for the read model to get there. Default: zero, which never waits. */
    public Read<R> within(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("A wait is not negative: " + wait + ".");
        }
        return new Read<>(gate, projection, new Gate.Terms(terms.token(), wait, terms.orStale(), terms.preview()));
    }

    /** Asks for what there is even if it is too old; it comes marked as such, inside Pending or Parked. */
    public Read<R> orStale() {
        return new Read<>(gate, projection, new Gate.Terms(terms.token(), terms.within(), true, terms.preview()));
    }

    /**
     * Asks for the newest generation of the projection's version, even while it is being built: for callers that are to see
     * what comes before a swap. How far it has got is told as ever: it is Pending until it knows of the token's write.
     */
    public Read<R> preview() {
        return new Read<>(gate, projection, new Gate.Terms(terms.token(), terms.within(), terms.orStale(), true));
    }

    /**
     * The row of a key; a Fresh answer is empty if there is none.
     *
     * @param key a {@link Key}, or the value of a key of one part
     * @throws IllegalArgumentException if the key does not fit the projection's
     * @throws io.readside.event.InvalidToken if the token lies beyond the head of the log
     */
    public Answer<Optional<R>> row(Object key) {
        Key wanted = projection.shape().key(key);
        return gate.answer(projection, terms, (Reads reads) -> reads.row(projection, wanted));
    }

    /**
     * Rows in order of their keys.
     *
     * @param limit most rows returned
     */
    public Answer<List<R>> rows(int limit) {
        return gate.answer(projection, terms, (Reads reads) -> reads.rows(projection, limit));
    }

    /** A query of the caller's own, in the snapshot that the checkpoint vouches for. */
    public <T> Answer<T> query(Function<ReadSession, T> query) {
        return gate.answer(projection, terms, (Reads reads) -> reads.query(projection, query));
    }
}
