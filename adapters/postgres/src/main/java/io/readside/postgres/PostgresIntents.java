package io.readside.postgres;

import io.readside.event.Json;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Intents as rows of {@code readside.intent}. */
final class PostgresIntents implements Intents {

    private static final String SUBMIT = Sql.statement("readstore/submit_intent");
    private static final String FIND = Sql.statement("readstore/find_intent");
    private static final String OPEN = Sql.statement("readstore/open_intents");
    private static final String REPORT = Sql.statement("readstore/report_intent");

    private final Database database;

    PostgresIntents(Database database) {
        this.database = database;
    }

    @Override
    public Intent submit(String projection, Act act, String by) {
        return database.alone("Submit an intent for '" + projection + "'", StoreFailures::onRead, connection -> {
            try (PreparedStatement submit = connection.prepareStatement(SUBMIT)) {
                submit.setString(1, projection);
                submit.setString(2, IntentActs.name(act));
                submit.setString(3, Json.write(IntentActs.arguments(act)));
                submit.setString(4, ColumnSql.storable(by));
                return read(submit).orElseThrow();
            }
        });
    }

    @Override
    public Optional<Intent> find(long id) {
        return database.alone("Find intent " + id, StoreFailures::onRead, connection -> {
            try (PreparedStatement find = connection.prepareStatement(FIND)) {
                find.setLong(1, id);
                return read(find);
            }
        });
    }

    @Override
    public Map<GenerationId, List<Intent>> open(Set<GenerationId> generations) {
        if (generations.isEmpty()) {
            return Map.of();
        }
        return database.alone("Look for intents", StoreFailures::onRead, connection -> open(connection, generations));
    }

    private static Map<GenerationId, List<Intent>> open(Connection connection, Set<GenerationId> generations)
            throws SQLException {
        List<GenerationId> wanted = List.copyOf(generations);
        Object[] names = wanted.stream().map(GenerationId::projection).toArray();
        Map<GenerationId, List<Intent>> found = new HashMap<>();
        try (PreparedStatement open = connection.prepareStatement(OPEN)) {
            TableSql.setArray(open, 1, "text", names);
            TableSql.setArray(
                    open,
                    2,
                    "integer",
                    wanted.stream().map(GenerationId::number).toArray());
            TableSql.setArray(open, 3, "text", names);
            try (ResultSet row = open.executeQuery()) {
                while (row.next()) {
                    found.computeIfAbsent(new GenerationId(row.getString(2), row.getInt(9)), id -> new ArrayList<>())
                            .add(intent(row));
                }
            }
        }
        return found;
    }

    @Override
    public void report(long id, Intent.Report report) {
        database.alone("Report on intent " + id, StoreFailures::onRead, connection -> report(connection, id, report));
    }

    /** @return whether it is the first one */
    static boolean report(Connection connection, long id, Intent.Report report) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(REPORT)) {
            write.setBoolean(1, report.done());
            write.setString(2, ColumnSql.storable(report.message()));
            write.setString(3, report.details().orElse(null));
            write.setLong(4, id);
            return write.executeUpdate() == 1;
        }
    }

    private static Optional<Intent> read(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Optional.of(intent(row)) : Optional.empty();
        }
    }

    private static Intent intent(ResultSet row) throws SQLException {
        return new Intent(
                row.getLong(1),
                row.getString(2),
                IntentActs.act(row.getString(3), Json.readObject(row.getString(4))),
                row.getString(5),
                report(row));
    }

    private static Optional<Intent.Report> report(ResultSet row) throws SQLException {
        Boolean done = row.getObject(6, Boolean.class);
        return done == null
                ? Optional.empty()
                : Optional.of(new Intent.Report(done, row.getString(7), Optional.ofNullable(row.getString(8))));
    }
}
