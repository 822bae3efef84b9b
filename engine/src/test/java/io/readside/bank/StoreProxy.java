package io.readside.bank;

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
import io.readside.readstore.Views;
import java.util.Optional;

/** Passes everything on, so that a test can get in between. */
public class StoreProxy implements ReadStore {

    private final ReadStore store;

    public StoreProxy(ReadStore store) {
        this.store = store;
    }

    @Override
    public Guarantee guarantee() {
        return store.guarantee();
    }

    @Override
    public Generations generations() {
        return store.generations();
    }

    @Override
    public Rebuilds rebuilds() {
        return store.rebuilds();
    }

    @Override
    public Comparisons comparisons() {
        return store.comparisons();
    }

    @Override
    public Reconciliations reconciliations() {
        return store.reconciliations();
    }

    @Override
    public Applier applier(Projection<?> projection, GenerationId generation) {
        return store.applier(projection, generation);
    }

    @Override
    public Reads reads() {
        return store.reads();
    }

    @Override
    public Leases leases() {
        return store.leases();
    }

    @Override
    public Intents intents() {
        return store.intents();
    }

    @Override
    public Optional<Views> views() {
        return store.views();
    }

    @Override
    public void close() {
        store.close();
    }
}
