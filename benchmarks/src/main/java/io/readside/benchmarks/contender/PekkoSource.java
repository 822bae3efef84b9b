package io.readside.benchmarks.contender;

import io.readside.benchmarks.contender.EventPage.Numbered;
import io.readside.benchmarks.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.projection.javadsl.SourceProvider;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Pages of {@code events}, one of them read ahead; at the head it looks again every 10 ms. */
final class PekkoSource extends SourceProvider<Long, Numbered> implements AutoCloseable {

    private static final long POLL_MILLIS = 10;

    private final Database log;
    private final long upTo;
    private final ExecutorService reader = Executors.newSingleThreadExecutor();
    private final Executor later = CompletableFuture.delayedExecutor(POLL_MILLIS, TimeUnit.MILLISECONDS, reader);
    private @Nullable Connection connection;
    private @Nullable EventPage pages;

    PekkoSource(Database log, long upTo) {
        this.log = log;
        this.upTo = upTo;
    }

    @Override
    public CompletionStage<Source<Numbered, NotUsed>> source(Supplier<CompletionStage<Optional<Long>>> offset) {
        return offset.get()
                .thenApply(stored -> Source.unfoldAsync(stored.orElse(0L), this::next)
                        .buffer(1, OverflowStrategy.backpressure())
                        .mapConcat(page -> page));
    }

    private CompletionStage<Optional<Pair<Long, List<Numbered>>>> next(long after) {
        return CompletableFuture.supplyAsync(() -> read(after), reader)
                .thenCompose(page -> page.isEmpty()
                        ? CompletableFuture.supplyAsync(() -> read(after), later)
                        : CompletableFuture.completedFuture(page))
                .thenApply(page -> Optional.of(Pair.create(
                        page.isEmpty() ? after : page.get(page.size() - 1).position(), page)));
    }

    private List<Numbered> read(long after) {
        try {
            EventPage open = pages;
            if (open == null) {
                Connection own = log.connect();
                open = new EventPage(own);
                connection = own;
                pages = open;
            }
            return open.after(after, upTo);
        } catch (SQLException e) {
            throw new IllegalStateException("The events after " + after + " could not be read.", e);
        }
    }

    @Override
    public Long extractOffset(Numbered event) {
        return event.position();
    }

    @Override
    public long extractCreationTime(Numbered event) {
        return 0;
    }

    @Override
    public void close() throws SQLException {
        reader.shutdown();
        if (connection != null) {
            connection.close();
        }
    }
}
