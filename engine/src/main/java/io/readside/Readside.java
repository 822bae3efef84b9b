package io.readside;

import io.readside.command.Commands;
import io.readside.consistency.Gate;
import io.readside.consistency.Read;
import io.readside.event.EventData;
import io.readside.event.EventStream;
import io.readside.event.NewEvent;
import io.readside.eventlog.Appended;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.eventlog.WrongExpectedVersion;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.monitor.Monitor;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Views;
import io.readside.worker.ProjectionWorker;
import io.readside.worker.ViewRefresher;
import io.readside.worker.WorkerListener;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The door: a log, a read store, and the projections between them. Safe for use by many threads.
 *
 * <pre>{@code
 * try (var readside = Readside.on(log, store).project(ORDER_SUMMARY).start()) {
 *   VersionToken token = readside.append(ORDERS.stream("42"), ExpectedVersion.none(), placed).token();
 *   Answer<Optional<OrderSummary>> answer = readside.read(ORDER_SUMMARY).after(token).within(ofMillis(300)).row("42");
 * }
 * }</pre>
 */
public final class Readside implements AutoCloseable {

    private final EventLog log;
    private final ReadStore store;
    private final List<Projection<?>> projections;
    private final CheckpointBoard board = new CheckpointBoard();
    private final Gate gate;
    private final Commands commands;
    private final Monitor monitor;
    private final List<AutoCloseable> running = new ArrayList<>();

    private Readside(Builder builder) {
        log = builder.log;
        store = builder.store;
        projections = List.copyOf(builder.projections);
        gate = new Gate(log, store.reads(), board, builder.maxWaiters, System::nanoTime);
        commands = new Commands(log, UUID::randomUUID);
        monitor = new Monitor(log, store);
    }

    /** Begins with the two databases, which may be one. Both are closed with the Readside. */
    public static Builder on(EventLog log, ReadStore store) {
        return new Builder(log, store);
    }

    /** Begins with a log and a read store in memory, gone with the process: for first code and for unit tests. */
    public static Builder inMemory() {
        InstantSource clock = InstantSource.system();
        return new Builder(MemoryLog.create(clock), MemoryReadStore.atomic(clock));
    }

    /**
     * Appends events to one stream, all or none.
     *
     * @return the position of the last one; its {@link Appended#token()} is for the writer's next read
     * @throws WrongExpectedVersion if another writer was first
     */
    @SafeVarargs
    public final <E> Appended append(EventStream<E> stream, ExpectedVersion expected, E... payloads) {
        List<NewEvent<E>> events = new ArrayList<>(payloads.length);
        for (E payload : payloads) {
            events.add(NewEvent.of(payload));
        }
        return append(stream, expected, events);
    }

    /** As {@link #append(EventStream, ExpectedVersion, Object[])}, with ids, metadata or times of the caller's own. */
    public <E> Appended append(EventStream<E> stream, ExpectedVersion expected, List<NewEvent<E>> events) {
        List<EventData> encoded = events.stream()
                .map(event -> stream.events().encode(event, UUID::randomUUID))
                .toList();
        return log.append(stream.name(), expected, encoded);
    }

    /** A read of one of the projections. */
    public <R> Read<R> read(Projection<R> projection) {
        if (!projections.contains(projection)) {
            throw new IllegalArgumentException(
                    projection + " was not given to project(…). Known: " + projections + ".");
        }
        return gate.read(projection);
    }

    /** The write model. */
    public Commands commands() {
        return commands;
    }

    public Monitor monitor() {
        return monitor;
    }

    /** Ends the workers, each with its last batch whole or without effect, then the log and the store. */
    @Override
    public void close() {
        closeRunning();
        log.close();
        store.close();
    }

    private void closeRunning() {
        running.parallelStream().forEach(worker -> {
            try {
                worker.close();
            } catch (Exception e) {
                throw new IllegalStateException(worker + " did not close", e);
            }
        });
        running.clear();
    }

    private void openAll() {
        projections.forEach(store.generations()::open);
    }

    private void startAll(Builder builder) {
        for (Projection<?> projection : projections) {
            Generation generation = store.generations().open(projection);
            ProjectionWorker worker = new ProjectionWorker(
                    projection,
                    generation,
                    log,
                    store.applier(projection, generation.id()),
                    board,
                    builder.listener,
                    builder.batchSizeEvents);
            running.add(worker);
            worker.start();
        }
        for (MaterializedView view : builder.views) {
            Views views = store.views()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Materialized view '" + view.name() + "' needs a read store that has such views."));
            ViewRefresher refresher = new ViewRefresher(view, views.create(view), views, store.reads(), board);
            running.add(refresher);
            refresher.start();
        }
    }

    /** Collects projections and settings. */
    public static final class Builder {

        private final EventLog log;
        private final ReadStore store;
        private final List<Projection<?>> projections = new ArrayList<>();
        private final List<MaterializedView> views = new ArrayList<>();
        private WorkerListener listener = WorkerListener.NONE;
        private int batchSizeEvents = 500;
        private int maxWaiters = 256;

        private Builder(EventLog log, ReadStore store) {
            this.log = log;
            this.store = store;
        }

        public Builder project(Projection<?> projection) {
            if (projections.stream().anyMatch(other -> other.name().equals(projection.name()))) {
                throw new IllegalArgumentException("Two projections are named '" + projection.name() + "'.");
            }
            projections.add(projection);
            return this;
        }

        /** Keeps a materialized view fresh; its source is one of the projections. */
        public Builder refresh(MaterializedView view) {
            views.add(view);
            return this;
        }

        /** Hears what the workers do. */
        public Builder listener(WorkerListener listener) {
            this.listener = listener;
            return this;
        }

        /** Most events that one transaction applies. Default 500; at least 1. */
        public Builder batchSizeEvents(int events) {
            this.batchSizeEvents = events;
            return this;
        }

        /** Most reads that wait for a checkpoint at a time; the surplus is told Pending at once. Default 256. */
        public Builder maxWaiters(int waiters) {
            this.maxWaiters = waiters;
            return this;
        }

        /** Creates what is missing in the store and starts a worker for each projection. */
        public Readside start() {
            Readside readside = new Readside(this);
            try {
                readside.startAll(this);
                return readside;
            } catch (RuntimeException e) {
                readside.closeRunning();
                throw e;
            }
        }

        /** Reads and writes only: the workers run in another process. */
        public Readside connect() {
            Readside readside = new Readside(this);
            readside.openAll();
            return readside;
        }
    }
}
