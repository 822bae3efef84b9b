package io.readside.postgres;

import io.readside.event.Position;
import io.readside.readstore.Comparison;
import io.readside.readstore.Difference;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Role;
import io.readside.readstore.RunState;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes another generation the active one, and takes that back, in one transaction each:
 *
 * <ol>
 *   <li>lock the rebuild, then both generations in order of number: no batch of either is in flight;
 *   <li>see that both stand at their meeting and run, and that no suspect differs;
 *   <li>see that nothing of a user's would stay behind, and give the one what people have given the other meanwhile;
 *   <li>give both their roles: epochs move on, the meeting ends;
 *   <li>last, change the views. Only from here on do readers wait.
 * </ol>
 */
final class SwapTransaction {

    private static final String TURN = Sql.statement("swap/turn");
    private static final String NOTE_MODE = Sql.statement("swap/note_mode");
    private static final String MODE = Sql.statement("swap/mode");

    /** Suspects that are looked at while both sides stand still. */
    private static final int SUSPECTS = 5_000;

    private final Impatient impatient;
    private final String schema;
    private final Suspects suspects;

    SwapTransaction(Database database, String schema) {
        this.impatient = new Impatient(database);
        this.schema = schema;
        this.suspects = new Suspects(schema);
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

    Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
        return attempt("Swap", rebuild, lockTimeout, connection -> {
            String note = "views were " + (mode == SwapMode.RENAME ? "renamed" : "replaced") + ", blue "
                    + rebuild.blue() + " is kept";
            Rebuild after = write(connection, rebuild, State.SWAPPED, note, mode);
            Turn turn = lock(connection, rebuild.blue(), rebuild.green());
            requireSound(turn.to());
            if (!rebuild.newTimeline()) {
                requireLike(connection, turn, comparison);
            }
            NameView view = prepare(connection, turn, Role.KEPT, lockTimeout);
            if (mode == SwapMode.RENAME) {
                view.rename();
            } else {
                view.replace();
            }
            return after;
        });
    }

    Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
        return attempt("Roll back", rebuild, lockTimeout, connection -> {
            SwapMode mode = mode(connection, rebuild);
            Rebuild after = write(connection, rebuild, State.AT_HEAD, note, null);
            Turn turn = lock(connection, rebuild.green(), rebuild.blue());
            requireRunning(turn.to());
            requireNotBehind(turn);
            NameView view = prepare(connection, turn, Role.VERIFIED, lockTimeout);
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

    private static Rebuild write(Connection connection, Rebuild rebuild, State to, String note, @Nullable SwapMode mode)
            throws SQLException {
        Rebuild after = PostgresRebuilds.write(connection, rebuild, to, note);
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
        List<Generation> unused = PostgresRebuilds.lock(connection, off, on);
        List<GenerationRow> rows = GenerationRow.all(connection, List.of(off.projection()));
        return new Turn(row(rows, off), row(rows, on));
    }

    private static GenerationRow row(List<GenerationRow> rows, GenerationId id) {
        return rows.stream()
                .filter(row -> row.generation().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void requireLike(Connection connection, Turn turn, Comparison comparison) throws SQLException {
        if (comparison.differences().isEntire()) {
            requireNotBehind(turn);
        } else {
            requireRunning(turn.from());
            requireMeeting(turn);
            requireNoDifference(connection, comparison);
        }
    }

    private static void requireSound(Generation green) {
        requireRunning(green);
        if (green.parkedKeys() > 0) {
            throw new SwapRefused(
                    "Green " + green.id() + " has " + green.parkedKeys()
                            + " parked keys: readers would miss their rows. Retry them or skip them first. Nothing was changed.");
        }
    }

    private static void requireRunning(Generation generation) {
        if (!(generation.state() instanceof RunState.Running)) {
            throw new SwapRefused("Generation " + generation.id() + " stands still at position "
                    + generation.checkpoint() + ": " + generation.state() + ". Both have to run. Nothing was changed.");
        }
    }

    private static void requireMeeting(Turn turn) {
        Position from = turn.from().checkpoint().position();
        Position to = turn.to().checkpoint().position();
        boolean together = from.equals(to)
                && Stream.of(turn.from(), turn.to())
                        .allMatch(generation -> generation
                                .meeting()
                                .filter(at -> at.position().equals(from))
                                .isPresent());
        if (!together) {
            throw new SwapBlocked("Generations " + turn.from().id() + " and "
                    + turn.to().id() + " are not at one meeting, or it is over: they stand at positions " + from
                    + " and " + to + ". Nothing was changed.");
        }
    }

    /** Tokens that blue has answered must not become Pending; blue itself may have stopped for good. */
    private static void requireNotBehind(Turn turn) {
        Position from = turn.from().checkpoint().position();
        Position to = turn.to().checkpoint().position();
        if (to.isBefore(from)) {
            throw new SwapBlocked("Generation " + turn.to().id() + " is at position " + to + ", behind "
                    + turn.from().id() + " at " + from + ". Nothing was changed.");
        }
    }

    private void requireNoDifference(Connection connection, Comparison comparison) throws SQLException {
        long count = suspects.count(connection, comparison);
        if (count > SUSPECTS) {
            throw new SwapBlocked("There are " + count + " keys to be compared again, more than the " + SUSPECTS
                    + " for which both sides can stand still. Nothing was changed.");
        }
        List<Difference> differing = suspects.differing(connection, comparison);
        if (!differing.isEmpty()) {
            throw SwapRefused.differing(differing);
        }
    }

    /** All but the view of the name. */
    private NameView prepare(Connection connection, Turn turn, Role offBecomes, Duration lockTimeout)
            throws SQLException {
        PhysicalTable from = new PhysicalTable(schema, turn.from().id());
        PhysicalTable to = new PhysicalTable(schema, turn.to().id());
        requireNothingStays(connection, turn, from, to);
        List<String> refused = Rights.copy(connection, from, to, Rights.Extent.between(turn.off(), turn.on()));
        if (!refused.isEmpty()) {
            throw new SwapRefused(from.name() + " has what " + to.name() + " cannot be given: "
                    + String.join("; ", refused)
                    + ". Take it from the one, or make it on the other by hand. Nothing was"
                    + " changed.");
        }
        take(connection, turn.from().id(), offBecomes);
        take(connection, turn.to().id(), Role.ACTIVE);
        ViewShape shape = ViewShape.of(connection, to.versionView(turn.to().version()));
        if (turn.isOneVersion()) {
            Impatient.wait(connection, lockTimeout.dividedBy(2)); // two views: readers of one wait for both locks
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
