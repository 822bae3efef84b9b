package io.readside.memory;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.Projection;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rebuilds of read models in memory. Each act is made under the store's lock, so it is all or nothing. */
final class MemoryRebuilds implements Rebuilds {

    private final MemoryReadStore store;
    private final MemoryGenerations generations;
    private final SwapRules rules;
    private final Map<Long, Rebuild> rebuilds;
    private final Optional<Reporting> reporting;

    MemoryRebuilds(MemoryReadStore store, MemoryGenerations generations) {
        this(store, generations, new TreeMap<>(), Optional.empty());
    }

    private MemoryRebuilds(
            MemoryReadStore store,
            MemoryGenerations generations,
            Map<Long, Rebuild> rebuilds,
            Optional<Reporting> reporting) {
        this.store = store;
        this.generations = generations;
        this.rules = new SwapRules(store);
        this.rebuilds = rebuilds;
        this.reporting = reporting;
    }

    @Override
    public Rebuilds reporting(Reporting reporting) {
        return new MemoryRebuilds(store, generations, rebuilds, Optional.of(reporting));
    }

    @Override
    public List<Generation> generations(Collection<String> projections) {
        Instant now = store.clock().instant();
        return store.alone(() -> generations.tables().stream()
                .filter(table -> projections.contains(table.generation().id().projection()))
                .peek(table -> table.meeting(now))
                .map(MemoryTable::generation)
                .toList());
    }

    @Override
    public List<Rebuild> open(Collection<String> projections) {
        return store.alone(() -> rebuilds.values().stream()
                .filter(rebuild -> !rebuild.state().isEnd() && projections.contains(rebuild.projection()))
                .toList());
    }

    @Override
    public Optional<Rebuild> last(String projection) {
        return store.alone(() -> rebuilds.values().stream()
                .filter(rebuild -> rebuild.projection().equals(projection))
                .reduce((earlier, later) -> later));
    }

    @Override
    public Optional<Rebuild> measured(String projection) {
        return store.alone(() -> rebuilds.values().stream()
                .filter(rebuild -> rebuild.projection().equals(projection)
                        && rebuild.took().isPresent())
                .reduce((earlier, later) -> later));
    }

    @Override
    public Duration sinceBegun(Rebuild rebuild) {
        return rebuild.begun()
                .map(begun -> Duration.between(begun, store.clock().instant()))
                .orElse(Duration.ZERO);
    }

    @Override
    public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
        MemoryGenerations.requireFold(projection);
        return store.alone(() -> {
            Optional<Rebuild> open = open(List.of(projection.name())).stream().findFirst();
            if (open.isPresent()) {
                return open.get();
            }
            MemoryTable blue = generations.active(projection.name()).orElseThrow();
            return store.writes().makeOne(() -> plan(blue, projection, by, newTimeline));
        });
    }

    private Rebuild plan(MemoryTable blue, Projection<?> projection, String by, boolean newTimeline) {
        MemoryTable green = generations.create(projection, Role.BUILDING);
        Instant now = store.clock().instant();
        green.become(new RunState.Paused("the rebuild is planned", now));
        Rebuild rebuild = new Rebuild(
                rebuilds.size() + 1L,
                blue.generation().id(),
                green.generation().id(),
                projection.version(),
                State.PLANNED,
                by,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Position.ZERO,
                now,
                Optional.empty(),
                "waits to be begun",
                0,
                newTimeline);
        rebuilds.put(rebuild.id(), rebuild);
        return rebuild;
    }

    @Override
    public Rebuild move(Rebuild rebuild, State to, String note) {
        return change(rebuild, RebuildDraft.of(rebuild).to(to, note));
    }

    @Override
    public Rebuild move(Rebuild rebuild, State to, String note, Compared compared) {
        return change(rebuild, RebuildDraft.of(rebuild).to(to, note).compared(compared));
    }

    @Override
    public Rebuild nextRound(Rebuild rebuild) {
        return change(rebuild, RebuildDraft.of(rebuild).nextRound());
    }

    @Override
    public Rebuild pause(Rebuild rebuild, String by) {
        return change(rebuild, RebuildDraft.of(rebuild).pausedBy(Optional.of(by)));
    }

    @Override
    public Rebuild resume(Rebuild rebuild) {
        return store.alone(() -> {
            requireUnmoved(rebuild);
            MemoryTable standing = generations.table(rebuild.standingBy());
            return store.writes().makeOne(() -> {
                if (rebuild.state() != State.PLANNED
                        && !(standing.generation().state() instanceof RunState.Regressed)) {
                    standing.nextEpoch();
                    standing.run();
                }
                Rebuild after = RebuildDraft.of(rebuild)
                        .pausedBy(Optional.empty())
                        .at(
                                standing.generation().checkpoint().position(),
                                store.clock().instant());
                return write(after);
            });
        });
    }

    /** Lets green be fed, or not, as the rebuild says; a batch in flight does not survive a change. */
    private Rebuild change(Rebuild before, RebuildDraft draft) {
        return store.alone(() -> {
            requireUnmoved(before);
            MemoryTable green = generations.table(before.green());
            return store.writes().makeOne(() -> change(before, draft, green));
        });
    }

    private Rebuild change(Rebuild before, RebuildDraft draft, MemoryTable green) {
        Instant now = store.clock().instant();
        Rebuild after = draft.at(green.generation().checkpoint().position(), now);
        boolean fed = after.state() != State.PLANNED && after.pausedBy().isEmpty();
        boolean wasFed = before.state() != State.PLANNED && before.pausedBy().isEmpty();
        if (fed != wasFed) {
            green.nextEpoch();
            if (fed) {
                green.run();
            } else {
                green.become(new RunState.Paused(after.pausedBy().orElse(after.by()), now));
            }
        }
        if (after.state() == State.VERIFIED) {
            green.become(Role.VERIFIED);
        } else if (after.state() == State.DIFFERS) {
            green.become(Role.BUILDING);
        }
        return write(after);
    }

    private Rebuild write(Rebuild after) {
        rebuilds.put(after.id(), after);
        reporting.ifPresent(wanted -> store.memoryIntents().report(wanted.intent(), wanted.report(after)));
        return after;
    }

    private void requireUnmoved(Rebuild rebuild) {
        if (reporting
                .filter(wanted -> !store.memoryIntents().isOpen(wanted.intent()))
                .isPresent()) {
            throw RebuildMoved.reported(reporting.get().intent());
        }
        Rebuild now = rebuilds.get(rebuild.id());
        if (now == null
                || now.state() != rebuild.state()
                || now.round() != rebuild.round()
                || !now.pausedBy().equals(rebuild.pausedBy())) {
            throw new RebuildMoved("The rebuild of '" + rebuild.projection() + "' was read as " + rebuild.state()
                    + " and is " + (now == null ? "gone" : now.state()) + ".");
        }
    }

    @Override
    public void index(Rebuild rebuild, Projection<?> projection) {
        store.alone(() -> generations.table(rebuild.green())); // rows in memory are found without
    }

    @Override
    public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
        return store.alone(() -> {
            Instant now = store.clock().instant();
            MemoryTable first = generations.table(one);
            MemoryTable second = generations.table(other);
            if (first.meeting(now).isPresent() || second.meeting(now).isPresent()) {
                throw new SwapBlocked(one + " or " + other + " is at another meeting already.");
            }
            Checkpoint a = first.generation().checkpoint();
            Checkpoint b = second.generation().checkpoint();
            Checkpoint at = a.position().isBefore(b.position()) ? b : a;
            first.meet(at, now.plus(atMost));
            second.meet(at, now.plus(atMost));
            return at;
        });
    }

    @Override
    public void part(GenerationId one, GenerationId other) {
        store.writes()
                .change(() -> List.of(one, other)
                        .forEach(id -> generations.find(id).ifPresent(table -> table.meet(null, Instant.MIN))));
    }

    @Override
    public Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
        return store.alone(() -> {
            requireUnmoved(rebuild);
            MemoryTable blue = generations.table(rebuild.blue());
            MemoryTable green = generations.table(rebuild.green());
            SwapRules.requireSound(green);
            if (!rebuild.newTimeline()) {
                rules.requireLike(blue, green, comparison);
            }
            String note = "blue " + rebuild.blue() + " is kept";
            return exchange(blue, Role.KEPT, green, RebuildDraft.of(rebuild).to(State.SWAPPED, note));
        });
    }

    @Override
    public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
        return store.alone(() -> {
            requireUnmoved(rebuild);
            MemoryTable blue = generations.table(rebuild.blue());
            MemoryTable green = generations.table(rebuild.green());
            SwapRules.requireRunning(blue);
            SwapRules.requireNotBehind(green, blue);
            return exchange(green, Role.VERIFIED, blue, RebuildDraft.of(rebuild).to(State.AT_HEAD, note));
        });
    }

    private Rebuild exchange(MemoryTable off, Role offBecomes, MemoryTable on, RebuildDraft draft) {
        return store.writes().makeOne(() -> {
            off.become(offBecomes);
            on.become(Role.ACTIVE);
            List.of(off, on).forEach(table -> {
                table.nextEpoch();
                table.meet(null, Instant.MIN);
            });
            return write(draft.at(Position.ZERO, store.clock().instant()));
        });
    }

    @Override
    public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
        return store.alone(() -> {
            requireUnmoved(rebuild);
            boolean swapped = rebuild.state() == State.SWAPPED;
            if (swapped) {
                store.memoryLeases().requireUnused(rebuild);
            }
            return store.writes().makeOne(() -> {
                generations.remove(swapped ? rebuild.blue() : rebuild.green());
                store.memoryComparisons().end(rebuild.green());
                return write(RebuildDraft.of(rebuild)
                        .to(swapped ? State.DROPPED : State.ABORTED, note)
                        .at(Position.ZERO, store.clock().instant()));
            });
        });
    }

    @Override
    public Generation scratch(Projection<?> projection) {
        MemoryGenerations.requireFold(projection);
        return store.alone(() -> generations.create(projection, Role.SCRATCH).generation());
    }

    @Override
    public void dropScratch(String projection) {
        store.writes()
                .change(() -> generations.of(projection).stream()
                        .filter(table -> table.role() == Role.SCRATCH)
                        .map(table -> table.generation().id())
                        .forEach(scratch -> {
                            generations.remove(scratch);
                            store.memoryComparisons().end(scratch);
                        }));
    }
}
