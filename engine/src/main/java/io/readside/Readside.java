package io.readside;

import io.readside.command.Commands;
import io.readside.consistency.Gate;
import io.readside.consistency.JointRead;
import io.readside.consistency.Read;
import io.readside.consistency.ReadListener;
import io.readside.consistency.WaitLimits;
import io.readside.event.EventData;
import io.readside.event.EventStream;
import io.readside.event.NewEvent;
import io.readside.event.StreamName;
import io.readside.event.VersionToken;
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
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Role;
import io.readside.readstore.Views;
import io.readside.rebuild.RebuildListener;
import io.readside.rebuild.RebuildWorker;
import io.readside.rebuild.ReconcileWorker;
import io.readside.rebuild.SwapSettings;
import io.readside.reconcile.Check;
import io.readside.reconcile.ReconcileListener;
import io.readside.reconcile.Workbench;
import io.readside.worker.LeaseKeeper;
import io.readside.worker.OtherActs;
import io.readside.worker.ProjectionWorker;
import io.readside.worker.Tenure;
import io.readside.worker.ViewRefresher;
import io.readside.worker.WorkerListener;
import io.readside.worker.WorkerSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
    private final List<MaterializedView> views;
    private final CheckpointBoard board = new CheckpointBoard();
    private final Gate gate;
    private final Commands commands;
    private final Consumer<VersionToken> tokens;
    private final Monitor monitor;
    private @Nullable LeaseKeeper keeper;
    private @Nullable Fleet fleet;
    private final Operations operations;
    private final List<AutoCloseable> running = new ArrayList<>();

    private Readside(Builder builder) {
        log = builder.log;
        store = builder.store;
        projections = List.copyOf(builder.projections);
        views = List.copyOf(builder.views);
        gate = new Gate(log, store.reads(), board, builder.waits, builder.reads, System::nanoTime);
        tokens = builder.tokens;
        commands = new Commands(log, UUID::randomUUID, tokens);
        monitor = new Monitor(log, store);
        operations = new Operations(store, this::hurry);
        log.onLateEvent(new RebuildMarks(store.generations(), projections));
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
    @SuppressWarnings("varargs") // they are only read
    public final <E> Appended append(EventStream<E> stream, ExpectedVersion expected, E... payloads) {
        return append(stream.name(), expected, stream.encode(payloads, UUID::randomUUID));
    }

    /** As {@link #append(EventStream, ExpectedVersion, Object[])}, with ids, metadata or times of the caller's own. */
    public <E> Appended append(EventStream<E> stream, ExpectedVersion expected, List<NewEvent<E>> events) {
        return append(stream.name(), expected, stream.encode(events, UUID::randomUUID));
    }

    private Appended append(StreamName stream, ExpectedVersion expected, List<EventData> events) {
        Appended appended = log.append(stream, expected, events);
        tokens.accept(appended.token());
        return appended;
    }

    /** A read of one of the projections, or of an earlier version that one of them replaces. */
    public <R> Read<R> read(Projection<R> projection) {
        if (!isKnown(projection)) {
            throw new IllegalArgumentException(
                    projection + " was not given to project(…). Known: " + projections + ".");
        }
        return gate.read(projection);
    }

    /** A read of one of the materialized views, by a query of the caller's own. */
    public JointRead read(MaterializedView view) {
        if (!views.contains(view)) {
            throw new IllegalArgumentException(view + " was not given to refresh(…). Known: " + views + ".");
        }
        return gate.read(view);
    }

    /** Whether it was given to {@code project(…)}, or is an earlier version of one that was. */
    private boolean isKnown(Projection<?> projection) {
        return projections.stream()
                .anyMatch(newest -> newest.name().equals(projection.name())
                        && newest.ofVersion(projection.version())
                                .filter(projection::equals)
                                .isPresent());
    }

    /** The write model. */
    public Commands commands() {
        return commands;
    }

    public Monitor monitor() {
        return monitor;
    }

    /** What an operator does. */
    public Operations operations() {
        return operations;
    }

    /**
     * Answers every reader who waits as things are, and lets nobody wait any more: what a server does first when it is about to
     * end. Reads and workers go on.
     */
    public void endWaits() {
        gate.endWaits();
    }

    /** Ends the workers, each with its last batch whole or without effect, then the log and the store. */
    @Override
    public void close() {
        gate.close();
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
        if (keeper != null) {
            keeper.close();
        }
    }

    private void openAll() {
        projections.forEach(store.generations()::open);
    }

    private void startAll(Builder builder) {
        LeaseKeeper keeper =
                new LeaseKeeper(store.leases(), store.intents(), builder.owner, builder.leaseTerm, System::nanoTime);
        this.keeper = keeper;
        builder.checks.forEach(this::requireChecked);
        openAll();
        List<Fleet.Family> families = projections.stream()
                .map(projection -> family(projection, builder))
                .toList();
        Fleet fleet = new Fleet(store, families, crew(builder, keeper), builder.rebuildsByItself);
        this.fleet = fleet;
        running.add(fleet);
        fleet.start();
        keeper.start();
        for (MaterializedView view : builder.views) {
            requireSource(view);
            Views views = store.views()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Materialized view '" + view.name() + "' needs a read store that has such views."));
            Tenure tenure = keeper.watch(new GenerationId(view.name(), 1));
            ViewRefresher refresher = new ViewRefresher(view, views, store.intents(), board, tenure, System::nanoTime);
            running.add(refresher);
            refresher.start();
        }
    }

    private void requireChecked(Check check) {
        if (projections.stream()
                .noneMatch(projection ->
                        projection.name().equals(check.projection().name()))) {
            throw new IllegalArgumentException("Check '" + check.name() + "' is of " + check.projection()
                    + ", which was not given to project(…).");
        }
    }

    /** Generations have come or gone, or an epoch has moved on. */
    private void hurry() {
        if (fleet != null && keeper != null) {
            fleet.hurry();
            keeper.hurry();
        }
    }

    private Fleet.Family family(Projection<?> projection, Builder builder) {
        Workbench bench = new Workbench(
                projection,
                log,
                store,
                builder.settings.loading(),
                builder.checks.stream()
                        .filter(check -> check.projection().name().equals(projection.name()))
                        .toList(),
                builder.driftShown,
                InstantSource.system(),
                System::nanoTime);
        return new Fleet.Family(
                projection,
                new RebuildWorker(
                        projection,
                        log,
                        store,
                        builder.swaps,
                        builder.rebuildListener,
                        this::hurry,
                        InstantSource.system(),
                        System::nanoTime),
                new ReconcileWorker(
                        bench,
                        builder.reconcileEvery.map(interval -> new ReconcileWorker.Schedule(interval, builder.turn)),
                        builder.reconciles));
    }

    private Fleet.Crew crew(Builder builder, LeaseKeeper keeper) {
        return new Fleet.Crew() {
            @Override
            public Tenure tenure(GenerationId generation) {
                Tenure tenure = keeper.watch(generation);
                keeper.hurry();
                return tenure;
            }

            @Override
            public ProjectionWorker worker(
                    Projection<?> projection, Generation generation, Tenure tenure, OtherActs others) {
                return new ProjectionWorker(
                        projection,
                        tenure,
                        log,
                        store.applier(projection, generation.id()),
                        store.intents(),
                        board,
                        builder.listener,
                        generation.role() == Role.BUILDING ? builder.settings.loading() : builder.settings,
                        others);
            }
        };
    }

    private void requireSource(MaterializedView view) {
        if (!isKnown(view.source())) {
            throw new IllegalArgumentException("Materialized view '" + view.name() + "' is computed from "
                    + view.source() + ", which was not given to project(…).");
        }
    }

    /** Collects projections and settings. */
    public static final class Builder {

        private final EventLog log;
        private final ReadStore store;
        private final List<Projection<?>> projections = new ArrayList<>();
        private final List<MaterializedView> views = new ArrayList<>();
        private WorkerListener listener = WorkerListener.NONE;
        private WorkerSettings settings = WorkerSettings.DEFAULT;
        private Duration leaseTerm = Duration.ofSeconds(5);
        private String owner = thisProcess();
        private WaitLimits waits = WaitLimits.DEFAULT;
        private ReadListener reads = ReadListener.NONE;
        private Consumer<VersionToken> tokens = token -> {};
        private boolean rebuildsByItself;
        private RebuildListener rebuildListener = RebuildListener.NONE;
        private SwapSettings swaps = SwapSettings.DEFAULT;
        private final List<Check> checks = new ArrayList<>();
        private final Semaphore turn = new Semaphore(1);
        private Optional<Duration> reconcileEvery = Optional.empty();
        private ReconcileListener reconciles = ReconcileListener.NONE;
        private int driftShown = 1_000;

        private Builder(EventLog log, ReadStore store) {
            this.log = log;
            this.store = store;
        }

        public Builder project(Projection<?> projection) {
            requireFree(projection.name());
            projections.add(projection);
            return this;
        }

        /** Keeps a materialized view fresh; its source is one of the projections. */
        public Builder refresh(MaterializedView view) {
            requireFree(view.name());
            views.add(view);
            return this;
        }

        private void requireFree(String name) {
            boolean taken = projections.stream().anyMatch(other -> other.name().equals(name))
                    || views.stream().anyMatch(other -> other.name().equals(name));
            if (taken) {
                throw new IllegalArgumentException("Two read models are named '" + name + "'.");
            }
        }

        /** Hears what the workers do. */
        public Builder listener(WorkerListener listener) {
            this.listener = listener;
            return this;
        }

        /** Most events that one transaction applies. Default 50 000, of those at hand, in the SQL form at most 2 000; at least 1. */
        public Builder batchSizeEvents(int events) {
            this.settings = new WorkerSettings(events, settings.batchSizeBytes(), settings.share());
            return this;
        }

        /**
         * Where a page of the log is cut by the size of its payloads, one event is always taken, and half of what the rows of a
         * batch may take in memory. Default 4 MiB.
         */
        public Builder batchSizeBytes(long bytes) {
            this.settings = new WorkerSettings(settings.batchSizeEvents(), bytes, settings.share());
            return this;
        }

        /**
         * What share of the time a rebuild works while events are appended, so that live traffic keeps its pace: above 0, at most
         * 1, which is all of it. Default 0.25. While nothing is appended, it works all the time.
         */
        public Builder rebuildShare(double share) {
            this.settings = new WorkerSettings(settings.batchSizeEvents(), settings.batchSizeBytes(), share);
            return this;
        }

        /**
         * How long a lease outlives a process that ends without giving it back, by the store's clock: with the default of
         * 5 s another one takes over within 6 s. At least 1 s; it is renewed ten times in that time.
         */
        public Builder leaseTerm(Duration term) {
            this.leaseTerm = term;
            return this;
        }

        /** How this process is called in messages and in {@code status}. Default: host and process id; made unique. */
        public Builder owner(String name) {
            this.owner = name + "/" + UUID.randomUUID().toString().substring(0, 8);
            return this;
        }

        private static String thisProcess() {
            return hostName() + "/" + ProcessHandle.current().pid() + "/"
                    + UUID.randomUUID().toString().substring(0, 8);
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unnamed) {
                return "localhost";
            }
        }

        /** Most reads that wait for a checkpoint on a thread at a time; the surplus is told Pending at once. Default 256. */
        public Builder maxWaiters(int waiters) {
            this.waits = new WaitLimits(waiters, waits.asynchronous());
            return this;
        }

        /** The same for reads that wait without a thread, {@link JointRead#async()}. Default 10 000. */
        public Builder maxAsyncWaiters(int waiters) {
            this.waits = new WaitLimits(waits.threads(), waiters);
            return this;
        }

        /**
         * Hears each token that this Readside or its commands return, in the thread of whoever writes, after the commit; also that
         * of a command that came again or had nothing to do. It must not throw: the events are in the log.
         */
        public Builder onToken(Consumer<VersionToken> listener) {
            this.tokens = listener;
            return this;
        }

        /** Hears what readers are told. */
        public Builder readListener(ReadListener listener) {
            this.reads = listener;
            return this;
        }

        /**
         * Begins the rebuild of a newer version as soon as it is deployed. By default it is planned, and waits for {@code
         * ./readside rebuild}. Never swaps by itself.
         */
        public Builder rebuildsByItself() {
            this.rebuildsByItself = true;
            return this;
        }

        /** Hears how rebuilds go. */
        public Builder rebuildListener(RebuildListener listener) {
            this.rebuildListener = listener;
            return this;
        }

        /** How a swap goes about its locks. */
        public Builder swaps(SwapSettings settings) {
            this.swaps = settings;
            return this;
        }

        /**
         * Sets each read model that this process feeds against its events at an interval, one after the other, and logs and
         * keeps what comes of it; the first time after one interval. Nothing is repaired by itself. Default: only when asked,
         * by {@code ./readside reconcile}.
         *
         * @param interval at least 1 s
         */
        public Builder reconcileEvery(Duration interval) {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new IllegalArgumentException(
                        "Read models are reconciled every second or less often: " + interval + ".");
            }
            this.reconcileEvery = Optional.of(interval);
            return this;
        }

        /** Hears what comes of reconciles. */
        public Builder onReconciled(ReconcileListener listener) {
            this.reconciles = listener;
            return this;
        }

        /** Of how many wrong keys a report shows columns, values and events; all are counted. Default 1 000. */
        public Builder driftShown(int keys) {
            if (keys < 1) {
                throw new IllegalArgumentException("A report shows 1 wrong key or more: " + keys + ".");
            }
            this.driftShown = keys;
            return this;
        }

        /**
         * Runs a query with every reconcile of a read model, and takes what it returns for drift.
         *
         * @param name for reports
         * @param projection one of the projections
         * @param sql returns no row if all is well. It runs in one snapshot of a read store that speaks SQL; <code>{table}</code>
         *     stands for the read model's table in it
         */
        public Builder check(String name, Projection<?> projection, String sql) {
            checks.add(new Check(name, projection, sql));
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
