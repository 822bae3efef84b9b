package io.readside.memory;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.Rebuild;
import io.readside.readstore.SwapRefused;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leases in memory, for the workers of several threads or of several engines in one process. */
final class MemoryLeases implements Leases {

    /** @param newest number of the newest generation of the name that the owner would feed */
    private record Held(String owner, Instant since, Instant until, int newest) {}

    private final MemoryReadStore store;
    private final Map<GenerationId, Held> leases = new HashMap<>();

    MemoryLeases(MemoryReadStore store) {
        this.store = store;
    }

    @Override
    public List<Lease> hold(String owner, Set<GenerationId> wanted, Duration term) {
        return store.alone(() -> store.tables().stream()
                .filter(table -> wanted.contains(table.generation().id()))
                .map(table -> hold(owner, table, table.generation().id().newestAmong(wanted), term))
                .toList());
    }

    private Lease hold(String owner, MemoryTable table, int newest, Duration term) {
        GenerationId id = table.generation().id();
        Held before = leases.get(id);
        Instant now = store.clock().instant();
        if (before != null && before.owner().equals(owner) && before.until().isAfter(now)) {
            leases.put(id, new Held(owner, before.since(), now.plus(term), newest));
        } else if (isFree(before, now, term)) {
            table.nextEpoch();
            leases.put(id, new Held(owner, now, now.plus(term), newest));
        }
        return find(table, owner).orElseThrow();
    }

    /** An end so far away was written before the clock was set back. */
    private static boolean isFree(@Nullable Held lease, Instant now, Duration term) {
        return lease == null || !lease.until().isAfter(now) || lease.until().isAfter(now.plus(term.multipliedBy(2)));
    }

    @Override
    public void release(String owner, Set<GenerationId> held) {
        store.writes().change(() -> {
            Instant now = store.clock().instant();
            for (GenerationId id : held) {
                leases.computeIfPresent(
                        id,
                        (same, lease) -> lease.owner().equals(owner)
                                ? new Held(owner, lease.since(), now, lease.newest())
                                : lease);
            }
        });
    }

    /** Guarded by the store's lock. */
    boolean isHeld(GenerationId id) {
        Held lease = leases.get(id);
        return lease != null && lease.until().isAfter(store.clock().instant());
    }

    /**
     * Guarded by the store's lock.
     *
     * @throws SwapRefused if blue is held by somebody who would not feed green
     */
    void requireUnused(Rebuild rebuild) {
        Held lease = leases.get(rebuild.blue());
        if (lease != null
                && isHeld(rebuild.blue())
                && lease.newest() < rebuild.green().number()) {
            throw SwapRefused.inUse(rebuild, lease.owner(), lease.since());
        }
    }

    /** Guarded by the store's lock. */
    Optional<Lease> find(MemoryTable table, String asker) {
        Instant now = store.clock().instant();
        GenerationId id = table.generation().id();
        return Optional.ofNullable(leases.get(id))
                .map(lease -> new Lease(
                        id,
                        lease.owner(),
                        lease.owner().equals(asker),
                        table.generation().epoch(),
                        lease.since(),
                        Duration.between(now, lease.until())));
    }

    @Override
    public void close() {}
}
