package io.readside.memory;

import io.readside.event.Position;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intents;
import io.readside.readstore.Leases;
import io.readside.readstore.Overview.Rebuild;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A read store in memory, gone with the process. It comes in both guarantees, so that what works on it works on a database
 * with transactions and on one without. It can be made to crash between any two writes.
 */
public final class MemoryReadStore implements ReadStore, Generations {

    private final Guarantee guarantee;
    private final InstantSource clock;
    private final Map<String, MemoryTable> tables = new TreeMap<>();
    private final MemoryLeases leases = new MemoryLeases(this);
    private final MemoryIntents intents = new MemoryIntents(this);
    private final MemoryReads reads = new MemoryReads(this, leases);
    private final MemoryWrites writes;

    private MemoryReadStore(Guarantee guarantee, InstantSource clock) {
        this.guarantee = guarantee;
        this.clock = clock;
        this.writes = new MemoryWrites(guarantee);
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
     * From now on lets some single writes pass (a row, a binding, a parked event, a checkpoint), then answers every call
     * with {@link StoreUnavailable}, as if it had been killed, until {@link #restart()}.
     */
    public void crashAfter(long writes) {
        this.writes.crashAfter(writes);
    }

    /** Answers again, with what had been written before the crash. */
    public void restart() {
        crashAfter(Long.MAX_VALUE);
    }

    /** Whether it has crashed and not been restarted. */
    public boolean hasCrashed() {
        return writes.hasCrashed();
    }

    MemoryWrites writes() {
        return writes;
    }

    /** Runs something alone, unless the store has crashed. */
    <T> T alone(Supplier<T> work) {
        return writes.alone(work);
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
        return reads;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public Intents intents() {
        return intents;
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
            MemoryTable table = tables.computeIfAbsent(
                    projection.name(), name -> new MemoryTable(projection, guarantee, clock.instant()));
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

    @Override
    public void markForRebuild(String projection, Position missed, Instant found, String reason) {
        writes.change(() -> Optional.ofNullable(tables.get(projection))
                .ifPresent(table -> table.markForRebuild(new Rebuild(missed, reason), found)));
    }

    MemoryTable table(Projection<?> projection) {
        MemoryTable table = alone(() -> tables.get(projection.name()));
        if (table == null) {
            throw new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first.");
        }
        return table;
    }

    /** By name. Guarded by the lock. */
    Collection<MemoryTable> tables() {
        return tables.values();
    }

    /** What operators have given up of a projection, in order. */
    public List<Skip> skipped(Projection<?> projection) {
        return alone(() -> table(projection).queues().skipped());
    }

    @Override
    public void close() {}
}
