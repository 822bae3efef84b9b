package io.readside.bank;

import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Passes everything on, so that a test can get in between. */
public class ApplierProxy implements Applier {

    private final Applier applier;

    public ApplierProxy(Applier applier) {
        this.applier = applier;
    }

    @Override
    public Generation current() {
        return applier.current();
    }

    @Override
    public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        return applier.bindings(streams);
    }

    @Override
    public Map<Key, StoredRow> rows(Set<Key> keys) {
        return applier.rows(keys);
    }

    @Override
    public void apply(Batch batch) {
        applier.apply(batch);
    }

    @Override
    public void stop(long epoch, Poison poison) {
        applier.stop(epoch, poison);
    }
}
