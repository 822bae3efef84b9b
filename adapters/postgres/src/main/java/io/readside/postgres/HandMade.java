package io.readside.postgres;

import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people have made on the table of a generation by hand: indexes, constraints, triggers, extended statistics. Green has the
 * like of each before it takes the place of blue, or readers would lose it without being told: a query that was fast is slow, a row
 * that was refused is taken. What is ours is noted when the table is made, since the text of a table of the user's may give rise to
 * things whose names PostgreSQL makes up.
 */
final class HandMade {

    private static final String NOTE_MADE = withThings("swap/note_made");
    private static final String HAND_MADE = withThings("swap/hand_made");

    private HandMade() {}

    private static String withThings(String name) {
        String things = Sql.statement("swap/things").replace("{relation}", "relation");
        return Sql.statement(name).replace("{things}", things);
    }

    /**
     * Notes what is on a table that this transaction has made.
     *
     * @param later the names of indexes that are made on it when it is full
     */
    static void noteMade(Connection connection, PhysicalTable made, Collection<String> later) throws SQLException {
        try (PreparedStatement note = connection.prepareStatement(NOTE_MADE)) {
            note.setString(1, made.table());
            TableSql.setArray(note, 2, "text", later.toArray());
            note.setString(3, made.generation().projection());
            note.setInt(4, made.generation().number());
            note.executeUpdate();
        }
    }

    /**
     * Something that blue has and green has not.
     *
     * @param making the statement that makes its like; null if green has no column for it
     */
    private record Thing(String what, @Nullable String making, String dropping) {

        String wayOut() {
            return "-- " + what + "\n"
                    + (making == null
                            ? "-- (the other table lacks a column of it, so it can only be dropped)\n"
                            : making + ";\n")
                    + dropping + ";\n";
        }
    }

    /** @throws SwapRefused if blue has what green has no like of; with the statements that mend it */
    static void requireLikes(Connection connection, PhysicalTable blue, PhysicalTable green) throws SQLException {
        List<Thing> missing = missing(connection, blue, green);
        if (!missing.isEmpty()) {
            throw new SwapRefused(missing.stream()
                    .map(Thing::wayOut)
                    .collect(Collectors.joining(
                            "",
                            "This was made on table " + blue.table() + " by hand, and table " + green.table()
                                    + " has nothing like it. Of each two statements run the first, which makes its like, or the"
                                    + " second, which drops it, and swap again:\n",
                            "Nothing was changed.")));
        }
    }

    /**
     * What a swap would be refused for by {@link #requireLikes}, to follow what else is said of green; empty: nothing.
     *
     * @param schema of read models
     */
    static String told(Database database, String schema, Rebuild rebuild) {
        PhysicalTable blue = new PhysicalTable(schema, rebuild.blue());
        PhysicalTable green = new PhysicalTable(schema, rebuild.green());
        List<Thing> missing = database.transaction(
                "Look for what was made on " + blue.name() + " by hand",
                StoreFailures::onRead,
                connection -> missing(connection, blue, green));
        return missing.isEmpty()
                ? ""
                : "; made by hand on " + blue.name() + " and not on " + green.name() + ", which refuses a swap: "
                        + missing.stream().map(Thing::what).collect(Collectors.joining(", "));
    }

    /** In the caller's transaction, whose search path is what it was afterwards. */
    private static List<Thing> missing(Connection connection, PhysicalTable blue, PhysicalTable green)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement path = connection.createStatement()) {
            path.execute("set local search_path = pg_catalog"); // so that the texts name every schema
        }
        try (PreparedStatement query = connection.prepareStatement(HAND_MADE)) {
            GenerationId generation = blue.generation();
            query.setString(1, blue.table());
            query.setString(2, green.table());
            query.setString(3, generation.projection());
            query.setInt(4, generation.number());
            query.setInt(5, green.generation().number());
            List<Thing> missing = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    missing.add(new Thing(row.getString(1), row.getString(2), row.getString(3)));
                }
            }
            connection.rollback(before);
            return missing;
        }
    }
}
