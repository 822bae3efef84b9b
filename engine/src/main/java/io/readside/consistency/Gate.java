package io.readside.consistency;

import io.readside.consistency.ReadListener.Told;
import io.readside.consistency.WaitingRoom.Place;
import io.readside.event.InvalidToken;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.LogUnavailable;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Reads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares tokens with the checkpoints of the generations that are read:
 *
 * <ol>
 *   <li>read data and checkpoints in one snapshot;
 *   <li>if the checkpoints cover the token, the data is fresh, whether or not the token's event was for these projections;
 *   <li>of a read of one key: if an event that the reader must see waits for the key, say so;
 *   <li>if the token is of another timeline, or lies beyond the log's own head, refuse it;
 *   <li>if a projection has stopped below it, say so: waiting is in vain;
 *   <li>else wait, bounded in time and in the number of those who wait, and begin again.
 * </ol>
 */
public final class Gate implements AutoCloseable {

    private final EventLog log;
    private final Reads reads;
    private final WaitingRoom room;
    private final ReadListener listener;
    private final LongSupplier nanoTime;
    private volatile @Nullable VersionToken newest;

    /** @param nanoTime a clock that never goes back, as {@code System.nanoTime()} */
    public Gate(
            EventLog log,
            Reads reads,
            CheckpointBoard board,
            WaitLimits limits,
            ReadListener listener,
            LongSupplier nanoTime) {
        this.log = log;
        this.reads = reads;
        this.room = new WaitingRoom(reads, board, limits);
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    public <R> Read<R> read(Projection<R> projection) {
        return new Read<>(this, projection, Terms.NONE);
    }

    public JointRead read(MaterializedView view) {
        return new JointRead(this, List.of(view), Terms.NONE);
    }

    EventLog log() {
        return log;
    }

    <T> Answer<T> answer(Question<T> question) {
        Wait wait = new Wait(room, question.terms(), nanoTime);
        Look<T> look = first(question);
        if (wait.goesOn(look)) {
            Place place = room.enterOnThread(question.models());
            if (place != null) {
                try (place) {
                    look = await(question, look, wait);
                }
                return told(question, look, wait.soFar());
            }
        }
        return told(question, look, Duration.ZERO);
    }

    private <T> Look<T> await(Question<T> question, Look<T> first, Wait wait) {
        Look<T> look = first;
        try {
            while (wait.goesOn(look)) {
                wait.signal(look).get();
                look = Wait.later(look, room.look(() -> look(question), wait.left()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A signal fails with nothing.", e);
        }
        return look;
    }

    /** Without a thread while it waits; the few that look serve everybody, and who has queued for them too long is told so. */
    <T> CompletableFuture<Answer<T>> answerLater(Question<T> question) {
        Wait wait = new Wait(room, question.terms(), nanoTime);
        return CompletableFuture.supplyAsync(
                        () -> wait.isOverdue() ? Optional.<Look<T>>empty() : Optional.of(first(question)),
                        room.lookers())
                .thenCompose(first -> {
                    if (first.isEmpty()) {
                        return CompletableFuture.completedFuture(
                                told(question.models(), question.last().apply(Look.none()), wait.soFar()));
                    }
                    Look<T> look = first.get();
                    Place place = wait.goesOn(look) ? room.enterWithoutThread(question.models()) : null;
                    if (place == null) {
                        return CompletableFuture.completedFuture(told(question, look, Duration.ZERO));
                    }
                    return awaitLater(question, look, wait)
                            .whenComplete((last, failed) -> place.close())
                            .thenApply(last -> told(question, last, wait.soFar()));
                });
    }

    private <T> CompletableFuture<Look<T>> awaitLater(Question<T> question, Look<T> look, Wait wait) {
        if (!wait.goesOn(look)) {
            return CompletableFuture.completedFuture(look);
        }
        return wait.signal(look)
                .thenApplyAsync(signalled -> wait.left().isZero() ? look : look(question), room.lookers())
                .thenCompose(next -> awaitLater(question, next, wait));
    }

    private <T> Look<T> first(Question<T> question) {
        Look<T> look = look(question);
        VersionToken token = question.terms().token();
        if (token != null && !look.isFresh()) {
            refuseImpossible(token, look);
        }
        return look;
    }

    private <T> Look<T> look(Question<T> question) {
        return question.look(reads, room.troubles(question.models()));
    }

    private void refuseImpossible(VersionToken token, Look<?> look) {
        if (look.isOfLaterTimeline()) {
            throw ofAnotherTimeline(token);
        }
        VersionToken known = newest;
        if (known != null && known.covers(token)) {
            return; // a log does not lose its head without beginning another timeline
        }
        try {
            VersionToken head = log.newest();
            newest = head;
            if (head.timeline() != token.timeline()) {
                throw ofAnotherTimeline(token);
            }
            if (!head.covers(token)) {
                throw new InvalidToken("The version token " + token + " lies beyond the head of the log, " + head
                        + ": no write has returned it.");
            }
        } catch (LogUnavailable unknown) {
            // The token may be honest; the answer stays Pending until the log can tell.
        }
    }

    private static InvalidToken ofAnotherTimeline(VersionToken token) {
        return new InvalidToken("The version token " + token + " is of timeline " + token.timeline()
                + " of the log, which is in another one since it lost its tail: the write may be gone. Read without a token,"
                + " and take the one that your next write returns.");
    }

    private <T> Answer<T> told(Question<T> question, Look<T> look, Duration waited) {
        return told(question.models(), question.last().apply(look.answer()), waited);
    }

    /** An answer that was given without a look at the read model. */
    <T> Answer<T> folded(List<ReadModel> models, Answer<T> answer) {
        return told(models, answer, Duration.ZERO);
    }

    private <T> Answer<T> told(List<ReadModel> models, Answer<T> answer, Duration waited) {
        listener.answered(models, Told.by(answer), waited);
        return answer;
    }

    /** Answers everybody who waits as things are; from now on nobody waits. Reads go on. */
    public void endWaits() {
        room.close();
    }

    @Override
    public void close() {
        room.end();
    }
}
