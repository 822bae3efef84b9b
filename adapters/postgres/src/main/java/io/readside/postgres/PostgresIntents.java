package io.readside.postgres;

import io.readside.event.Json;
import io.readside.readstore.Intent;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Intents as rows of {@code readside.intent}. */
final class PostgresIntents implements Intents {

    private static final String SUBMIT = Sql.statement("readstore/submit_intent");
    private static final String FIND = Sql.statement("readstore/find_intent");
    private static final String OPEN = Sql.statement("readstore/open_intents");
    private static final String REPORT = Sql.statement("readstore/report_intent");

    private static final String RETRY = "retry";
    private static final String SKIP = "skip";
    private static final String PAUSE = "pause";
    private static final String RESUME = "resume";

    private final Database database;

    PostgresIntents(Database database) {
        this.database = database;
    }

    @Override
    public Intent submit(String projection, Act act, String by) {
        return database.alone("Submit an intent for '" + projection + "'", StoreFailures::onRead, connection -> {
            try (PreparedStatement submit = connection.prepareStatement(SUBMIT)) {
                submit.setString(1, projection);
                submit.setString(2, name(act));
                submit.setString(3, Json.write(arguments(act)));
                submit.setString(4, ColumnSql.storable(by));
                return read(submit).get(0);
            }
        });
    }

    @Override
    public Optional<Intent> find(long id) {
        return database.alone("Find intent " + id, StoreFailures::onRead, connection -> {
            try (PreparedStatement find = connection.prepareStatement(FIND)) {
                find.setLong(1, id);
                return read(find).stream().findFirst();
            }
        });
    }

    @Override
    public List<Intent> open(Set<String> projections) {
        if (projections.isEmpty()) {
            return List.of();
        }
        return database.alone("Look for intents", StoreFailures::onRead, connection -> open(connection, projections));
    }

    private static List<Intent> open(Connection connection, Set<String> projections) throws SQLException {
        try (PreparedStatement open = connection.prepareStatement(OPEN)) {
            TableSql.setArray(open, 1, "text", projections.toArray());
            return read(open);
        }
    }

    @Override
    public void report(long id, Intent.Report report) {
        database.alone("Report on intent " + id, StoreFailures::onRead, connection -> {
            try (PreparedStatement write = connection.prepareStatement(REPORT)) {
                write.setBoolean(1, report.done());
                write.setString(2, ColumnSql.storable(report.message()));
                write.setLong(3, id);
                return write.executeUpdate();
            }
        });
    }

    private static List<Intent> read(PreparedStatement query) throws SQLException {
        List<Intent> found = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                Boolean done = row.getObject(6, Boolean.class);
                found.add(new Intent(
                        row.getLong(1),
                        row.getString(2),
                        act(row.getString(3), Json.readObject(row.getString(4))),
                        row.getString(5),
                        done == null ? Optional.empty() : Optional.of(new Intent.Report(done, row.getString(7)))));
            }
        }
        return found;
    }

    private static String name(Act act) {
        if (act instanceof Act.Retry) {
            return RETRY;
        }
        if (act instanceof Act.Skip) {
            return SKIP;
        }
        return act instanceof Act.Pause ? PAUSE : RESUME;
    }

    private static Map<String, Object> arguments(Act act) {
        if (act instanceof Act.Retry retry) {
            return retry.key()
                    .<Map<String, Object>>map(key -> Map.of("key", key))
                    .orElse(Map.of());
        }
        if (act instanceof Act.Skip skip) {
            return Map.of("key", skip.key(), "position", skip.position(), "reason", ColumnSql.storable(skip.reason()));
        }
        return Map.of();
    }

    private static Act act(String name, Map<String, Object> arguments) {
        return switch (name) {
            case RETRY -> new Act.Retry(Optional.ofNullable((String) arguments.get("key")));
            case SKIP ->
                new Act.Skip(
                        text(arguments, "key"), Long.parseLong(text(arguments, "position")), text(arguments, "reason"));
            case PAUSE -> new Act.Pause();
            case RESUME -> new Act.Resume();
            default ->
                throw new IllegalStateException(
                        "readside.intent holds an act '" + name
                                + "' that this version of Readside does not know. It is of a later version; bring this one up.");
        };
    }

    private static String text(Map<String, Object> arguments, String name) {
        return Objects.toString(arguments.get(name));
    }
}
