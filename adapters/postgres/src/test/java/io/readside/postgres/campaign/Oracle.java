package io.readside.postgres.campaign;

import io.readside.projection.Projection;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Judges read models by their log, each up to its checkpoint:
 *
 * <ol>
 *   <li>take a snapshot of the read store;
 *   <li>copy the log beside it, which may be on another server: below a checkpoint of the snapshot it does not change;
 *   <li>compare the ledger with the events, and each fold with the same fold in SQL.
 * </ol>
 */
final class Oracle {

    private final Site site;
    private final List<String> folds;

    /** @param projections the ledger, and folds that have a file of their name beside it */
    Oracle(Site site, List<Projection<?>> projections) {
        this.site = site;
        this.folds = projections.stream().map(Projection::name).toList();
    }

    Verdict judge() {
        try (Connection connection = site.store().server().connect(site.store().database())) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute(PlainSql.statement("log_copy"));
                long events = copyLog(connection);
                return judge(statement, events);
            } finally {
                connection.rollback();
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private long copyLog(Connection connection) throws SQLException, IOException {
        StringWriter log = new StringWriter();
        try (Connection source = site.log().server().connect(site.log().database())) {
            source.unwrap(PGConnection.class).getCopyAPI().copyOut(PlainSql.statement("events"), log);
        }
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy log_copy from stdin", new StringReader(log.toString()));
    }

    private Verdict judge(Statement statement, long events) throws SQLException {
        long wrongRows = 0;
        for (String fold : folds) {
            upTo(statement, fold);
            String difference = PlainSql.statement("difference")
                    .replace("{name}", fold)
                    .replace("{expected}", PlainSql.statement(fold));
            wrongRows += number(statement, difference);
        }
        upTo(statement, Ledger.LEDGER.name());
        try (ResultSet row = statement.executeQuery(PlainSql.statement("verdict"))) {
            row.next();
            return new Verdict(events, row.getLong("lost"), row.getLong("doubled"), row.getLong("torn"), wrongRows);
        }
    }

    private static void upTo(Statement statement, String name) throws SQLException {
        statement.execute(PlainSql.statement("upto").replace("{name}", name));
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
