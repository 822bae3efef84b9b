package io.readside.rebuild;

import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.reconcile.Scratch;
import io.readside.worker.Adoption;
import io.readside.worker.LeaseLost;
import io.readside.worker.Tenure;
import org.jspecify.annotations.Nullable;

/** Lets what was recomputed take the place of what is there, as long as this process feeds the read model. */
final class Adoptions {

    private final ReadStore store;
    private volatile @Nullable Tenure tenure;

    Adoptions(ReadStore store) {
        this.store = store;
    }

    /** Tells of the lease on the active generation that this process has, or waits for. */
    void under(Tenure active) {
        tenure = active;
    }

    /** Whether this process feeds the active generation, as far as it can know. */
    boolean isHeld() {
        Tenure now = tenure;
        return now != null && now.isHeld();
    }

    /** @throws LeaseLost if this process does not feed the generation that was recomputed */
    Adoption of(Scratch scratch) {
        Tenure now = tenure;
        GenerationId live = scratch.comparison().left();
        if (now == null || !now.generation().equals(live)) {
            throw new LeaseLost("This process does not feed " + live + ". Nothing was written.");
        }
        return new Adoption(now, store.applier(scratch.projection(), live));
    }
}
