package io.readside.worker;

import io.readside.event.Checkpoint;
import io.readside.eventlog.Page;
import io.readside.eventlog.PageLimit;
import io.readside.projection.Folding;
import io.readside.subscription.Subscription;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the next pages of the log while the ones before are folded and written, as long as each is full: who is behind waits for
 * the log no more. Decodes them, too, unless the one who needs a page is there first and does it. At the head nothing is read
 * ahead. A few pages at most, on a thread that ends by itself when it has nothing to do. For one thread.
 */
final class ReadAhead {

    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);
    private static final int MOST_PIECES = 4;
    private static final long IDLE_SECONDS = 10;
    private static final long LAST_READ_SECONDS = 1;

    /**
     * A page.
     *
     * @param decoding is run by whoever comes to it first
     * @param full whether it was cut off, so that more is at hand
     */
    record Piece(Page page, FutureTask<Folding> decoding, boolean full) {

        Checkpoint end() {
            return page.scannedTo();
        }

        /** Ready to be folded. */
        Folding folding() throws InterruptedException {
            decoding.run();
            return await(decoding);
        }
    }

    private final Subscription subscription;
    private final Function<Page, Folding> begin;
    private final ThreadPoolExecutor reader;
    private final Deque<Future<Optional<Piece>>> coming = new ArrayDeque<>();
    private final AtomicLong bytesComing = new AtomicLong();
    private Checkpoint next = Checkpoint.ZERO;
    private PageLimit limit = PageLimit.events(1);
    private @Nullable Piece last; // of the reader's while pieces are coming

    /** @param begin decodes a page; also called by another thread than the caller's */
    ReadAhead(String name, Subscription subscription, Function<Page, Folding> begin) {
        this.subscription = subscription;
        this.begin = begin;
        this.reader = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> thread(name, task));
        reader.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The piece after a place, waiting for it if there is nothing; it may be empty. */
    Piece next(Checkpoint after, PageLimit wanted, Duration atMost) throws InterruptedException {
        if (after.equals(next) && wanted.equals(limit) && !coming.isEmpty()) {
            Optional<Piece> read = await(coming.remove());
            if (read.isPresent()) {
                next = read.get().end();
                bytesComing.addAndGet(-bytes(read.get().page()));
                return read.get();
            }
        }
        forget();
        return read(after, wanted, atMost);
    }

    /** Has the pieces after this one read meanwhile, if there are some at hand. */
    void readOn(Piece now, PageLimit wanted) {
        if (coming.isEmpty()) {
            last = now;
            next = now.end();
            limit = wanted;
        }
        while (now.full() && coming.size() < MOST_PIECES) {
            coming.add(reader.submit(this::following));
        }
    }

    /** @return empty where no more is at hand, or too much is at once */
    private Optional<Piece> following() throws InterruptedException {
        Piece before = last;
        last = null;
        if (before == null || !before.full() || bytesComing.get() > limit.bytes()) {
            return Optional.empty();
        }
        Piece read = read(before.end(), limit, Duration.ZERO);
        bytesComing.addAndGet(bytes(read.page()));
        last = read;
        reader.execute(read.decoding()); // once what is to be read is read
        return Optional.of(read);
    }

    private Piece read(Checkpoint after, PageLimit wanted, Duration atMost) throws InterruptedException {
        subscription.seek(after);
        Page page = subscription.next(wanted, atMost);
        // the log counts what payloads take on its disk, so a page that was cut by size may look smaller than the limit
        boolean full = page.events().size() >= wanted.events() || bytes(page) >= wanted.bytes() / 2;
        return new Piece(page, new FutureTask<>(() -> begin.apply(page)), full);
    }

    private static long bytes(Page page) {
        return page.events().stream()
                .mapToLong(event -> event.data().length() + event.metadata().length())
                .sum();
    }

    private static <T> T await(Future<T> coming) throws InterruptedException {
        try {
            return coming.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("Reading ahead in the log failed.", e.getCause());
        }
    }

    /** What is on its way is of another place. It is waited for, since two cannot read at once. */
    private void forget() throws InterruptedException {
        while (!coming.isEmpty()) {
            try {
                coming.remove().get().ifPresent(piece -> piece.decoding().cancel(false));
            } catch (ExecutionException e) {
                LOG.debug(
                        "What was read ahead in vain had failed: {}.",
                        e.getClass().getSimpleName());
            }
        }
        bytesComing.set(0);
    }

    /** Reads no more; a read on its way gets a moment to end. */
    void end() {
        reader.shutdownNow();
        try {
            boolean unused = reader.awaitTermination(LAST_READ_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
