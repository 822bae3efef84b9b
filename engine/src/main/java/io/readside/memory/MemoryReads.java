package io.readside.memory;

import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.projection.StoredRow;
import io.readside.readstore.Generation;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Reads;
import io.readside.readstore.Role;
import io.readside.readstore.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads tables in memory, each time under the lock: that is the snapshot. */
final class MemoryReads implements Reads {

    /** Stands for a reader, who holds no lease. */
    private static final String NOBODY = "";

    private final MemoryReadStore store;
    private final MemoryLeases leases;
    private final Audience audience;

    /** Whom rows are shown to. */
    enum Audience {
        READERS,
        /** Those who want to see what is being built. */
        PREVIEW
    }

    MemoryReads(MemoryReadStore store, MemoryLeases leases, Audience audience) {
        this.store = store;
        this.leases = leases;
        this.audience = audience;
    }

    private MemoryTable table(Projection<?> projection) {
        return store.memoryGenerations().serving(projection, audience == Audience.PREVIEW);
    }

    @Override
    public Reads preview() {
        return new MemoryReads(store, leases, Audience.PREVIEW);
    }

    @Override
    public List<Generation> serving(List<? extends ReadModel> models) {
        return store.alone(() -> generations(models));
    }

    private List<Generation> generations(List<? extends ReadModel> models) {
        return models.stream()
                .map(model -> {
                    if (model instanceof Projection<?> projection) {
                        return table(projection).generation();
                    }
                    throw new ProjectionMismatch("The memory store holds no " + model + ": it has no such views.");
                })
                .toList();
    }

    @Override
    public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
        return store.alone(() -> {
            MemoryTable table = table(projection);
            if (isAnotherVersion(table, projection)) {
                return new Snapshot<>(table.generation(), Optional.empty());
            }
            return new Snapshot<>(
                    table.generation(),
                    Optional.ofNullable(table.rows().get(key))
                            .map(StoredRow::row)
                            .map(projection.shape()::fromRow),
                    table.queues().first(key));
        });
    }

    @Override
    public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
        return store.alone(() -> {
            MemoryTable table = table(projection);
            List<R> rows = new ArrayList<>();
            if (isAnotherVersion(table, projection)) {
                return new Snapshot<>(table.generation(), rows);
            }
            for (StoredRow stored : table.rows().values()) {
                if (stored.row() != null && rows.size() < limit) {
                    rows.add(projection.shape().fromRow(stored.row()));
                }
            }
            return new Snapshot<>(table.generation(), rows);
        });
    }

    /** Its rows are of another shape; the gate says that it is not current. */
    private static boolean isAnotherVersion(MemoryTable table, Projection<?> projection) {
        return table.generation().version() != projection.version();
    }

    @Override
    public <T> Snapshot<T> query(List<? extends ReadModel> models, Function<ReadSession, T> query) {
        return store.alone(
                () -> new Snapshot<>(generations(models), query.apply(new MemorySession()), Optional.empty()));
    }

    @Override
    public List<Overview> all() {
        return overviews(role -> role == Role.ACTIVE);
    }

    @Override
    public List<Overview> beside() {
        return overviews(role -> role != Role.ACTIVE && role != Role.SCRATCH);
    }

    private List<Overview> overviews(Predicate<Role> wanted) {
        return store.alone(() -> store.tables().stream()
                .filter(table -> wanted.test(table.role()))
                .map(this::overview)
                .toList());
    }

    private Overview overview(MemoryTable table) {
        Instant now = store.clock().instant();
        Duration age = table.queues()
                .all()
                .map(event -> Duration.between(event.since(), now))
                .reduce(Duration.ZERO, (longest, other) -> other.compareTo(longest) > 0 ? other : longest);
        return new Overview(
                table.generation(), table.queues().all().count(), age, leases.find(table, NOBODY), table.rebuild());
    }

    @Override
    public List<ParkedKey> parked(Optional<String> projection) {
        return store.alone(() -> store.tables().stream()
                .filter(table -> table.role() != Role.SCRATCH)
                .filter(table -> projection.isEmpty()
                        || projection.get().equals(table.generation().id().projection()))
                .flatMap(MemoryReads::parked)
                .toList());
    }

    private static Stream<ParkedKey> parked(MemoryTable table) {
        return table.queues().firsts().stream()
                .sorted(Comparator.comparing(ParkedEvent::position))
                .map(first -> new ParkedKey(
                        table.generation().id(), first, table.queues().length(first.key())));
    }

    private static final class MemorySession implements ReadSession {

        @Override
        public String table(ReadModel model) {
            throw nothingUnderneath();
        }

        @Override
        public List<Map<String, @Nullable String>> texts(Projection<?> projection, String query, int most) {
            throw nothingUnderneath();
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw nothingUnderneath();
        }

        private static IllegalArgumentException nothingUnderneath() {
            return new IllegalArgumentException(
                    "The memory store is its own database; read its rows with rows(limit).");
        }
    }
}
