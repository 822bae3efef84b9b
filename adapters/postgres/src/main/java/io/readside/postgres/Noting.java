package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.projection.Column;
import io.readside.projection.ColumnType;
import io.readside.readstore.Comparison;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Has the database note keys while two generations are compared: a table for them, and triggers on both tables that note the
 * key of each row that is changed, in the transaction that changes it, whoever that is. All of it bears the name of the right
 * generation: the left one may be compared with several.
 */
final class Noting {

    private static final String WATCHED = Sql.statement("compare/watched");
    private static final String TRIGGER = Sql.statement("compare/note_trigger");
    private static final String NOTING = Sql.statement("compare/noting_tables");
    private static final String PATIENCE = Sql.statement("compare/patience");
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String ALWAYS = Sql.statement("compare/note_always");

    private enum Event {
        INSERT("referencing new table as new_rows"),
        UPDATE("referencing old table as old_rows new table as new_rows"),
        DELETE("referencing old table as old_rows"),
        TRUNCATE("");

        private final String rows;

        Event(String rows) {
            this.rows = rows;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PhysicalTable left;
    private final PhysicalTable right;
    private final List<Column> key;
    private final ComparedRows rows;

    /** @param schema of read models */
    Noting(String schema, Comparison comparison) {
        this.left = new PhysicalTable(schema, comparison.left());
        this.right = new PhysicalTable(schema, comparison.right());
        this.rows = new ComparedRows(schema, comparison);
        this.key = rows.key();
    }

    /** Whether there is a place for keys, and whether each table notes its own. */
    private record State(boolean place, boolean left, boolean right) {}

    private State state(Connection connection) throws SQLException {
        Object[] triggers = Stream.of(Event.values()).map(this::triggerName).toArray();
        try (PreparedStatement query = connection.prepareStatement(WATCHED)) {
            query.setString(1, right.suspects());
            TableSql.setArray(query, 2, "text", triggers);
            query.setString(3, left.table());
            TableSql.setArray(query, 4, "text", triggers);
            query.setString(5, right.table());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new State(row.getBoolean(1), row.getInt(2) == triggers.length, row.getInt(3) == triggers.length);
            }
        }
    }

    private String triggerName(Event event) {
        return triggerName(right, event);
    }

    private static String triggerName(PhysicalTable right, Event event) {
        return right.name() + "_note_" + event.word().charAt(0);
    }

    boolean hasPlace(Connection connection) throws SQLException {
        return state(connection).place();
    }

    /** Whether every change is noted. */
    boolean isOn(Connection connection) throws SQLException {
        State state = state(connection);
        return state.place() && state.left() && state.right();
    }

    /** Makes a place for keys, if there is none. What changes is not noted by that. */
    void makePlace(Database database) {
        String tried = "Make a place for suspects of " + left.name() + " and " + right.name();
        if (!database.alone(tried, StoreFailures::onRead, this::hasPlace)) {
            BriefLocks.run(database, tried, right.generation().projection(), connection -> run(connection, place()));
        }
    }

    /** Begins it, as far as it has not begun. Locks one table at a time, against those who write to it. */
    void begin(Database database) {
        String tried = "Note changes of " + left.name() + " and " + right.name();
        State state = database.alone(tried, StoreFailures::onRead, this::state);
        if (state.place() && state.left() && state.right()) {
            return;
        }
        String projection = right.generation().projection();
        BriefLocks.run(database, tried, projection, connection -> run(connection, place()));
        if (!state.left()) {
            BriefLocks.run(database, tried, projection, connection -> run(connection, triggers(left)));
        }
        if (!state.right()) {
            BriefLocks.run(database, tried, projection, connection -> run(connection, triggers(right)));
        }
    }

    private static void run(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join(";\n", statements));
        }
    }

    private List<String> place() {
        String columns = IntStream.range(0, key.size())
                .mapToObj(i -> "k" + (i + 1) + " " + type(key.get(i).type()))
                .collect(Collectors.joining(",\n    "));
        return List.of(
                in("suspect_table", "{name}", quoted(right.name() + "_spkey")).replace("{columns}", columns),
                in("suspect_index", "{name}", quoted(right.name() + "_skey")),
                in("note_function", "{key}", rows.ownKey()),
                in("note_function_rights", "", ""));
    }

    private static String type(ColumnType type) {
        return ColumnSql.typeName(type) + (type == ColumnType.TEXT ? " collate \"C\"" : "");
    }

    private String in(String statement, String name, String value) {
        return rows.in(Sql.statement("compare/" + statement))
                .replace("{function}", right.noting())
                .replace(name, value);
    }

    private List<String> triggers(PhysicalTable on) {
        List<String> statements = new ArrayList<>();
        for (Event event : Event.values()) {
            statements.add(TRIGGER.replace("{name}", quoted(triggerName(event)))
                    .replace("{event}", event.word())
                    .replace("{table}", on.table())
                    .replace("{rows}", event.rows)
                    .replace("{function}", right.noting()));
        }
        String always = Stream.of(Event.values())
                .map(event -> "enable always trigger " + quoted(triggerName(event)))
                .collect(Collectors.joining(", "));
        statements.add(ALWAYS.replace("{table}", on.table()).replace("{triggers}", always));
        return statements;
    }

    /**
     * Ends it, and forgets what was noted. Triggers are put out of force and stay: to drop them would keep readers waiting, and
     * wait for them.
     */
    void end(Database database) {
        BriefLocks.run(
                database,
                "Note no more changes of " + left.name() + " and " + right.name(),
                right.generation().projection(),
                connection -> rest(connection, right));
    }

    private static void rest(Connection connection, PhysicalTable right) throws SQLException {
        putOutOfForce(connection, right);
        dropSuspects(connection, right);
    }

    private static void waitAtMost(Connection connection, Duration wait) throws SQLException {
        try (PreparedStatement patience = connection.prepareStatement(PATIENCE)) {
            patience.setString(1, Math.max(1, wait.toMillis()) + "ms");
            patience.execute();
        }
    }

    private static void dropSuspects(Connection connection, PhysicalTable right) throws SQLException {
        run(connection, List.of(Sql.statement("compare/drop_suspects").replace("{suspects}", right.suspects())));
    }

    private static void putOutOfForce(Connection connection, PhysicalTable right) throws SQLException {
        List<String> statements = new ArrayList<>();
        String triggers = Stream.of(Event.values())
                .map(event -> "disable trigger " + quoted(triggerName(right, event)))
                .collect(Collectors.joining(", "));
        for (String table : notingTables(connection, right)) {
            statements.add(ALWAYS.replace("{table}", table).replace("{triggers}", triggers));
        }
        if (!statements.isEmpty()) {
            run(connection, statements);
        }
    }

    private static List<String> notingTables(Connection connection, PhysicalTable right) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(NOTING)) {
            TableSql.setArray(
                    query,
                    1,
                    "text",
                    Stream.of(Event.values())
                            .map(event -> triggerName(right, event))
                            .toArray());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
        }
        return tables;
    }

    /**
     * Ends it in the caller's transaction, whatever the left side was: needed where a generation is dropped, since a trigger
     * that has no place to write to would fail those who write to the other one. Where somebody reads a table just then, its
     * triggers stay, out of force. The table of the other one is locked from here on, so it comes last, and all waiting
     * after the first lock takes no longer than one lock timeout.
     *
     * @param right the right side of a comparison; nothing happens if it is none
     * @param lockTimeout of the transaction
     */
    static void end(Connection connection, PhysicalTable right, Duration lockTimeout) throws SQLException {
        putOutOfForce(connection, right);
        waitAtMost(connection, lockTimeout.dividedBy(2));
        dropSuspects(connection, right);
        Savepoint before = connection.setSavepoint();
        try {
            run(connection, List.of(Sql.statement("compare/drop_function").replace("{function}", right.noting())));
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (!LOCK_TIMEOUT.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
        }
    }
}
