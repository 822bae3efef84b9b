package io.readside.testkit;

import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import io.readside.readstore.Skip;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands everything on; a subclass does one thing otherwise. */
class ForwardingApplier implements Applier {

    private final Applier applier;

    ForwardingApplier(Applier applier) {
        this.applier = applier;
    }

    @Override
    public Generation current() {
        return applier.current();
    }

    @Override
    public boolean isEmpty() {
        return applier.isEmpty();
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
    public Map<Key, Position> parked() {
        return applier.parked();
    }

    @Override
    public List<ParkedEvent> waiting(Set<Key> keys, int most) {
        return applier.waiting(keys, most);
    }

    @Override
    public Set<Key> keysWaitingFor(Set<Position> positions) {
        return applier.keysWaitingFor(positions);
    }

    @Override
    public int parkedWithin(Duration window) {
        return applier.parkedWithin(window);
    }

    @Override
    public void apply(Batch batch) {
        applier.apply(batch);
    }

    @Override
    public void recover(Recovery recovery) {
        applier.recover(recovery);
    }

    @Override
    public boolean skip(long epoch, Skip skip) {
        return applier.skip(epoch, skip);
    }

    @Override
    public Map<Key, Set<Position>> skipped() {
        return applier.skipped();
    }

    @Override
    public Set<Key> adopt(long epoch, GenerationId recomputed, Set<Key> keys) {
        return applier.adopt(epoch, recomputed, keys);
    }

    @Override
    public void stop(long epoch, Poison poison) {
        applier.stop(epoch, poison);
    }

    @Override
    public void pause(long epoch, String by) {
        applier.pause(epoch, by);
    }

    @Override
    public void regress(long epoch, String reason) {
        applier.regress(epoch, reason);
    }

    @Override
    public void run(long epoch) {
        applier.run(epoch);
    }
}
