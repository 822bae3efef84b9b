package io.readside.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Work that is done ahead of its need by threads of its own, and handed out in the order in which it was asked for. */
final class Ahead<T> implements AutoCloseable {

    private final ExecutorService threads;
    private final Queue<CompletableFuture<T>> results = new ArrayDeque<>();

    /** @param threads with one, pieces of work follow each other */
    Ahead(int threads) {
        this.threads = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "readside-ahead");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A piece of work. */
    interface Work<T> {
        T call() throws IOException;
    }

    void start(Work<T> work) {
        results.add(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads));
    }

    /** How many results there are to take. */
    int size() {
        return results.size();
    }

    /** The oldest result, waited for. */
    T take() throws IOException {
        try {
            return results.remove().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
