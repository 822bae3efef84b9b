package io.readside.postgres;

import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Reporting;
import io.readside.readstore.Role;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes another generation the active one, and takes that back, in one transaction each:
 *
 * <ol>
 *   <li>lock the rebuild and report on the intent that asks for it, then lock both generations in order of number: no batch of either is in flight;
 *   <li>see that both stand at their meeting and run, and that no suspect differs;
 *   <li>see that nothing of a user's would stay behind or be lost, and give the one what people have given the other
 *       meanwhile;
 *   <li>give both their roles: epochs move on, the meeting ends;
 *   <li>last, change the views. Only from here on do readers wait.
 * </ol>
 */
final class SwapTransaction {

    private static final String TURN = Sql.statement("swap/turn");
    private static final String NOTE_MODE = Sql.statement("swap/note_mode");
    private static final String MODE = Sql.statement("swap/mode");

    private final Impatient impatient;
    private final String schema;
    private final Readiness readiness;

    SwapTransaction(Database database, String schema) {
        this.impatient = new Impatient(database);
        this.schema = schema;
        this.readiness = new Readiness(schema);
    }

    /** What is active, and what is to be. */
    private record Turn(GenerationRow off, GenerationRow on) {

        Generation from() {
            return off.generation();
        }

        Generation to() {
            return on.generation();
        }

        boolean isOneVersion() {
            return from().version() == to().version();
        }
    }

    Rebuild swap(
            Rebuild rebuild,
            Comparison comparison,
            SwapMode mode,
            Duration lockTimeout,
            @Nullable Reporting reporting) {
        return attempt("Swap", rebuild, lockTimeout, connection -> {
            String note = "views were " + (mode == SwapMode.RENAME ? "renamed" : "replaced") + ", blue "
                    + rebuild.blue() + " is kept";
            Rebuild after = write(connection, rebuild, State.SWAPPED, note, mode, reporting);
            Turn turn = lock(connection, rebuild.blue(), rebuild.green());
            Readiness.requireSound(turn.to());
            if (!rebuild.newTimeline()) {
                readiness.requireLike(connection, comparison, turn.from(), turn.to());
            }
            HandMade.requireLikes(
                    connection, new PhysicalTable(schema, rebuild.blue()), new PhysicalTable(schema, rebuild.green()));
            NameView view = prepare(connection, turn, Role.KEPT);
            if (mode == SwapMode.RENAME) {
                view.rename();
            } else {
                view.replace();
            }
            return after;
        });
    }

    Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout, @Nullable Reporting reporting) {
        return attempt("Roll back", rebuild, lockTimeout, connection -> {
            SwapMode mode = mode(connection, rebuild);
            Rebuild after = write(connection, rebuild, State.AT_HEAD, note, null, reporting);
            Turn turn = lock(connection, rebuild.green(), rebuild.blue());
            Readiness.requireRunning(turn.to());
            Readiness.requireNotBehind(turn.from(), turn.to());
            NameView view = prepare(connection, turn, Role.VERIFIED);
            if (mode == SwapMode.RENAME) {
                view.renameBack();
            } else {
                view.replaceBack();
            }
            return after;
        });
    }

    private Rebuild attempt(String what, Rebuild rebuild, Duration lockTimeout, Database.Work<Rebuild> work) {
        PhysicalTable blue = new PhysicalTable(schema, rebuild.blue());
        PhysicalTable green = new PhysicalTable(schema, rebuild.green());
        List<String> locked =
                List.of(blue.view(), blue.blueView(), blue.versionView(rebuild.version()), blue.table(), green.table());
        return impatient.transaction(what + " '" + rebuild.projection() + "'", lockTimeout, locked, work);
    }

    private static Rebuild write(
            Connection connection,
            Rebuild rebuild,
            State to,
            String note,
            @Nullable SwapMode mode,
            @Nullable Reporting reporting)
            throws SQLException {
        Rebuild after = RebuildMoves.write(connection, rebuild, to, note, reporting);
        try (PreparedStatement statement = connection.prepareStatement(NOTE_MODE)) {
            statement.setString(1, mode == null ? null : mode.name().toLowerCase(Locale.ROOT));
            statement.setLong(2, rebuild.id());
            statement.executeUpdate();
        }
        return after;
    }

    /** Of a rebuild that has been swapped; what it is does not change while it is. */
    static SwapMode mode(Connection connection, Rebuild rebuild) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MODE)) {
            query.setLong(1, rebuild.id());
            try (ResultSet row = query.executeQuery()) {
                String mode = row.next() ? row.getString(1) : null;
                return mode == null ? SwapMode.REPLACE : SwapMode.valueOf(mode.toUpperCase(Locale.ROOT));
            }
        }
    }

    private static Turn lock(Connection connection, GenerationId off, GenerationId on) throws SQLException {
        List<Generation> unused = Meetings.lock(connection, off, on);
        List<GenerationRow> rows = GenerationRow.all(connection, List.of(off.projection()));
        return new Turn(row(rows, off), row(rows, on));
    }

    private static GenerationRow row(List<GenerationRow> rows, GenerationId id) {
        return rows.stream()
                .filter(row -> row.generation().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** All but the view of the name. */
    private NameView prepare(Connection connection, Turn turn, Role offBecomes) throws SQLException {
        PhysicalTable from = new PhysicalTable(schema, turn.from().id());
        PhysicalTable to = new PhysicalTable(schema, turn.to().id());
        requireNothingStays(connection, turn, from, to);
        Rights.Extent extent = Rights.Extent.between(turn.off(), turn.on());
        List<String> refused = new ArrayList<>(Rights.copy(connection, from, to, extent));
        refused.addAll(Rights.publish(connection, from, to, extent));
        if (!refused.isEmpty()) {
            throw new SwapRefused(from.name() + " has what " + to.name() + " cannot be given: "
                    + String.join("; ", refused)
                    + ". Take it from the one, or make it on the other by hand. Nothing was"
                    + " changed.");
        }
        take(connection, turn.from().id(), offBecomes);
        take(connection, turn.to().id(), Role.ACTIVE);
        ViewShape shape = ViewShape.of(connection, to.versionView(turn.to().version()));
        if (turn.isOneVersion()) { // two views: who reads the first waits for two locks at most
            show(connection, to.versionView(turn.to().version()), shape.over(to.table()));
        }
        return new NameView(connection, to, shape);
    }

    private static void requireNothingStays(Connection connection, Turn turn, PhysicalTable from, PhysicalTable to)
            throws SQLException {
        List<String> ours = List.of(from.view(), from.versionView(turn.from().version()));
        List<String> dependents = Dependents.ofTable(connection, from.table(), to.table(), ours);
        if (!dependents.isEmpty()) {
            throw new SwapRefused("These depend on table " + from.table() + " itself and would stay with it: "
                    + String.join(", ", dependents) + ". Build them on view " + from.view()
                    + ", or drop them. Nothing was"
                    + " changed.");
        }
    }

    private static void take(Connection connection, GenerationId generation, Role role) throws SQLException {
        String name = role.name().toLowerCase(Locale.ROOT);
        try (PreparedStatement turn = connection.prepareStatement(TURN)) {
            turn.setString(1, name);
            turn.setString(2, name);
            turn.setString(3, generation.projection());
            turn.setInt(4, generation.number());
            turn.executeUpdate();
        }
    }

    private static void show(Connection connection, String view, String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ViewShape.replacing(connection, view, query));
        }
    }
}
