package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.readside.event.Checkpoint;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.FoldProjection;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.Staleness;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import io.readside.worker.LeaseKeeper;
import io.readside.worker.Tenure;
import io.readside.worker.ViewRefresher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the log says of a store that cannot be reached. */
@Timeout(60)
class OutageLogTest {

    record Opened(String id) {}

    record Row(String id) {}

    private static final FoldProjection<Row> ROWS = Projection.named("rows", Row.class)
            .from(Events.of("thing", Opened.class).type(Opened.class).build())
            .keyedBy(Opened::id)
            .put(Opened.class, (row, e) -> new Row(e.id()))
            .build();

    private static final Duration TERM = Duration.ofSeconds(1);

    private final MemoryReadStore store = MemoryReadStore.atomic(InstantSource.system());
    private final Generation generation = store.generations().open(ROWS);
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.readside.worker");
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    /** Answers every third call. */
    private final class Shaky implements Leases {

        private final BlockingQueue<Integer> calls = new LinkedBlockingQueue<>();
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
            int call = count.incrementAndGet();
            calls.add(call);
            if (call % 3 != 0) {
                throw new StoreUnavailable("away at call " + call);
            }
            return store.leases().hold(owner, wanted, term);
        }

        @Override
        public void release(String owner, Set<GenerationId> held) {}

        @Override
        public void close() {}
    }

    @Test
    void an_outage_of_the_leases_is_told_once_each_time_and_not_at_every_tick() throws InterruptedException {
        Shaky leases = new Shaky();
        LeaseKeeper keeper = new LeaseKeeper(leases, store.intents(), "a", TERM, System::nanoTime);

        keeper.start();
        int call = 0;
        while (call < 6) {
            call = next(leases.calls);
        }
        keeper.close();

        assertThat(lines).hasSize(2);
        assertThat(lines)
                .element(0)
                .asString()
                .contains("Leases cannot be renewed")
                .contains("away at call 1");
        assertThat(lines)
                .element(1)
                .asString()
                .contains("Leases cannot be renewed")
                .contains("away at call 4");
    }

    /** Fails at every other call. */
    private final class Flickering implements Views {

        private final BlockingQueue<Checkpoint> refreshed = new LinkedBlockingQueue<>();
        private final AtomicInteger count = new AtomicInteger();
        private volatile Checkpoint last = Checkpoint.ZERO;

        @Override
        public Optional<Checkpoint> create(MaterializedView view) {
            return Optional.of(Checkpoint.ZERO);
        }

        @Override
        public Staleness staleness(MaterializedView view) {
            Position now = store.reads().serving(ROWS).checkpoint().position();
            return new Staleness(false, now, now.isAfter(last.position()), false, Duration.ZERO, Duration.ZERO);
        }

        @Override
        public Checkpoint refresh(MaterializedView view, long epoch) {
            if (count.incrementAndGet() % 2 == 1) {
                throw new StoreUnavailable("away");
            }
            Checkpoint now = store.reads().serving(ROWS).checkpoint();
            last = now;
            refreshed.add(now);
            return now;
        }

        @Override
        public void breakOff(MaterializedView view) {}

        @Override
        public void pause(MaterializedView view, long epoch, String by) {}

        @Override
        public void run(MaterializedView view, long epoch) {}
    }

    @Test
    void attempts_to_refresh_a_view_are_counted_anew_after_a_success() throws InterruptedException {
        Flickering views = new Flickering();
        CheckpointBoard board = new CheckpointBoard();
        LeaseKeeper keeper = new LeaseKeeper(store.leases(), store.intents(), "a", TERM, System::nanoTime);
        MaterializedView view = MaterializedView.named("totals", ROWS)
                .statements("create …")
                .atMostEvery(Duration.ZERO)
                .build();
        Tenure source = keeper.watch(generation.id());
        ViewRefresher refresher = new ViewRefresher(view, views, store.intents(), board, source, System::nanoTime);

        keeper.start();
        refresher.start();
        while (!source.isHeld()) {
            Thread.onSpinWait();
        }
        move(board, 0, 1);
        next(views.refreshed);
        move(board, 1, 2);
        next(views.refreshed);
        refresher.close();
        keeper.close();

        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("Refresh of 'totals': attempt 1 failed"));
    }

    private void move(CheckpointBoard board, long from, long to) {
        long epoch = store.reads().serving(ROWS).epoch();
        store.applier(ROWS, generation.id())
                .apply(new Batch(epoch, Checkpoint.of(from), Checkpoint.of(to), List.of(), List.of()));
        board.announce("rows_v1", Checkpoint.of(to));
    }

    private static <T> T next(BlockingQueue<T> signals) throws InterruptedException {
        T signal = signals.poll(20, TimeUnit.SECONDS);
        assertThat(signal).as("The signal did not come.").isNotNull();
        return signal;
    }
}
