package io.readside.memory;

import io.readside.readstore.Reconciled;
import io.readside.readstore.Reconciliations;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the last reconcile of each read model in memory came to. */
final class MemoryReconciliations implements Reconciliations {

    private final MemoryReadStore store;
    private final Map<String, Reconciled> last = new HashMap<>();

    MemoryReconciliations(MemoryReadStore store) {
        this.store = store;
    }

    @Override
    public void note(Reconciled reconciled) {
        store.writes().make(() -> last.put(reconciled.generation().projection(), reconciled));
    }

    @Override
    public Optional<Reconciled> last(String projection) {
        return store.alone(() -> Optional.ofNullable(last.get(projection)));
    }
}
