package io.readside.postgres.honesty;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StoredEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventFilter;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.Page;
import io.readside.postgres.support.Intercepted;
import io.readside.projection.ReadModel;
import io.readside.readstore.CheckpointBoard;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ReadStore;
import io.readside.readstore.Snapshot;
import io.readside.worker.WorkerListener;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Gates that are broken on purpose. */
final class Mistakes {

    private Mistakes() {}

    /** Rows first, and then the checkpoint that is to vouch for them. */
    static Mistake dataBeforeCheckpoint() {
        return new Mistake() {
            @Override
            public <T> Snapshot<T> vouched(Snapshot<T> real, List<? extends ReadModel> models, ReadStore store) {
                return new Snapshot<>(store.reads().serving(models), real.value(), real.parked());
            }
        };
    }

    /** Where the generation stands that served before the swap. */
    static Mistake checkpointOfBlue() {
        Map<String, GenerationId> first = new ConcurrentHashMap<>();
        return new Mistake() {
            @Override
            public <T> Snapshot<T> vouched(Snapshot<T> real, List<? extends ReadModel> models, ReadStore store) {
                return claiming(real, now -> {
                    String name = now.id().projection();
                    GenerationId blue = first.computeIfAbsent(name, unknown -> now.id());
                    return store.rebuilds().generations(List.of(name)).stream()
                            .filter(one -> one.id().equals(blue))
                            .map(Generation::checkpoint)
                            .findFirst()
                            .orElse(now.checkpoint());
                });
            }
        };
    }

    /** How far a worker of this process says that it is, without a look at the store. */
    static Mistake boardForTruth() {
        CheckpointBoard board = new CheckpointBoard();
        return new Mistake() {
            @Override
            public WorkerListener ear() {
                return new WorkerListener() {
                    @Override
                    public void applied(GenerationId generation, Checkpoint to, int events) {
                        board.announce(generation.projection(), to);
                    }
                };
            }

            @Override
            public <T> Snapshot<T> vouched(Snapshot<T> real, List<? extends ReadModel> models, ReadStore store) {
                return claiming(real, now -> announced(board, now));
            }
        };
    }

    private static Checkpoint announced(CheckpointBoard board, Generation now) {
        Position highest = now.checkpoint().position();
        while (board.isAt(now.id().projection(), Position.of(highest.value() + 1))) {
            highest = Position.of(highest.value() + 1);
        }
        return new Checkpoint(highest);
    }

    private interface Claim {
        Checkpoint of(Generation generation);
    }

    private static <T> Snapshot<T> claiming(Snapshot<T> real, Claim claim) {
        UnaryOperator<Generation> moved = now -> new Generation(
                now.id(),
                now.role(),
                now.version(),
                now.level(),
                now.epoch(),
                claim.of(now),
                now.state(),
                now.parkedKeys(),
                now.meeting(),
                now.shown());
        return new Snapshot<>(real.generations().stream().map(moved).toList(), real.value(), real.parked());
    }

    /** The token's event is not for the read model, so there is nothing to wait for. */
    static Mistake filteredAtOnce() {
        return new Mistake() {
            @Override
            public @Nullable VersionToken asked(@Nullable VersionToken token, EventLog log) {
                boolean isFiltered = token != null
                        && log.at(Set.of(token.position())).stream()
                                .noneMatch(event -> event.stream().category().equals(Note.CATEGORY));
                return isFiltered ? null : token;
            }
        };
    }

    /** The head is the highest position seen, whatever is still to become visible below. */
    static Mistake highestSeen() {
        return new Mistake() {
            @Override
            public EventLog log(EventLog real, DataSource database) {
                return Intercepted.around(EventLog.class, real, (method, arguments, call) -> switch (method.getName()) {
                    case "read" -> page(real, database, (Checkpoint) arguments[0], (EventFilter) arguments[1]);
                    case "awaitBeyond" -> awaitBeyond(real, (Position) arguments[0], (Duration) arguments[1]);
                    default -> call.run();
                });
            }
        };
    }

    private static Page page(EventLog log, DataSource database, Checkpoint after, EventFilter filter)
            throws SQLException {
        Set<Position> seen = new HashSet<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select position from readside.events where position > ? order by position limit 500")) {
            query.setLong(1, after.position().value());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    seen.add(Position.of(row.getLong(1)));
                }
            }
        }
        List<StoredEvent> events = log.at(seen);
        if (events.isEmpty()) {
            return new Page(List.of(), after);
        }
        StoredEvent last = events.get(events.size() - 1);
        return new Page(
                events.stream()
                        .filter(event -> filter.accepts(event.stream().category()))
                        .toList(),
                new Checkpoint(last.position(), new Anchor(log.id(), log.timeline(), last.position(), last.id())));
    }

    private static boolean awaitBeyond(EventLog log, Position after, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!log.head().isAfter(after) && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
        return log.head().isAfter(after);
    }
}
