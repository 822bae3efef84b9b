package io.readside.memory;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is wanted of the read models in memory. */
final class MemoryIntents implements Intents {

    private final MemoryReadStore store;
    private final Map<Long, Intent> intents = new TreeMap<>();

    MemoryIntents(MemoryReadStore store) {
        this.store = store;
    }

    @Override
    public Intent submit(String projection, Intent.Act act, String by) {
        return store.alone(() -> {
            Intent intent = new Intent(intents.size() + 1L, projection, act, by, Optional.empty());
            intents.put(intent.id(), intent);
            return intent;
        });
    }

    @Override
    public Optional<Intent> find(long id) {
        return store.alone(() -> Optional.ofNullable(intents.get(id)));
    }

    /** Whether it is there and nobody has reported on it. Guarded by the store's lock. */
    boolean isOpen(long id) {
        Intent intent = intents.get(id);
        return intent != null && intent.report().isEmpty();
    }

    @Override
    public Map<GenerationId, List<Intent>> open(Set<GenerationId> generations) {
        return store.alone(() -> {
            Map<GenerationId, List<Intent>> open = new LinkedHashMap<>();
            for (Intent intent : intents.values()) {
                Optional<GenerationId> to = addressee(intent).filter(generations::contains);
                if (intent.report().isEmpty() && to.isPresent()) {
                    open.computeIfAbsent(to.get(), id -> new ArrayList<>()).add(intent);
                }
            }
            return open;
        });
    }

    private Optional<GenerationId> addressee(Intent intent) {
        if (intent.act().generation().isPresent()) {
            return intent.act().generation().map(number -> new GenerationId(intent.projection(), number));
        }
        Optional<GenerationId> fed = intent.act().isOnRebuild()
                ? store.rebuilds().open(List.of(intent.projection())).stream()
                        .flatMap(rebuild -> Stream.of(rebuild.green(), rebuild.blue()))
                        .filter(store.memoryLeases()::isHeld)
                        .findFirst()
                : Optional.empty();
        return fed.or(() -> store.memoryGenerations()
                .active(intent.projection())
                .map(table -> table.generation().id()));
    }

    @Override
    public void report(long id, Intent.Report report) {
        store.writes()
                .change(() -> intents.computeIfPresent(
                        id,
                        (same, intent) -> intent.report().isPresent()
                                ? intent
                                : new Intent(id, intent.projection(), intent.act(), intent.by(), Optional.of(report))));
    }
}
