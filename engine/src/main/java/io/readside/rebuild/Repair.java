package io.readside.rebuild;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Intent.Scope;
import io.readside.reconcile.ReconcileRefused;
import io.readside.reconcile.Reconciler;
import io.readside.reconcile.Reconciliation;
import io.readside.reconcile.Scratch;
import io.readside.reconcile.Workbench;
import io.readside.worker.Adoption;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reconciles, and puts what was recomputed in the place of exactly those keys that are wrong: some at a time, each time in one
 * act while both stand at one position. Then looks at all of it again.
 */
final class Repair {

    private final Workbench bench;
    private final Adoptions adoptions;

    Repair(Workbench bench, Adoptions adoptions) {
        this.bench = bench;
        this.adoptions = adoptions;
    }

    /**
     * What came of it.
     *
     * @param found the first look, before anything was changed
     * @param replaced how many keys were
     * @param after the second look
     */
    record Repaired(Reconciliation found, long replaced, Reconciliation after) {}

    /**
     * @throws ReconcileRefused if the read model does not know its keys
     * @throws BrokeOff if it failed after some keys had been projected anew
     */
    Repaired repair(Scope scope) throws InterruptedException {
        requireKeys(Scratch.projection(bench));
        AtomicLong replaced = new AtomicLong();
        try (Reconciler reconciler = Reconciler.begin(bench, scope)) {
            Reconciliation found = reconciler
                    .look((scratch, keys) -> replaced.addAndGet(adopt(scratch, keys)), () -> true)
                    .orElseThrow();
            Reconciliation after = found.drift() == 0
                    ? found
                    : reconciler.look(Reconciler.Consequence.NONE, () -> true).orElseThrow();
            return new Repaired(found, replaced.get(), after);
        } catch (RuntimeException e) {
            throw BrokeOff.after(replaced.get(), "the wrong keys", e);
        }
    }

    private long adopt(Scratch scratch, Set<Key> keys) throws InterruptedException {
        Adoption adoption = adoptions.of(scratch);
        return adoption.adopt(scratch.id(), keys).size();
    }

    /** @throws ReconcileRefused if it can be projected anew as a whole only */
    static void requireKeys(Projection<?> projection) {
        if (!projection.knowsKeys()) {
            throw new ReconcileRefused(
                    projection + " does not say which keys its statements touch, so single keys cannot be"
                            + " projected anew. Nothing was changed. Build all of it anew: ./readside rebuild "
                            + projection.name());
        }
    }
}
