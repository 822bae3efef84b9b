package io.readside.postgres;

import io.readside.event.Checkpoint;
import io.readside.projection.Projection;
import io.readside.readstore.Compared;
import io.readside.readstore.Comparison;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Rebuilds;
import io.readside.readstore.Reporting;
import io.readside.readstore.Role;
import io.readside.readstore.SwapMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds as rows, and what becomes of their generations. Who locks several rows does it in this order: the rebuild, then generations
 * by their numbers, then tables and views; a batch holds the row of its generation before it writes to its tables.
 */
final class PostgresRebuilds implements Rebuilds {

    private static final String OPEN = RebuildRow.selecting("readstore/open_rebuilds");
    private static final String LAST = RebuildRow.selecting("readstore/last_rebuild");
    private static final String MEASURED = RebuildRow.selecting("readstore/measured_rebuild");
    private static final String SINCE_BEGUN = Sql.statement("readstore/since_begun");
    private static final String INSERT = RebuildRow.selecting("readstore/insert_rebuild");

    private static final Duration ON_THE_NETWORK = Duration.ofSeconds(30);

    private final Database database;
    private final Database patient;
    private final String schema;
    private final GenerationsBeside beside;
    private final Meetings meetings;
    private final SwapTransaction swaps;
    private final Removal removal;
    private final @Nullable Reporting reporting;

    PostgresRebuilds(Database database, String schema) {
        Database answering = database.answeringWithin(ON_THE_NETWORK);
        this.patient = database;
        this.database = answering;
        this.schema = schema;
        this.beside = new GenerationsBeside(schema);
        this.meetings = new Meetings(answering);
        this.swaps = new SwapTransaction(answering, schema);
        this.removal = new Removal(answering, schema);
        this.reporting = null;
    }

    private PostgresRebuilds(PostgresRebuilds same, Reporting reporting) {
        this.patient = same.patient;
        this.database = same.database;
        this.schema = same.schema;
        this.beside = same.beside;
        this.meetings = same.meetings;
        this.swaps = same.swaps;
        this.removal = same.removal;
        this.reporting = reporting;
    }

    @Override
    public Rebuilds reporting(Reporting reporting) {
        return new PostgresRebuilds(this, reporting);
    }

    @Override
    public List<Generation> generations(Collection<String> projections) {
        return database.alone(
                "List generations",
                StoreFailures::onRead,
                c -> GenerationRow.all(c, projections).stream()
                        .map(GenerationRow::generation)
                        .toList());
    }

    @Override
    public List<Rebuild> open(Collection<String> projections) {
        return database.alone("List the rebuilds that are open", StoreFailures::onRead, c -> open(c, projections));
    }

    private static List<Rebuild> open(Connection connection, Collection<String> projections) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(OPEN)) {
            TableSql.setArray(query, 1, "text", projections.toArray());
            return RebuildRow.all(query);
        }
    }

    @Override
    public Optional<Rebuild> last(String projection) {
        return one(LAST, projection);
    }

    @Override
    public Optional<Rebuild> measured(String projection) {
        return one(MEASURED, projection);
    }

    private Optional<Rebuild> one(String sql, String projection) {
        return database.alone("Look at the last rebuild of '" + projection + "'", StoreFailures::onRead, c -> {
            try (PreparedStatement query = c.prepareStatement(sql)) {
                query.setString(1, projection);
                return RebuildRow.all(query).stream().findFirst();
            }
        });
    }

    @Override
    public Duration sinceBegun(Rebuild rebuild) {
        return database.alone(
                "Tell the age of the rebuild of '" + rebuild.projection() + "'", StoreFailures::onRead, c -> {
                    try (PreparedStatement query = c.prepareStatement(SINCE_BEGUN)) {
                        query.setLong(1, rebuild.id());
                        try (ResultSet row = query.executeQuery()) {
                            return row.next() ? LeaseRow.micros(row, 1) : Duration.ZERO;
                        }
                    }
                });
    }

    @Override
    public Rebuild plan(Projection<?> projection, String by, boolean newTimeline) {
        return database.transaction("Plan a rebuild of " + projection, PostgresGenerations::onCreate, connection -> {
            PostgresGenerations.lock(connection, projection.name());
            Optional<Rebuild> open =
                    open(connection, List.of(projection.name())).stream().findFirst();
            if (open.isPresent()) {
                return open.get();
            }
            GenerationRow blue = GenerationRow.active(connection, projection.name())
                    .orElseThrow(() ->
                            new ProjectionMismatch("The store holds no '" + projection.name() + "'; open it first."));
            GenerationId green = beside.makeGreen(connection, projection, blue);
            return insert(connection, projection, blue.generation().id(), green, by, newTimeline);
        });
    }

    private static Rebuild insert(
            Connection connection,
            Projection<?> projection,
            GenerationId blue,
            GenerationId green,
            String by,
            boolean newTimeline)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, projection.name());
            insert.setInt(2, blue.number());
            insert.setInt(3, green.number());
            insert.setInt(4, projection.version());
            insert.setBoolean(5, newTimeline);
            insert.setString(6, ColumnSql.storable(by));
            return RebuildRow.all(insert).get(0);
        }
    }

    @Override
    public Rebuild move(Rebuild rebuild, State to, String note) {
        return change(rebuild, to, note, rebuild.pausedBy().orElse(null), null, 0);
    }

    @Override
    public Rebuild move(Rebuild rebuild, State to, String note, Compared compared) {
        return change(rebuild, to, note, rebuild.pausedBy().orElse(null), compared, 0);
    }

    @Override
    public Rebuild nextRound(Rebuild rebuild) {
        return change(
                rebuild, rebuild.state(), rebuild.note(), rebuild.pausedBy().orElse(null), null, 1);
    }

    @Override
    public Rebuild pause(Rebuild rebuild, String by) {
        return change(rebuild, rebuild.state(), rebuild.note(), by, null, 0);
    }

    @Override
    public Rebuild resume(Rebuild rebuild) {
        String tried = "Let " + rebuild.standingBy() + " go on";
        return database.transaction(tried, StoreFailures::onRead, connection -> {
            Rebuild after = RebuildMoves.write(connection, rebuild, rebuild.state(), rebuild.note(), null, null, 0);
            RebuildMoves.report(connection, after, reporting);
            if (rebuild.state() != State.PLANNED) {
                RebuildMoves.feed(connection, rebuild.standingBy(), null);
            }
            return after;
        });
    }

    private Rebuild change(
            Rebuild before, State to, String note, @Nullable String pausedBy, @Nullable Compared compared, int rounds) {
        boolean isNews = to == State.VERIFIED && before.state() != State.VERIFIED;
        String more = isNews ? HandMade.told(database, schema, before) : "";
        return database.transaction(tried(before, to), StoreFailures::onRead, connection -> {
            Rebuild after = RebuildMoves.write(connection, before, to, note + more, pausedBy, compared, rounds);
            RebuildMoves.report(connection, after, reporting);
            boolean fed = to != State.PLANNED && pausedBy == null;
            boolean wasFed =
                    before.state() != State.PLANNED && before.pausedBy().isEmpty();
            if (fed != wasFed) {
                RebuildMoves.feed(connection, before.green(), fed ? null : String.valueOf(pausedBy));
            }
            if (to == State.VERIFIED) {
                RebuildMoves.become(connection, before.green(), Role.VERIFIED);
            } else if (to == State.DIFFERS) {
                RebuildMoves.become(connection, before.green(), Role.BUILDING);
            }
            return after;
        });
    }

    @Override
    public void index(Rebuild rebuild, Projection<?> projection) {
        TableDefinition definition = new TableDefinition(projection, new PhysicalTable(schema, rebuild.green()));
        patient.transaction("Index " + rebuild.green(), StoreFailures::onRead, connection -> {
            try (Statement unlimited = connection.createStatement()) {
                unlimited.execute(Database.WRITING + "set local statement_timeout = 0");
            }
            definition.makeIndexes(connection);
            return true;
        });
    }

    @Override
    public Checkpoint meet(GenerationId one, GenerationId other, Duration atMost) {
        return meetings.meet(one, other, atMost);
    }

    @Override
    public void part(GenerationId one, GenerationId other) {
        meetings.part(one, other);
    }

    @Override
    public Rebuild swap(Rebuild rebuild, Comparison comparison, SwapMode mode, Duration lockTimeout) {
        return swaps.swap(rebuild, comparison, mode, lockTimeout, reporting);
    }

    @Override
    public Rebuild rollback(Rebuild rebuild, String note, Duration lockTimeout) {
        return swaps.rollback(rebuild, note, lockTimeout, reporting);
    }

    @Override
    public Rebuild drop(Rebuild rebuild, String note, Duration lockTimeout) {
        return removal.drop(rebuild, note, lockTimeout, reporting);
    }

    @Override
    public Generation scratch(Projection<?> projection) {
        return database.transaction("Make a place to recompute " + projection, PostgresGenerations::onCreate, c -> {
            PostgresGenerations.lock(c, projection.name());
            GenerationId scratch = beside.make(c, projection, Role.SCRATCH, null);
            new TableDefinition(projection, new PhysicalTable(schema, scratch)).makeBindingIndex(c);
            return GenerationRow.current(c, scratch).orElseThrow();
        });
    }

    @Override
    public void dropScratch(String projection) {
        removal.dropScratch(projection);
    }

    private static String tried(Rebuild rebuild, State to) {
        return "Move the rebuild of '" + rebuild.projection() + "' from " + rebuild.state() + " to " + to;
    }
}
