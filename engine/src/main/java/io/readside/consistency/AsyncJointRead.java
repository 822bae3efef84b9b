package io.readside.consistency;

import io.readside.event.Checkpoint;
import io.readside.readstore.ReadSession;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A read whose answer comes later. Whoever waits holds no thread and no connection; a few threads of Readside's look for
 * everybody and run what depends on the answer, so hand anything long to an executor of your own. A token that no write has
 * returned completes it with {@link io.readside.event.InvalidToken}.
 */
public sealed class AsyncJointRead permits AsyncRead {

    private final JointRead read;

    AsyncJointRead(JointRead read) {
        this.read = read;
    }

    /** As {@link JointRead#query}; the query runs on a thread of Readside's. */
    public <T> CompletableFuture<Answer<T>> query(Function<ReadSession, T> query) {
        return read.later(read.asking(query));
    }

    /** As {@link JointRead#checkpoint}. */
    public CompletableFuture<Answer<Checkpoint>> checkpoint() {
        return read.later(read.askingCheckpoint());
    }
}
