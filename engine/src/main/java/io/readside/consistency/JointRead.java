package io.readside.consistency;

import io.readside.event.Checkpoint;
import io.readside.event.VersionToken;
import io.readside.projection.ReadModel;
import io.readside.readstore.Generation;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A read of one or several read models in the making, in one snapshot: its answer is fresh if all of them know of the token's
 * write. Immutable; each method returns another one.
 */
public sealed class JointRead permits Read {

    final Gate gate;
    final List<ReadModel> models;
    final Terms terms;

    JointRead(Gate gate, List<ReadModel> models, Terms terms) {
        this.gate = gate;
        this.models = List.copyOf(models);
        this.terms = terms;
    }

    JointRead with(Terms other) {
        return new JointRead(gate, models, other);
    }

    /** Reads another read model as well, in the same snapshot and after the same token. */
    public JointRead and(ReadModel other) {
        List<ReadModel> more = new ArrayList<>(models);
        more.add(other);
        return new JointRead(gate, more, terms);
    }

    /** Asks for an answer that knows of the write that returned this token. Null, the default: of none in particular. */
    public JointRead after(@Nullable VersionToken token) {
        return with(terms.after(token));
    }

    /** Longest the call waits for the read models to get there. Default: zero, which never waits. */
    public JointRead within(Duration wait) {
        return with(terms.within(wait));
    }

    /** Asks for what there is even if it is too old; it comes marked as such, inside Pending or Parked. */
    public JointRead orStale() {
        return with(terms.withStale());
    }

    /**
     * Asks for the newest generation of each version, even while it is being built: for callers that are to see what comes
     * before a swap. How far it has got is told as ever: it is Pending until it knows of the token's write.
     */
    public JointRead preview() {
        return with(terms.withPreview());
    }

    /** The same read without a thread that waits. */
    public AsyncJointRead async() {
        return new AsyncJointRead(this);
    }

    /**
     * A query of the caller's own, in the snapshot that the checkpoints vouch for. Run again after each wait.
     *
     * @throws io.readside.event.InvalidToken if the token is of another timeline, or lies beyond the head of the log
     */
    public <T> Answer<T> query(Function<ReadSession, T> query) {
        return gate.answer(asking(query));
    }

    /** Whether the token's write is known, and no rows: the lowest checkpoint that vouches for it. */
    public Answer<Checkpoint> checkpoint() {
        return gate.answer(askingCheckpoint());
    }

    <T> Question<T> asking(Function<ReadSession, T> query) {
        return new Question<>(models, terms, reads -> reads.query(models, query));
    }

    Question<Checkpoint> askingCheckpoint() {
        return new Question<>(models, terms, reads -> {
            List<Generation> generations = reads.serving(models);
            Checkpoint lowest = generations.stream()
                    .map(Generation::checkpoint)
                    .min(Comparator.comparing(Checkpoint::position))
                    .orElseThrow();
            return new Snapshot<>(generations, lowest, Optional.empty());
        });
    }

    <T> CompletableFuture<Answer<T>> later(Question<T> question) {
        return gate.answerLater(question);
    }
}
