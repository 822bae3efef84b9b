package io.readside.postgres;

import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.projection.Key;
import io.readside.projection.MaterializedView;
import io.readside.projection.Projection;
import io.readside.projection.ReadModel;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Reads;
import io.readside.readstore.Snapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads rows and the checkpoint that vouches for them in one snapshot. Which table that is, the checkpoint's row says; a
 * single statement must name its table beforehand, so it names the one of last time, and is sent again if the generation
 * has changed since.
 */
final class PostgresReads implements Reads {

    private static final String OVERVIEWS =
            GenerationRow.selecting("readstore/overviews").replace("{lease}", LeaseRow.SELECTED);
    private static final String ACTIVE = OVERVIEWS.replace("{which}", "g.active");
    private static final String BESIDE = OVERVIEWS.replace("{which}", "g.role in ('building', 'verified', 'kept')");
    private static final String PARKED = ParkedRow.selecting("readstore/parked");
    private static final String UNDEFINED_TABLE = "42P01";

    /** A swap between two attempts makes a third; more in a row are no coincidence. */
    private static final int ATTEMPTS = 5;

    /** Whoever reads without a thread shares four that look: a network that says nothing must not keep them for good. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

    private final Database database;
    private final Database looks;
    private final String schema;
    private final Audience audience;
    private final Map<Projection<?>, Known> lastSeen = new ConcurrentHashMap<>();

    PostgresReads(Database database, String schema, Audience audience) {
        this.database = database;
        this.looks = database.boundedBy(LONGEST_LOOK);
        this.schema = schema;
        this.audience = audience;
    }

    @Override
    public Reads preview() {
        return new PostgresReads(database, schema, Audience.PREVIEW);
    }

    @Override
    public List<Generation> serving(List<? extends ReadModel> models) {
        if (models.size() == 1) {
            return looks.alone(tried(models), StoreFailures::onRead, connection -> serving(connection, "", models));
        }
        return looks.transaction(
                tried(models), StoreFailures::onRead, connection -> serving(connection, Database.SNAPSHOT, models));
    }

    private List<Generation> serving(Connection connection, String first, List<? extends ReadModel> models)
            throws SQLException {
        return GenerationRow.serving(connection, first, audience, models).stream()
                .map(GenerationRow::generation)
                .toList();
    }

    private static ProjectionMismatch unknown(Projection<?> projection) {
        return new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first.");
    }

    @Override
    public <R> Snapshot<Optional<R>> row(Projection<R> projection, Key key) {
        Read<R> read = read(projection, sql -> sql.readRow, ParkedRow.COLUMNS, (sql, query) -> {
            query.setString(4, key.toJson());
            query.setString(5, key.toJson());
            for (int i = 0; i < key.parts().size(); i++) {
                ColumnSql.bind(query, i + 6, key.parts().get(i));
            }
        });
        return new Snapshot<>(read.generation(), read.values().stream().findFirst(), read.parked());
    }

    @Override
    public <R> Snapshot<List<R>> rows(Projection<R> projection, int limit) {
        Read<R> read = read(projection, sql -> sql.readRows, 0, (sql, query) -> {
            query.setInt(4, limit);
        });
        return new Snapshot<>(read.generation(), read.values());
    }

    private record Read<R>(Generation generation, List<R> values, Optional<ParkedEvent> parked) {}

    /** The generation that served when it was last looked at. */
    private record Known(GenerationId id, TableSql sql) {}

    private interface Binder {
        void bind(TableSql sql, PreparedStatement query) throws SQLException;
    }

    /** @param between how many columns stand between the generation and the row */
    private <R> Read<R> read(Projection<R> projection, Function<TableSql, String> text, int between, Binder binder) {
        return looks.alone(tried(projection), StoreFailures::onRead, connection -> {
            for (int attempt = 1; ; attempt++) {
                Known known = lastSeen.get(projection);
                if (known == null) {
                    Generation serving =
                            serving(connection, "", List.of(projection)).get(0);
                    if (serving.version() != projection.version()) {
                        return new Read<>(
                                serving, List.of(), Optional.empty()); // its columns are others; the gate says Pending
                    }
                    known = new Known(serving.id(), new TableSql(projection, new PhysicalTable(schema, serving.id())));
                }
                try (PreparedStatement query =
                        connection.prepareStatement(audience.choosing(text.apply(known.sql())))) {
                    query.setString(1, projection.name());
                    query.setInt(2, projection.version());
                    query.setInt(3, projection.version());
                    binder.bind(known.sql(), query);
                    Read<R> read = read(projection, known.sql(), query, between);
                    if (read.generation().id().equals(known.id())) {
                        lastSeen.put(projection, known);
                        return read;
                    }
                } catch (SQLException e) {
                    if (!UNDEFINED_TABLE.equals(e.getSQLState()) || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
                lastSeen.remove(projection);
            }
        });
    }

    private static <R> Read<R> read(Projection<R> projection, TableSql sql, PreparedStatement query, int between)
            throws SQLException {
        try (ResultSet rows = Database.rowsAfterSettings(query)) {
            if (!rows.next()) {
                throw unknown(projection);
            }
            Generation generation = GenerationRow.read(rows);
            Optional<ParkedEvent> parked = between == 0
                    ? Optional.empty()
                    : ParkedRow.read(rows, GenerationRow.COLUMNS + 1, projection.shape()::keyFromJson);
            List<R> values = new ArrayList<>();
            int present = GenerationRow.COLUMNS + between + 1;
            do {
                if (rows.getBoolean(present)) {
                    values.add(projection.shape().fromRow(sql.row(rows, present + 1)));
                }
            } while (rows.next());
            return new Read<>(generation, values, parked);
        }
    }

    @Override
    public <T> Snapshot<T> query(List<? extends ReadModel> models, Function<ReadSession, T> query) {
        return database.transaction(tried(models), StoreFailures::onRead, connection -> {
            List<Generation> generations = serving(connection, Database.SNAPSHOT, models);
            Map<ReadModel, String> tables = new HashMap<>();
            for (int i = 0; i < models.size(); i++) {
                tables.put(models.get(i), table(models.get(i), generations.get(i)));
            }
            T value = query.apply(new PostgresReadSession(connection, tables));
            return new Snapshot<>(generations, value, Optional.empty());
        });
    }

    /** A view is one table, whatever its source's generation. */
    private String table(ReadModel model, Generation generation) {
        return model instanceof MaterializedView view
                ? PhysicalTable.quoted(schema, view.name())
                : new PhysicalTable(schema, generation.id()).table();
    }

    @Override
    public List<Overview> all() {
        return overviews(ACTIVE);
    }

    @Override
    public List<Overview> beside() {
        return overviews(BESIDE);
    }

    private List<Overview> overviews(String sql) {
        return looks.alone("List the read models", StoreFailures::onRead, connection -> {
            List<Overview> all = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.add(overview(row));
                }
            }
            return all;
        });
    }

    private static Overview overview(ResultSet row) throws SQLException {
        Generation generation = GenerationRow.read(row);
        int next = GenerationRow.COLUMNS + LeaseRow.COLUMNS + 1;
        Long missed = row.getObject(next + 2, Long.class);
        return new Overview(
                generation,
                row.getLong(next),
                LeaseRow.micros(row, next + 1),
                LeaseRow.read(row, GenerationRow.COLUMNS + 1).map(lease -> lease.of(generation)),
                missed == null
                        ? Optional.empty()
                        : Optional.of(new Overview.Rebuild(Position.of(missed), row.getString(next + 3))),
                refresh(row, next + 4));
    }

    private static Optional<Overview.Refresh> refresh(ResultSet row, int first) throws SQLException {
        String source = row.getString(first);
        return source == null
                ? Optional.empty()
                : Optional.of(new Overview.Refresh(
                        new GenerationId(source, row.getInt(first + 1)),
                        row.getBoolean(first + 2),
                        GenerationRow.moment(row, first + 3),
                        LeaseRow.micros(row, first + 4),
                        LeaseRow.micros(row, first + 5)));
    }

    @Override
    public List<ParkedKey> parked(Optional<String> projection) {
        return looks.alone("List the parked keys", StoreFailures::onRead, connection -> {
            List<ParkedKey> keys = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(PARKED)) {
                query.setString(1, projection.orElse(null));
                query.setString(2, projection.orElse(null));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        ParkedEvent first = ParkedRow.read(row, 1, PostgresReads::keyOfAnyShape)
                                .orElseThrow();
                        int next = ParkedRow.COLUMNS + 1;
                        keys.add(new ParkedKey(
                                new GenerationId(row.getString(next), row.getInt(next + 1)),
                                first,
                                row.getLong(next + 2)));
                    }
                }
            }
            return keys;
        });
    }

    /** Of a projection that this process may know nothing of: equal in its JSON, of plain types. */
    private static Key keyOfAnyShape(String json) {
        List<?> parts = Json.read(json, List.class);
        return new Key(new ArrayList<>(parts));
    }

    private static String tried(ReadModel model) {
        return tried(List.of(model));
    }

    private static String tried(List<? extends ReadModel> models) {
        return "Read " + models.stream().map(model -> "'" + model.name() + "'").collect(Collectors.joining(", "));
    }
}
