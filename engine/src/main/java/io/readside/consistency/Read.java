package io.readside.consistency;

import io.readside.event.EventStream;
import io.readside.event.VersionToken;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A read of one projection in the making. Immutable; each method returns another one.
 *
 * @param <R> the row
 */
public final class Read<R> extends JointRead {

    private final Projection<R> projection;
    private final @Nullable StrongRead<R> fallback;

    Read(Gate gate, Projection<R> projection, Terms terms) {
        this(gate, projection, terms, null);
    }

    private Read(Gate gate, Projection<R> projection, Terms terms, @Nullable StrongRead<R> fallback) {
        super(gate, List.of(projection), terms);
        this.projection = projection;
        this.fallback = fallback;
    }

    @Override
    Read<R> with(Terms other) {
        return new Read<>(gate, projection, other, fallback);
    }

    @Override
    public Read<R> after(@Nullable VersionToken token) {
        return with(terms.after(token));
    }

    @Override
    public Read<R> within(Duration wait) {
        return with(terms.within(wait));
    }

    @Override
    public Read<R> orStale() {
        return with(terms.withStale());
    }

    @Override
    public Read<R> preview() {
        return with(terms.withPreview());
    }

    /**
     * Folds the events of one stream for the reader of a row if the read model has not got there in time, or cannot: an answer
     * as new as the log, marked {@link Answer.Source#STREAM}. For the one screen that cannot wait; it reads a stream for each
     * reader, so see that it stays rare ({@link ReadListener.Told#STRONG}). The answer stays Pending or Parked where the
     * stream's events cannot all be applied, or are more than 10 000.
     *
     * @param stream all events of the key that will be asked for are in it, and it is of the projection's category
     * @throws IllegalArgumentException if the projection is of the SQL form, which folds nothing, or of another category
     */
    public Read<R> orStrong(EventStream<?> stream) {
        return new Read<>(gate, projection, terms, folding(stream));
    }

    /**
     * The row of a key as the events of one stream have it now, whatever the read model knows: as {@link #orStrong} without
     * asking it first. Terms such as {@code after} mean nothing to it.
     *
     * @return Fresh and marked {@link Answer.Source#STREAM}; Parked where the stream's events cannot all be applied, or are more
     *     than 10 000
     */
    public Answer<Optional<R>> strongRow(EventStream<?> stream, Object key) {
        return gate.folded(models, folding(stream).row(projection.shape().key(key)));
    }

    private StrongRead<R> folding(EventStream<?> stream) {
        if (projection instanceof FoldProjection<R> fold) {
            return new StrongRead<>(gate.log(), fold, stream.name());
        }
        throw new IllegalArgumentException(
                projection + " is made of statements, which a store runs: there is nothing to fold for one reader.");
    }

    @Override
    public AsyncRead<R> async() {
        return new AsyncRead<>(this);
    }

    /**
     * The row of a key; a Fresh answer is empty if there is none.
     *
     * @param key a {@link Key}, or the value of a key of one part
     * @throws IllegalArgumentException if the key does not fit the projection's
     * @throws io.readside.event.InvalidToken if the token is of another timeline, or lies beyond the head of the log
     */
    public Answer<Optional<R>> row(Object key) {
        return gate.answer(askingRow(key));
    }

    /**
     * Rows in order of their keys.
     *
     * @param limit most rows returned
     */
    public Answer<List<R>> rows(int limit) {
        return gate.answer(askingRows(limit));
    }

    Question<Optional<R>> askingRow(Object key) {
        Key wanted = projection.shape().key(key);
        return new Question<>(
                models, terms, reads -> reads.row(projection, wanted), answer -> orFolded(answer, wanted));
    }

    Question<List<R>> askingRows(int limit) {
        return new Question<>(models, terms, reads -> reads.rows(projection, limit));
    }

    private Answer<Optional<R>> orFolded(Answer<Optional<R>> answer, Key key) {
        if (fallback == null || answer instanceof Answer.Fresh<Optional<R>>) {
            return answer;
        }
        Answer<Optional<R>> folded = fallback.row(key);
        return folded instanceof Answer.Fresh<Optional<R>> ? folded : answer;
    }
}
