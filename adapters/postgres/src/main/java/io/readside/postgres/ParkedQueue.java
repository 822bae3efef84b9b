package io.readside.postgres;

import io.readside.event.Position;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.projection.RowShape;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parked events of one generation. What writes is called in a transaction that holds the generation's row, and keeps
 * what that row says of them.
 */
final class ParkedQueue {

    private static final String PARK = Database.BY_KEY + Sql.statement("readstore/park");
    private static final String PARK_AGAIN = Database.BY_KEY + Sql.statement("readstore/park_again");
    private static final String UNPARK = Database.BY_KEY + Sql.statement("readstore/unpark");
    private static final String SETTLE = Database.BY_KEY + Sql.statement("readstore/settle_parked");
    private static final String SKIP = Database.BY_KEY + Sql.statement("readstore/skip");
    private static final String KEYS = Sql.statement("readstore/parked_keys");
    private static final String WAITING = Database.BY_KEY + ParkedRow.selecting("readstore/waiting");
    private static final String KEYS_WAITING = Database.BY_KEY + Sql.statement("readstore/keys_waiting");
    private static final String SKIPPED = Sql.statement("readstore/skipped");
    private static final String WITHIN = Sql.statement("readstore/parked_within");

    private final GenerationId id;
    private final RowShape<?> shape;

    ParkedQueue(GenerationId id, RowShape<?> shape) {
        this.id = id;
        this.shape = shape;
    }

    void park(Connection connection, List<Parked> parked) throws SQLException {
        if (parked.isEmpty()) {
            return;
        }
        try (PreparedStatement park = connection.prepareStatement(PARK)) {
            int next = bindId(park, 1);
            TableSql.setArray(park, next, "text", keys(parked));
            TableSql.setArray(park, next + 1, "bigint", positions(parked));
            TableSql.setArray(
                    park,
                    next + 2,
                    "text",
                    parked.stream().map(p -> p.event().toString()).toArray());
            TableSql.setArray(
                    park,
                    next + 3,
                    "uuid",
                    parked.stream().map(p -> p.event().id()).toArray());
            TableSql.setArray(park, next + 4, "text", reasons(parked));
            park.execute();
        }
    }

    /** Notes what failed once more. */
    void parkAgain(Connection connection, List<Parked> again) throws SQLException {
        if (again.isEmpty()) {
            return;
        }
        try (PreparedStatement note = connection.prepareStatement(PARK_AGAIN)) {
            TableSql.setArray(note, 1, "text", keys(again));
            TableSql.setArray(note, 2, "bigint", positions(again));
            TableSql.setArray(note, 3, "text", reasons(again));
            bindId(note, 4);
            note.execute();
        }
    }

    /** Takes events off. @return those that still waited */
    Set<Place> unpark(Connection connection, List<Place> places) throws SQLException {
        Set<Place> waited = new HashSet<>();
        if (places.isEmpty()) {
            return waited;
        }
        try (PreparedStatement take = connection.prepareStatement(UNPARK)) {
            TableSql.setArray(
                    take,
                    1,
                    "text",
                    places.stream().map(place -> place.key().toJson()).toArray());
            TableSql.setArray(
                    take,
                    2,
                    "bigint",
                    places.stream().map(place -> place.position().toString()).toArray());
            bindId(take, 3);
            try (ResultSet row = Database.rowsAfterSettings(take)) {
                while (row.next()) {
                    waited.add(new Place(shape.keyFromJson(row.getString(1)), Position.of(row.getLong(2))));
                }
            }
        }
        return waited;
    }

    /** @return whether it was the first of its key */
    boolean skip(Connection connection, Skip skip) throws SQLException {
        try (PreparedStatement give = connection.prepareStatement(SKIP)) {
            int next = bindId(give, 1);
            give.setString(next, skip.key().toJson());
            give.setLong(next + 1, skip.position().value());
            give.setString(next + 2, ColumnSql.storable(skip.reason()));
            give.setString(next + 3, ColumnSql.storable(skip.by()));
            give.execute();
            give.getMoreResults();
            return give.getUpdateCount() == 1;
        }
    }

    /** Brings the generation's row up to date after events of these keys were taken off. */
    void settle(Connection connection, Collection<Key> keys) throws SQLException {
        if (keys.isEmpty()) {
            return;
        }
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            TableSql.setArray(
                    settle, 1, "text", keys.stream().distinct().map(Key::toJson).toArray());
            bindId(settle, 2);
            settle.execute();
        }
    }

    Map<Key, Position> keys(Connection connection) throws SQLException {
        Map<Key, Position> found = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS)) {
            bindId(query, 1);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.put(shape.keyFromJson(row.getString(1)), Position.of(row.getLong(2)));
                }
            }
        }
        return found;
    }

    List<ParkedEvent> waiting(Connection connection, Set<Key> keys, int most) throws SQLException {
        List<ParkedEvent> found = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(WAITING)) {
            TableSql.setArray(query, 1, "text", keys.stream().map(Key::toJson).toArray());
            int next = bindId(query, 2);
            query.setInt(next, most);
            query.setInt(next + 1, most);
            try (ResultSet row = Database.rowsAfterSettings(query)) {
                while (row.next()) {
                    ParkedRow.read(row, 1, shape::keyFromJson).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    Set<Key> keysWaitingFor(Connection connection, Set<Position> positions) throws SQLException {
        Set<Key> found = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS_WAITING)) {
            TableSql.setArray(
                    query,
                    bindId(query, 1),
                    "bigint",
                    positions.stream().map(Position::toString).toArray());
            try (ResultSet row = Database.rowsAfterSettings(query)) {
                while (row.next()) {
                    found.add(shape.keyFromJson(row.getString(1)));
                }
            }
        }
        return found;
    }

    Map<Key, Set<Position>> skipped(Connection connection) throws SQLException {
        Map<Key, Set<Position>> found = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(SKIPPED)) {
            query.setString(1, id.projection());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    Position position = Position.of(row.getLong(2));
                    shape.keyNamed(row.getString(1))
                            .ifPresent(key -> found.computeIfAbsent(key, k -> new HashSet<>())
                                    .add(position));
                }
            }
        }
        return found;
    }

    int parkedWithin(Connection connection, Duration window) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(WITHIN)) {
            query.setLong(bindId(query, 1), window.toMillis());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** @return the index after the last */
    private int bindId(PreparedStatement statement, int first) throws SQLException {
        statement.setString(first, id.projection());
        statement.setInt(first + 1, id.number());
        return first + 2;
    }

    private static Object[] keys(List<Parked> parked) {
        return parked.stream().map(p -> p.key().toJson()).toArray();
    }

    private static Object[] positions(List<Parked> parked) {
        return parked.stream().map(p -> p.event().position().toString()).toArray();
    }

    private static Object[] reasons(List<Parked> parked) {
        return parked.stream()
                .map(p -> p.reason() == null ? null : ColumnSql.storable(p.reason()))
                .toArray();
    }
}
