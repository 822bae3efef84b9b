package io.readside.postgres;

import static io.readside.postgres.PhysicalTable.quoted;

import io.readside.event.Checkpoint;
import io.readside.projection.MaterializedView;
import io.readside.readstore.ProjectionMismatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one materialized view by the statements of its declaration, or finds it made. */
final class ViewMaker {

    private static final Logger LOG = LoggerFactory.getLogger(ViewMaker.class);
    private static final String LOCK = Sql.statement("readstore/lock_name");
    /** Syntax error, or what is named is not there or may not be used so. */
    private static final String OF_THE_TEXT = "42";

    private static final String REMAKE = Sql.statement("readstore/remake_view");

    private final MaterializedView view;
    private final String schema;
    private final String signature;

    ViewMaker(MaterializedView view, String schema) {
        this.view = view;
        this.schema = schema;
        this.signature = String.join(";\n", view.statements()).strip().replaceFirst("(\\s*;)+$", "");
    }

    /**
     * The checkpoint of the view, if it is there. One that was dropped by hand is not: it may be made anew, of other
     * statements too. One that was made by other statements is not either, for as long as that is too early.
     *
     * @throws ProjectionMismatch if it was made by other statements
     */
    Optional<Checkpoint> made(Connection connection) throws SQLException {
        Optional<GenerationRow> row = GenerationRow.active(connection, view.name());
        boolean isView = row.filter(stored -> stored.kind().equals("view")).isPresent();
        if (row.isEmpty() || (isView && MadeView.find(connection, schema, view).isEmpty())) {
            return Optional.empty();
        }
        if (isView && row.get().signature().equals(signature)) {
            return Optional.of(row.get().generation().checkpoint());
        }
        if (isView && isTooEarly(connection)) {
            return Optional.empty();
        }
        throw differs(row.get());
    }

    private ProjectionMismatch differs(GenerationRow stored) {
        return new ProjectionMismatch("Materialized view '" + view.name() + "' is stored as a " + stored.kind()
                + " that was made by: " + stored.signature() + "\nand is declared as: " + signature
                + "\nDeclare what is stored; or give what is new a name of its own, and drop the old one when nobody reads it"
                + " any more; or, if readers can do without it until it is filled: drop materialized view "
                + quoted(schema, view.name()) + ", and start again. Nothing was changed.");
    }

    /** Whether its source is of another version than the one that it is declared on, whose columns it may not have. */
    boolean isTooEarly(Connection connection) throws SQLException {
        return ViewSource.read(connection, view).version() != view.source().version();
    }

    /**
     * Makes it, in the caller's transaction.
     *
     * @param beginning the first words of the transaction
     * @return the view's checkpoint; that of another process, if that was first
     */
    Checkpoint make(Connection connection, String beginning) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(beginning + LOCK)) {
            lock.setString(1, view.name());
            Database.rowsAfterSettings(lock).close();
        }
        Optional<Checkpoint> winner = made(connection);
        if (winner.isPresent()) {
            return winner.get();
        }
        boolean isKnown = GenerationRow.active(connection, view.name()).isPresent();
        if (!isKnown) {
            PostgresGenerations.requireFree(connection, view.name(), schema, List.of(view.name()));
        }
        ViewSource source = ViewSource.hold(connection, schema, view);
        fill(connection);
        if (isKnown) {
            remake(connection);
        } else {
            PostgresGenerations.insertView(connection, view.name(), signature, source.position());
        }
        LOG.info("Created {} in schema {}.", view, schema);
        return source.moveView(connection, view);
    }

    private void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local search_path = " + quoted(schema));
            for (int i = 0; i < view.statements().size(); i++) {
                run(statement, i);
            }
            if (!MadeView.require(connection, schema, view).populated()) {
                statement.execute("refresh materialized view " + quoted(schema, view.name()));
            }
        }
    }

    private void run(Statement statement, int index) throws SQLException {
        try {
            statement.execute(view.statements().get(index));
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith(OF_THE_TEXT)) {
                throw e; // the server's words may show rows
            }
            throw new ProjectionMismatch(
                    "Materialized view '" + view.name() + "' cannot be created: PostgreSQL refused statement "
                            + (index + 1) + ", " + StoreFailures.firstLine(e) + ". Nothing was changed.",
                    StoreFailures.bare(e));
        }
    }

    private void remake(Connection connection) throws SQLException {
        try (PreparedStatement remake = connection.prepareStatement(REMAKE)) {
            remake.setString(1, signature);
            remake.setString(2, view.name());
            remake.executeUpdate();
        }
    }
}
