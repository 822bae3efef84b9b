package io.readside.memory;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.projection.Binding;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Key;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.MeetingAhead;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes to a table in memory, whole batches or one thing after the other. */
final class MemoryApplier implements Applier {

    private final MemoryReadStore store;
    private final MemoryTable table;

    MemoryApplier(MemoryReadStore store, MemoryTable table) {
        this.store = store;
        this.table = table;
    }

    @Override
    public Generation current() {
        return store.alone(() -> {
            table.meeting(store.clock().instant());
            return table.generation();
        });
    }

    @Override
    public boolean isEmpty() {
        return store.alone(table::isEmpty);
    }

    @Override
    public Map<StreamName, List<Binding>> bindings(Set<StreamName> streams) {
        return store.alone(() -> {
            Map<StreamName, List<Binding>> found = new HashMap<>();
            streams.forEach(stream -> found.put(stream, List.copyOf(table.bindings(stream))));
            return found;
        });
    }

    @Override
    public Map<Key, StoredRow> rows(Set<Key> keys) {
        return store.alone(() -> {
            Map<Key, StoredRow> found = new HashMap<>();
            for (Key key : keys) {
                StoredRow row = table.rows().get(key);
                if (row != null) {
                    found.put(key, row);
                }
            }
            return found;
        });
    }

    @Override
    public Map<Key, Position> parked() {
        return store.alone(() -> {
            Map<Key, Position> found = new HashMap<>();
            table.queues().firsts().forEach(first -> found.put(first.key(), first.position()));
            return found;
        });
    }

    @Override
    public List<ParkedEvent> waiting(Set<Key> keys, int most) {
        return store.alone(() -> table.queues().waiting(keys, most));
    }

    @Override
    public Set<Key> keysWaitingFor(Set<Position> positions) {
        return store.alone(() -> table.queues().waitingFor(positions));
    }

    @Override
    public int parkedWithin(Duration window) {
        return store.alone(() -> {
            Instant begin = store.clock().instant().minus(window);
            return (int) table.queues().firsts().stream()
                    .filter(first -> first.since().isAfter(begin))
                    .count();
        });
    }

    @Override
    public void apply(Batch batch) {
        Instant now = store.clock().instant();
        List<Runnable> rows = new ArrayList<>();
        batch.bindings().forEach(binding -> rows.add(() -> table.bind(binding)));
        batch.changes().forEach(change -> rows.add(() -> table.write(change)));
        batch.parked().forEach(parked -> rows.add(() -> table.queues().park(parked, now)));
        store.writes().make(() -> requireUnmoved(batch), rows, List.of(() -> table.moveTo(batch.to())));
    }

    @Override
    public void recover(Recovery recovery) {
        List<Runnable> rows = new ArrayList<>();
        recovery.changes().forEach(change -> rows.add(() -> table.write(change)));
        List<Runnable> queue = new ArrayList<>();
        recovery.done().forEach(place -> queue.add(() -> table.queues().take(place)));
        recovery.again().forEach(failed -> queue.add(() -> table.queues().noteFailure(failed)));
        store.writes().make(() -> requireEpoch(recovery.epoch()), rows, queue);
    }

    @Override
    public boolean skip(long epoch, Skip skip) {
        return store.alone(() -> {
            Runnable fence = () -> requireEpoch(epoch);
            fence.run();
            boolean isFirst = table.queues()
                    .first(skip.key())
                    .filter(first -> first.position().equals(skip.position()))
                    .isPresent();
            if (isFirst) {
                Recovery.Place place = new Recovery.Place(skip.key(), skip.position());
                store.writes()
                        .make(
                                fence,
                                List.of(() -> store.memoryGenerations()
                                        .skip(table.generation().id(), skip)),
                                List.of(() -> table.queues().take(place)));
            }
            return isFirst;
        });
    }

    @Override
    public Map<Key, Set<Position>> skipped() {
        GenerationId id = table.generation().id();
        return store.alone(() -> store.memoryGenerations().skipped(id.projection()).stream()
                .filter(skip -> table.isLikeItsKeys(skip.key()))
                .collect(Collectors.groupingBy(
                        Skip::key, Collectors.mapping(Skip::position, Collectors.toUnmodifiableSet()))));
    }

    @Override
    public Set<Key> adopt(long epoch, GenerationId recomputed, Set<Key> keys) {
        return store.alone(() -> {
            requireEpoch(epoch);
            MemoryTable by = store.memoryGenerations().table(recomputed);
            Checkpoint here = table.generation().checkpoint();
            Checkpoint there = by.generation().checkpoint();
            if (!here.position().equals(there.position())) {
                throw new CheckpointMoved("Generation " + table.generation().id() + " is at checkpoint " + here + ", "
                        + recomputed + " at " + there + ". Nothing was written.");
            }
            Set<Key> free = new HashSet<>(keys);
            table.queues().firsts().forEach(first -> free.remove(first.key()));
            store.writes().make(() -> {
                table.replace(free, by);
                table.nextEpoch();
            });
            return free;
        });
    }

    private void requireUnmoved(Batch batch) {
        requireEpoch(batch.epoch());
        Generation now = table.generation();
        if (!now.checkpoint().position().equals(batch.from().position())) {
            throw new CheckpointMoved("Generation " + now.id() + " is at checkpoint " + now.checkpoint()
                    + "; the batch was begun at checkpoint " + batch.from() + ". The checkpoint did not move.");
        }
        table.meeting(store.clock().instant())
                .filter(meeting -> batch.to().position().isAfter(meeting.position()))
                .ifPresent(meeting -> {
                    throw new MeetingAhead(now.id(), meeting);
                });
    }

    private void requireEpoch(long epoch) {
        Generation now = table.generation();
        if (now.epoch() != epoch) {
            throw new CheckpointMoved("Generation " + now.id() + " is in epoch " + now.epoch()
                    + "; the work was begun in epoch " + epoch + ". The checkpoint did not move.");
        }
    }

    @Override
    public void stop(long epoch, Poison poison) {
        store.writes().change(() -> {
            if (table.generation().checkpoint().position().isBefore(poison.position())) {
                become(
                        epoch,
                        now -> new RunState.Stopped(
                                poison.position(), poison.event().toString(), poison.reason(), now));
            }
        });
    }

    @Override
    public void pause(long epoch, String by) {
        become(epoch, now -> new RunState.Paused(by, now));
    }

    @Override
    public void regress(long epoch, String reason) {
        become(epoch, now -> new RunState.Regressed(reason, now));
    }

    private void become(long epoch, Function<Instant, RunState> state) {
        makeIn(epoch, () -> table.become(state.apply(store.clock().instant())));
    }

    @Override
    public void run(long epoch) {
        makeIn(epoch, table::run);
    }

    private void makeIn(long epoch, Runnable write) {
        store.writes().change(() -> {
            if (table.generation().epoch() == epoch) {
                store.writes().make(write);
            }
        });
    }
}
