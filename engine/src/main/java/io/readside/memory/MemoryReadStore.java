package io.readside.memory;

import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadSession;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A read store in memory, gone with the process. It comes in both guarantees, so that what works on it works on a database
 * with transactions and on one without. It can be made to crash between any two writes.
 */
public final class MemoryReadStore implements ReadStore, Generations, Reads {

    private final Guarantee guarantee;
    private final InstantSource clock;
    private final Map<String, MemoryTable> tables = new TreeMap<>();
    private final Object lock = new Object();
    private long writesUntilCrash = Long.MAX_VALUE;

    private MemoryReadStore(Guarantee guarantee, InstantSource clock) {
        this.guarantee = guarantee;
        this.clock = clock;
    }

    /** Rows and checkpoint of a batch: all or nothing. */
    public static MemoryReadStore atomic(InstantSource clock) {
        return new MemoryReadStore(Guarantee.ATOMIC, clock);
    }

    /** One row after the other, then the checkpoint, as a store without transactions does it. */
    public static MemoryReadStore convergent(InstantSource clock) {
        return new MemoryReadStore(Guarantee.CONVERGENT, clock);
    }

    /**
     * From now on lets some single writes pass (a row, a binding, a checkpoint), then answers every call with {@link
     * StoreUnavailable}, as if it had been killed, until {@link #restart()}.
     */
    public void crashAfter(long writes) {
        synchronized (lock) {
            writesUntilCrash = writes;
        }
    }

    /** Answers again, with what had been written before the crash. */
    public void restart() {
        crashAfter(Long.MAX_VALUE);
    }

    /** Whether it has crashed and not been restarted. */
    public boolean hasCrashed() {
        synchronized (lock) {
            return writesUntilCrash < 0;
        }
    }

    /** Runs something alone, unless the store has crashed. */
    <T> T alone(Supplier<T> work) {
        synchronized (lock) {
            requireUp();
            return work.get();
        }
    }

    /** Counts one write; to be called before it is made. */
    void beforeWrite() {
        if (writesUntilCrash != Long.MAX_VALUE) {
            writesUntilCrash--;
        }
        requireUp();
    }

    private void requireUp() {
        if (writesUntilCrash < 0) {
            throw new StoreUnavailable("The memory store was made to crash; call restart().");
        }
    }

    InstantSource clock() {
        return clock;
    }

    @Override
    public Guarantee guarantee() {
        return guarantee;
    }

    @Override
    public Generations generations() {
        return this;
    }

    @Override
    public Reads reads() {
        return this;
    }

    @Override
    public Applier applier(Projection<?> projection, GenerationId generation) {
        return new MemoryApplier(this, table(projection));
    }

    @Override
    public Optional<Views> views() {
        return Optional.empty();
    }

    @Override
    public Generation open(Projection<?> projection) {
        if (!(projection instanceof FoldProjection)) {
            throw new ProjectionMismatch(projection + " is in the SQL form, which needs a store that speaks SQL.");
        }
        return alone(() -> {
            MemoryTable table =
                    tables.computeIfAbsent(projection.name(), name -> new MemoryTable(projection, guarantee));
            if (table.generation().version() != projection.version()) {
                throw new ProjectionMismatch("The store holds '" + projection.name() + "' in version "
                        + table.generation().version() + ", the application declares version " + projection.version()
                        + ".");
            }
            if (!table.holds(projection.shape())) {
                throw new ProjectionMismatch("The store holds '" + projection.name() + "' in version "
                        + projection.version() + " with other columns or another key than the application declares."
                        + " Give the changed projection a new version.");
            }
            return table.generation();
        });
    }

    private MemoryTable table(Projection<?> projection) {
        MemoryTable table = alone(() -> tables.get(projection.name()));
        if (table == null) {
            throw new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first.");
        }
        return table;
    }

    @Override
    public Generation active(Projection<?> projection) {
        MemoryTable table = table(projection);
        return alone(table::generation);
    }

    @Override
    public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
        MemoryTable table = table(projection);
        return alone(() -> new Snapshot<>(
                table.generation(),
                Optional.ofNullable(table.rows().get(key)).map(StoredRow::row).map(projection.shape()::fromRow)));
    }

    @Override
    public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
        MemoryTable table = table(projection);
        return alone(() -> {
            List<R> rows = new ArrayList<>();
            for (StoredRow stored : table.rows().values()) {
                if (stored.row() != null && rows.size() < limit) {
                    rows.add(projection.shape().fromRow(stored.row()));
                }
            }
            return new Snapshot<>(table.generation(), rows);
        });
    }

    @Override
    public <T> Snapshot<T> query(Projection<?> projection, Function<ReadSession, T> query) {
        MemoryTable table = table(projection);
        return alone(() -> new Snapshot<>(table.generation(), query.apply(new MemorySession())));
    }

    @Override
    public List<Generation> all() {
        return alone(() -> tables.values().stream().map(MemoryTable::generation).toList());
    }

    @Override
    public void close() {}

    private static final class MemorySession implements ReadSession {

        @Override
        public String table(Projection<?> projection) {
            throw nothingUnderneath();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw nothingUnderneath();
        }

        private static IllegalArgumentException nothingUnderneath() {
            return new IllegalArgumentException(
                    "The memory store is its own database; read its rows with rows(limit).");
        }
    }
}
