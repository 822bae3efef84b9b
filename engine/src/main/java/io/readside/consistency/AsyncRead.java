package io.readside.consistency;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * As {@link AsyncJointRead}, of one projection.
 *
 * @param <R> the row
 */
public final class AsyncRead<R> extends AsyncJointRead {

    private final Read<R> read;

    AsyncRead(Read<R> read) {
        super(read);
        this.read = read;
    }

    /** As {@link Read#row}. */
    public CompletableFuture<Answer<Optional<R>>> row(Object key) {
        return read.later(read.askingRow(key));
    }

    /** As {@link Read#rows}. */
    public CompletableFuture<Answer<List<R>>> rows(int limit) {
        return read.later(read.askingRows(limit));
    }
}
