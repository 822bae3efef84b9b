package io.readside.testkit;

import io.readside.event.Checkpoint;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Applier;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Guarantee;
import io.readside.readstore.Intents;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.Overview;
import io.readside.readstore.ReadSession;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Reads;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reconciliations;
import io.readside.readstore.RunState;
import io.readside.readstore.Snapshot;
import io.readside.readstore.Views;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The store in memory, with a place for each thing that a subclass may get wrong. As it stands it is honest, in the guarantee
 * that it is made with.
 */
class TamperedStore implements CrashableStore, ReadStore {

    private final Guarantee claimed;
    private final MovableClock clock = new MovableClock();
    final MemoryReadStore honest;

    /** @param real of the store that does the work */
    TamperedStore(Guarantee claimed, Guarantee real) {
        this.claimed = claimed;
        this.honest = real == Guarantee.ATOMIC ? MemoryReadStore.atomic(clock) : MemoryReadStore.convergent(clock);
    }

    TamperedStore(Guarantee guarantee) {
        this(guarantee, guarantee);
    }

    /** Atomic. */
    TamperedStore() {
        this(Guarantee.ATOMIC);
    }

    // What subclasses get wrong

    /** What anybody is told of a generation. */
    Generation shown(Generation real) {
        return real;
    }

    Overview shown(Overview real) {
        return new Overview(
                shown(real.generation()), real.parkedEvents(), real.parkedAge(), real.lease(), real.rebuild());
    }

    <T> Snapshot<T> shown(Snapshot<T> real) {
        return new Snapshot<>(real.generations().stream().map(this::shown).toList(), real.value(), real.parked());
    }

    Applier applier(Applier applier, Projection<?> projection) {
        return applier;
    }

    @Override
    public Generations generations() {
        return new Forwarding.ToGenerations(honest.generations()) {
            @Override
            public Generation open(Projection<?> projection) {
                return shown(super.open(projection));
            }
        };
    }

    @Override
    public Rebuilds rebuilds() {
        return honest.rebuilds();
    }

    @Override
    public Comparisons comparisons() {
        return honest.comparisons();
    }

    @Override
    public Reconciliations reconciliations() {
        return honest.reconciliations();
    }

    @Override
    public Leases leases() {
        return honest.leases();
    }

    @Override
    public Intents intents() {
        return honest.intents();
    }

    @Override
    public Reads reads() {
        return new ShownReads();
    }

    // The honest rest

    /** For a generation that differs in one thing. */
    static Generation with(Generation g, long epoch, Checkpoint checkpoint, RunState state, long parkedKeys) {
        return new Generation(
                g.id(), g.role(), g.version(), g.level(), epoch, checkpoint, state, parkedKeys, g.meeting(), g.shown());
    }

    final Optional<Lease> lease(GenerationId id) {
        return honest.reads().all().stream()
                .filter(overview -> overview.generation().id().equals(id))
                .findFirst()
                .flatMap(Overview::lease);
    }

    @Override
    public final Applier applier(Projection<?> projection, GenerationId generation) {
        Applier shown = new ForwardingApplier(honest.applier(projection, generation)) {
            @Override
            public Generation current() {
                return shown(super.current());
            }
        };
        return applier(shown, projection);
    }

    @Override
    public ReadStore store() {
        return this;
    }

    @Override
    public Guarantee guarantee() {
        return claimed;
    }

    @Override
    public Optional<Views> views() {
        return Optional.empty();
    }

    @Override
    public void crashAfter(long writes) {
        honest.crashAfter(writes);
    }

    @Override
    public void restart() {
        honest.restart();
    }

    @Override
    public void passTime(Duration duration) {
        clock.pass(duration);
    }

    @Override
    public void close() {
        honest.close();
    }

    /** Shows that what the others share is not what fails them. */
    static class HonestAtomic extends TamperedStore {}

    static class HonestConvergent extends TamperedStore {
        HonestConvergent() {
            super(Guarantee.CONVERGENT);
        }
    }

    /** Reads what is there and shows what is to be shown. */
    class ShownReads extends Forwarding.ToReads {

        ShownReads() {
            super(honest.reads());
        }

        @Override
        public List<Generation> serving(List<? extends ReadModel> models) {
            return super.serving(models).stream().map(TamperedStore.this::shown).toList();
        }

        @Override
        public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
            return shown(super.row(projection, key));
        }

        @Override
        public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
            return shown(super.rows(projection, limit));
        }

        @Override
        public <T> Snapshot<T> query(List<? extends ReadModel> models, Function<ReadSession, T> query) {
            return shown(super.query(models, query));
        }

        @Override
        public List<Overview> all() {
            return super.all().stream().map(TamperedStore.this::shown).toList();
        }
    }
}
