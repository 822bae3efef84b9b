package io.readside.postgres;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes generations with all that is theirs, and nothing that is a user's. What was skipped in them stays on record. */
final class Removal {

    private static final Logger LOG = LoggerFactory.getLogger(Removal.class);
    private static final String DELETE = Sql.statement("readstore/delete_generation");
    private static final String IN_USE = Sql.statement("readstore/in_use").replace("{lease}", LeaseRow.SELECTED);
    private static final Duration SCRATCH_LOCK = Duration.ofSeconds(1);

    private final Impatient impatient;
    private final String schema;

    Removal(Database database, String schema) {
        this.impatient = new Impatient(database);
        this.schema = schema;
    }

    Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout, @Nullable Reporting reporting) {
        boolean isSwapped = rebuild.state() == State.SWAPPED;
        PhysicalTable gone = new PhysicalTable(schema, isSwapped ? rebuild.blue() : rebuild.green());
        List<String> locked = List.of(gone.table(), gone.binding(), gone.blueView());
        return impatient.transaction("Drop " + gone.name(), lockTimeout, locked, connection -> {
            boolean isRenamed = isSwapped && SwapTransaction.mode(connection, rebuild) == SwapMode.RENAME;
            State end = isSwapped ? State.DROPPED : State.ABORTED;
            Rebuild after = RebuildMoves.write(connection, rebuild, end, note, reporting);
            List<Generation> unused = Meetings.lock(connection, rebuild.blue(), rebuild.green());
            if (isSwapped) {
                requireUnused(connection, rebuild);
            }
            remove(connection, gone, views(connection, gone, isRenamed));
            // last: the table of the active generation is locked, and nothing is waited for any more
            Noting.end(connection, new PhysicalTable(schema, rebuild.green()), lockTimeout);
            return after;
        });
    }

    /** Nobody can take blue's lease meanwhile, since the generation's row is locked. */
    private static void requireUnused(Connection connection, Rebuild rebuild) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(IN_USE)) {
            query.setString(1, rebuild.projection());
            query.setInt(2, rebuild.blue().number());
            query.setInt(3, rebuild.green().number());
            try (ResultSet row = query.executeQuery()) {
                LeaseRow lease = row.next() ? LeaseRow.read(row, 1).orElse(null) : null;
                if (lease != null) {
                    throw SwapRefused.inUse(rebuild, lease.owner(), lease.since());
                }
            }
        }
    }

    /** The views that go with it: what a swap by renaming has left, and that of a version which no other generation has. */
    private static List<String> views(Connection connection, PhysicalTable gone, boolean isRenamed)
            throws SQLException {
        List<Generation> all = GenerationRow.all(
                        connection, List.of(gone.generation().projection()))
                .stream()
                .map(GenerationRow::generation)
                .toList();
        int version = all.stream()
                .filter(generation -> generation.id().equals(gone.generation()))
                .findFirst()
                .orElseThrow()
                .version();
        boolean isLastOfItsVersion = all.stream()
                .noneMatch(other -> other.version() == version
                        && !other.id().equals(gone.generation())
                        && other.role() != Role.SCRATCH);
        List<String> views = new ArrayList<>();
        if (isRenamed) {
            views.add(gone.blueView());
        }
        if (isLastOfItsVersion) {
            views.add(gone.versionView(version));
        }
        return views;
    }

    void dropScratch(String projection) {
        impatient.transaction("Drop what '" + projection + "' was recomputed into", SCRATCH_LOCK, List.of(), c -> {
            PostgresGenerations.lock(c, projection);
            for (GenerationRow row : GenerationRow.all(c, List.of(projection))) {
                if (row.generation().role() == Role.SCRATCH) {
                    PhysicalTable scratch =
                            new PhysicalTable(schema, row.generation().id());
                    remove(c, scratch, List.of());
                    Noting.end(c, scratch, SCRATCH_LOCK);
                }
            }
            return projection;
        });
    }

    private static void remove(Connection connection, PhysicalTable gone, List<String> views) throws SQLException {
        delete(connection, gone.generation());
        List<String> dependents = new ArrayList<>(Dependents.onDropping(connection, gone.table(), views));
        for (String view : views) {
            dependents.addAll(Dependents.onDropping(connection, view, views));
        }
        if (!dependents.isEmpty()) {
            throw new SwapRefused("Generation " + gone.name() + " cannot be dropped, since these depend on it: "
                    + String.join(", ", dependents) + ". Drop them, or build them on view " + gone.view()
                    + ". Nothing was changed.");
        }
        try (Statement statement = connection.createStatement()) {
            for (String view : views) {
                statement.execute("drop view if exists " + view);
            }
            statement.execute("drop table " + gone.table() + ", " + gone.binding());
            statement.execute("drop table if exists " + gone.applied());
        }
        LOG.info("Dropped {}.", gone.name());
    }

    private static void delete(Connection connection, GenerationId generation) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            for (int i = 0; i < 3; i++) {
                delete.setString(2 * i + 1, generation.projection());
                delete.setInt(2 * i + 2, generation.number());
            }
            delete.executeUpdate();
        }
    }
}
