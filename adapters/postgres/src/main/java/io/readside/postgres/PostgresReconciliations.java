package io.readside.postgres;

import io.readside.event.Json;
import io.readside.event.Position;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Reconciled;
import io.readside.readstore.Reconciliations;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;

/** What came of reconciles, as rows. */
final class PostgresReconciliations implements Reconciliations {

    private static final String NOTE = Sql.statement("readstore/note_reconciliation");
    private static final String LAST = Sql.statement("readstore/last_reconciliation");

    private final Database database;

    PostgresReconciliations(Database database) {
        this.database = database;
    }

    @Override
    public void note(Reconciled reconciled) {
        database.alone("Note a reconcile of " + reconciled.generation(), StoreFailures::onRead, connection -> {
            try (PreparedStatement note = connection.prepareStatement(NOTE)) {
                note.setString(1, reconciled.generation().projection());
                note.setInt(2, reconciled.generation().number());
                note.setString(3, ColumnSql.storable(reconciled.scope()));
                note.setLong(4, reconciled.position().value());
                note.setObject(5, reconciled.finished().atOffset(ZoneOffset.UTC));
                note.setLong(6, reconciled.took().toMillis());
                note.setLong(7, reconciled.rows());
                note.setLong(8, reconciled.drift());
                note.setString(9, reconciled.details());
                note.setString(10, reconciled.generation().projection());
                return note.executeUpdate();
            }
        });
    }

    @Override
    public Optional<Reconciled> last(String projection) {
        return database.alone("Look at the last reconcile of '" + projection + "'", StoreFailures::onRead, c -> {
            try (PreparedStatement query = c.prepareStatement(LAST)) {
                query.setString(1, projection);
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? Optional.of(read(row)) : Optional.empty();
                }
            }
        });
    }

    private static Reconciled read(ResultSet row) throws SQLException {
        return new Reconciled(
                new GenerationId(row.getString(1), row.getInt(2)),
                row.getString(3),
                Position.of(row.getLong(4)),
                GenerationRow.moment(row, 5),
                Duration.ofMillis(row.getLong(6)),
                row.getLong(7),
                row.getLong(8),
                Json.canonical(row.getString(9)));
    }
}
