package io.readside.testkit;

import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes two workers meet just before they apply, so that both have folded the same events. */
final class MeetingApplier extends ForwardingApplier {

    private final CyclicBarrier meeting;
    private int rounds;

    /** @param rounds how often to meet before going on alone */
    MeetingApplier(Applier applier, CyclicBarrier meeting, int rounds) {
        super(applier);
        this.meeting = meeting;
        this.rounds = rounds;
    }

    @Override
    public void apply(Batch batch) {
        if (rounds-- > 0) {
            meet();
        }
        super.apply(batch);
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
}
