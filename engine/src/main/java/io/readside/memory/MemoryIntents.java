package io.readside.memory;

import io.readside.readstore.Intent;
import io.readside.readstore.Intents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

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

    @Override
    public List<Intent> open(Set<String> projections) {
        return store.alone(() -> intents.values().stream()
                .filter(intent -> intent.report().isEmpty() && projections.contains(intent.projection()))
                .toList());
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
