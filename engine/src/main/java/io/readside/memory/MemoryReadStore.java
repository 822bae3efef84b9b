package io.readside.memory;

import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intents;
import io.readside.readstore.Leases;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reconciliations;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.Views;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A read store in memory, gone with the process. It comes in both guarantees, so that what works on it works on a database
 * with transactions and on one without. It can be made to crash between any two writes.
 */
public final class MemoryReadStore implements ReadStore {

    private final Guarantee guarantee;
    private final InstantSource clock;
    private final MemoryGenerations generations = new MemoryGenerations(this);
    private final MemoryRebuilds rebuilds = new MemoryRebuilds(this, generations);
    private final MemoryComparisons comparisons = new MemoryComparisons(this);
    private final MemoryReconciliations reconciliations = new MemoryReconciliations(this);
    private final MemoryLeases leases = new MemoryLeases(this);
    private final MemoryIntents intents = new MemoryIntents(this);
    private final MemoryReads reads = new MemoryReads(this, leases, MemoryReads.Audience.READERS);
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
        return generations;
    }

    @Override
    public Rebuilds rebuilds() {
        return rebuilds;
    }

    @Override
    public Comparisons comparisons() {
        return comparisons;
    }

    @Override
    public Reconciliations reconciliations() {
        return reconciliations;
    }

    MemoryGenerations memoryGenerations() {
        return generations;
    }

    MemoryIntents memoryIntents() {
        return intents;
    }

    MemoryLeases memoryLeases() {
        return leases;
    }

    MemoryComparisons memoryComparisons() {
        return comparisons;
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
        return new MemoryApplier(this, alone(() -> generations.table(generation)));
    }

    @Override
    public Optional<Views> views() {
        return Optional.empty();
    }

    /** By name and number. Guarded by the lock. */
    Collection<MemoryTable> tables() {
        return generations.tables();
    }

    /** What operators have given up of a projection, in order. */
    public List<Skip> skipped(Projection<?> projection) {
        return alone(() -> generations.skipped(projection.name()));
    }

    @Override
    public void close() {}
}
