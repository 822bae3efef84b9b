package io.readside.worker;

import static io.readside.bank.Bank.BALANCES;

import io.readside.bank.Bank;
import io.readside.bank.Bank.Balance;
import io.readside.bank.Signals;
import io.readside.event.Position;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ParkedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The way of events into balances, taken step by step on the test's own thread. */
final class BareFeed {

    private static final long MILLISECOND = 1_000_000;

    final MemoryLog log = MemoryLog.create(Bank.CLOCK);
    final MemoryReadStore store = MemoryReadStore.atomic(Bank.CLOCK);
    final CheckpointBoard board = new CheckpointBoard();
    final Signals signals = new Signals();
    final List<Duration> pauses = new ArrayList<>();
    private long nanos; // each look at the clock takes a millisecond
    final GenerationId generation = store.generations().open(BALANCES).id();

    /** Writes to the one table of the store, whatever the form of the projection. */
    Applier applier(Projection<?> projection) {
        return store.applier(projection, generation);
    }

    Feed begin(Projection<?> projection, Applier applier, int batchSizeEvents) {
        return begin(projection, applier, settings(batchSizeEvents));
    }

    Feed begin(Projection<?> projection, Applier applier, WorkerSettings settings) {
        Recoverer recoverer = new Recoverer(projection, log, applier, settings);
        Feed feed = new Feed(
                projection,
                generation,
                log,
                applier,
                board,
                signals,
                settings,
                recoverer,
                pauses::add,
                new Pace(log, settings.pace(), pauses::add, () -> nanos += MILLISECOND),
                () -> true);
        feed.begin(applier.current());
        return feed;
    }

    Feed begin(Projection<?> projection) {
        return begin(projection, applier(projection), WorkerSettings.DEFAULT.batchSizeEvents());
    }

    static WorkerSettings settings(int batchSizeEvents) {
        return new WorkerSettings(batchSizeEvents, WorkerSettings.DEFAULT.batchSizeBytes());
    }

    /** Feeds without waiting for more. */
    static Feed.Outcome next(Feed feed) throws InterruptedException {
        return feed.next(Duration.ZERO);
    }

    List<Balance> balances() {
        return store.reads().rows(BALANCES, 1000).value();
    }

    Generation now() {
        return store.reads().serving(BALANCES);
    }

    /** What waits for some keys, in order of position. */
    List<ParkedEvent> waiting(String... keys) {
        Set<Key> all = Set.of(keys).stream().map(Key::of).collect(Collectors.toSet());
        return applier(BALANCES).waiting(all, 1000);
    }

    static Key key(String name) {
        return Key.of(name);
    }

    static List<Position> positions(List<ParkedEvent> events) {
        return events.stream().map(ParkedEvent::position).toList();
    }
}
