package io.readside.testkit;

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
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes two workers meet just before they apply, so that both have folded the same events. */
final class MeetingApplier implements Applier {

    private final Applier applier;
    private final CyclicBarrier meeting;
    private int rounds;

    /** @param rounds how often to meet before going on alone */
    MeetingApplier(Applier applier, CyclicBarrier meeting, int rounds) {
        this.applier = applier;
        this.meeting = meeting;
        this.rounds = rounds;
    }

    @Override
    public void apply(Batch batch) {
        if (rounds-- > 0) {
            meet();
        }
        applier.apply(batch);
    }

    private void meet() {
        try {
            meeting.await(10, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException alone) {
            rounds = 0;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
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
    public void stop(long epoch, Poison poison) {
        applier.stop(epoch, poison);
    }
}
