package io.readside.memory;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Generations;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.RebuildMoved;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The generations in memory and their rebuilds. Each act is made under the store's lock, so it is all or nothing. */
final class MemoryGenerations implements Generations, Rebuilds {

    private final MemoryReadStore store;
    private final Map<GenerationId, MemoryTable> tables;
    private final Map<Long, Rebuild> rebuilds;
    private final Map<String, Integer> numbers;
    private final Map<String, List<Skip>> skipped;
    private final Optional<Reporting> reporting;

    MemoryGenerations(MemoryReadStore store) {
        this.store = store;
        this.tables =
                new TreeMap<>(Comparator.comparing(GenerationId::projection).thenComparing(GenerationId::number));
        this.rebuilds = new TreeMap<>();
        this.numbers = new TreeMap<>();
        this.skipped = new HashMap<>();
        this.reporting = Optional.empty();
    }

    private MemoryGenerations(MemoryGenerations same, Reporting reporting) {
        this.store = same.store;
        this.tables = same.tables;
        this.rebuilds = same.rebuilds;
        this.numbers = same.numbers;
        this.skipped = same.skipped;
        this.reporting = Optional.of(reporting);
    }

    @Override
    public Rebuilds reporting(Reporting reporting) {
        return new MemoryGenerations(this, reporting);
    }

    /** By name and number. Guarded by the store's lock. */
    Collection<MemoryTable> tables() {
        return tables.values();
    }

    /** @throws ProjectionMismatch if it does not exist, or does no more */
    MemoryTable table(GenerationId id) {
        MemoryTable table = tables.get(id);
        if (table == null) {
            throw new ProjectionMismatch("The store holds no generation " + id + " any more.");
        }
        return table;
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

    private List<MemoryTable> of(String projection) {
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

    private static void requireFold(Projection<?> projection) {
        if (!(projection instanceof FoldProjection)) {
            throw new ProjectionMismatch(projection + " is in the SQL form, which needs a store that speaks SQL.");
        }
    }

    private MemoryTable create(Projection<?> projection, Role role) {
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

    @Override
    public List<Generation> generations(Collection<String> projections) {
        Instant now = store.clock().instant();
        return store.alone(() -> tables.values().stream()
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
        requireFold(projection);
        return store.alone(() -> {
            Optional<Rebuild> open = open(List.of(projection.name())).stream().findFirst();
            if (open.isPresent()) {
                return open.get();
            }
            MemoryTable blue = active(projection.name()).orElseThrow();
            return store.writes().makeOne(() -> plan(blue, projection, by, newTimeline));
        });
    }

    private Rebuild plan(MemoryTable blue, Projection<?> projection, String by, boolean newTimeline) {
        MemoryTable green = create(projection, Role.BUILDING);
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
            MemoryTable standing = table(rebuild.standingBy());
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
            MemoryTable green = table(before.green());
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
        store.alone(() -> table(rebuild.green())); // rows in memory are found without
    }

    @Override
    public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
        return store.alone(() -> {
            Instant now = store.clock().instant();
            MemoryTable first = table(one);
            MemoryTable second = table(other);
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
                        .forEach(id ->
                                Optional.ofNullable(tables.get(id)).ifPresent(table -> table.meet(null, Instant.MIN))));
    }

    @Override
    public Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
        return store.alone(() -> {
            requireUnmoved(rebuild);
            MemoryTable blue = table(rebuild.blue());
            MemoryTable green = table(rebuild.green());
            requireSound(green);
            if (!rebuild.newTimeline()) {
                requireLike(blue, green, comparison);
            }
            String note = "blue " + rebuild.blue() + " is kept";
            return exchange(blue, Role.KEPT, green, RebuildDraft.of(rebuild).to(State.SWAPPED, note));
        });
    }

    private void requireLike(MemoryTable blue, MemoryTable green, Comparison comparison) {
        if (comparison.differences().isEntire()) {
            requireNotBehind(blue, green);
        } else {
            requireRunning(blue);
            requireMeeting(blue, green);
            store.memoryComparisons().requireNoDifference(comparison);
        }
    }

    @Override
    public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
        return store.alone(() -> {
            requireUnmoved(rebuild);
            MemoryTable blue = table(rebuild.blue());
            MemoryTable green = table(rebuild.green());
            requireRunning(blue);
            requireNotBehind(green, blue);
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

    private void requireMeeting(MemoryTable blue, MemoryTable green) {
        Instant now = store.clock().instant();
        Position at = blue.generation().checkpoint().position();
        boolean together = at.equals(green.generation().checkpoint().position())
                && blue.meeting(now)
                        .filter(meeting -> meeting.position().equals(at))
                        .isPresent()
                && green.meeting(now)
                        .filter(meeting -> meeting.position().equals(at))
                        .isPresent();
        if (!together) {
            throw new SwapBlocked(
                    blue.generation().id() + " and " + green.generation().id()
                            + " are not at one meeting: they stand at " + at + " and "
                            + green.generation().checkpoint() + ".");
        }
    }

    /** Tokens that the one has answered must not become Pending with the other. */
    private static void requireNotBehind(MemoryTable off, MemoryTable on) {
        Checkpoint from = off.generation().checkpoint();
        Checkpoint to = on.generation().checkpoint();
        if (to.position().isBefore(from.position())) {
            throw new SwapBlocked(on.generation().id() + " is at " + to + ", behind "
                    + off.generation().id() + " at " + from + ".");
        }
    }

    private static void requireSound(MemoryTable green) {
        requireRunning(green);
        Generation now = green.generation();
        if (now.parkedKeys() > 0) {
            throw new SwapRefused("Green " + now.id() + " has " + now.parkedKeys() + " parked keys.");
        }
    }

    private static void requireRunning(MemoryTable table) {
        Generation now = table.generation();
        if (!(now.state() instanceof RunState.Running)) {
            throw new SwapRefused(now.id() + " stands still: " + now.state() + ".");
        }
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
                tables.remove(swapped ? rebuild.blue() : rebuild.green());
                store.memoryComparisons().end(rebuild.green());
                return write(RebuildDraft.of(rebuild)
                        .to(swapped ? State.DROPPED : State.ABORTED, note)
                        .at(Position.ZERO, store.clock().instant()));
            });
        });
    }

    @Override
    public Generation scratch(Projection<?> projection) {
        requireFold(projection);
        return store.alone(() -> create(projection, Role.SCRATCH).generation());
    }

    @Override
    public void dropScratch(String projection) {
        store.writes()
                .change(() -> of(projection).stream()
                        .filter(table -> table.role() == Role.SCRATCH)
                        .map(table -> table.generation().id())
                        .forEach(scratch -> {
                            tables.remove(scratch);
                            store.memoryComparisons().end(scratch);
                        }));
    }
}
