package io.readside.memory;

import io.readside.event.Position;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Role;
import io.readside.readstore.Skip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The generations in memory. What is not made under the store's lock is guarded by it. */
final class MemoryGenerations implements Generations {

    private final MemoryReadStore store;
    private final Map<GenerationId, MemoryTable> tables =
            new TreeMap<>(Comparator.comparing(GenerationId::projection).thenComparing(GenerationId::number));
    private final Map<String, Integer> numbers = new TreeMap<>();
    private final Map<String, List<Skip>> skipped = new HashMap<>();

    MemoryGenerations(MemoryReadStore store) {
        this.store = store;
    }

    /** By name and number. Guarded by the store's lock. */
    Collection<MemoryTable> tables() {
        return tables.values();
    }

    /** @throws ProjectionMismatch if it does not exist, or does no more */
    MemoryTable table(GenerationId id) {
        return find(id).orElseThrow(() -> new ProjectionMismatch("The store holds no generation " + id + " any more."));
    }

    /** Empty if it does not exist, or does no more. */
    Optional<MemoryTable> find(GenerationId id) {
        return Optional.ofNullable(tables.get(id));
    }

    void remove(GenerationId id) {
        tables.remove(id);
    }

    Optional<MemoryTable> active(String projection) {
        return of(projection).stream()
                .filter(table -> table.role() == Role.ACTIVE)
                .findFirst();
    }

    /** The one that serves readers of a version, else the active one. */
    MemoryTable serving(Projection<?> projection, boolean preview) {
        return of(projection.name()).stream()
                .filter(table -> table.generation().version() == projection.version())
                .filter(table -> serves(table.role(), preview))
                .max(Comparator.comparing((MemoryTable table) -> !preview && table.role() == Role.ACTIVE)
                        .thenComparing(table -> table.generation().id().number()))
                .or(() -> active(projection.name()))
                .orElseThrow(
                        () -> new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first."));
    }

    /** What was given up in whichever generation, in order. */
    List<Skip> skipped(String projection) {
        return List.copyOf(skipped.getOrDefault(projection, List.of()));
    }

    /** Keeps a record once, however often a crash comes after it, and fences who feeds the other generations. */
    void skip(GenerationId in, Skip skip) {
        List<Skip> records = skipped.computeIfAbsent(in.projection(), name -> new ArrayList<>());
        if (!records.contains(skip)) {
            records.add(skip);
            of(in.projection()).stream()
                    .filter(table -> !table.generation().id().equals(in) && table.role() != Role.SCRATCH)
                    .forEach(MemoryTable::nextEpoch);
        }
    }

    private static boolean serves(Role role, boolean preview) {
        return switch (role) {
            case ACTIVE, VERIFIED, KEPT -> true;
            case BUILDING -> preview;
            case SCRATCH -> false;
        };
    }

    /** By number. */
    List<MemoryTable> of(String projection) {
        return tables.values().stream()
                .filter(table -> table.generation().id().projection().equals(projection))
                .toList();
    }

    @Override
    public Generation open(Projection<?> projection) {
        requireFold(projection);
        return store.alone(() -> {
            Optional<MemoryTable> active = active(projection.name());
            if (active.isEmpty()) {
                return create(projection, Role.ACTIVE).generation();
            }
            MemoryTable serving = serving(projection, true);
            Projection<?> known = projection
                    .ofVersion(serving.generation().version())
                    .orElseThrow(() -> new ProjectionMismatch("The store holds '" + projection.name() + "' in version "
                            + active.get().generation().version() + ", the application declares version "
                            + projection.version() + ", which does not replace it."));
            if (!serving.holds(known.shape())) {
                throw new ProjectionMismatch("The store holds '" + projection.name() + "' in version "
                        + known.version() + " with other columns or another key than the application declares."
                        + " Give the changed projection a new version.");
            }
            return serving.generation();
        });
    }

    static void requireFold(Projection<?> projection) {
        if (!(projection instanceof FoldProjection)) {
            throw new ProjectionMismatch(projection + " is in the SQL form, which needs a store that speaks SQL.");
        }
    }

    MemoryTable create(Projection<?> projection, Role role) {
        // none is given twice: a worker may still look for the one before
        int number = numbers.merge(projection.name(), 1, Integer::sum);
        GenerationId id = new GenerationId(projection.name(), number);
        MemoryTable table = new MemoryTable(
                id, role, projection, store.guarantee(), store.clock().instant());
        tables.put(id, table);
        return table;
    }

    @Override
    public void markForRebuild(String projection, Position missed, Instant found, String reason) {
        store.writes()
                .change(() -> of(projection)
                        .forEach(table -> table.markForRebuild(new Overview.Rebuild(missed, reason), found)));
    }
}
