package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.delete;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.postgres.Tally.Counted;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Applier;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A table that was analyzed while it was empty, and then filled: a plan that PostgreSQL has kept since then scans it
 * whole for every row. One connection, so that plans are kept.
 */
class PlanTrapTest {

    private static final int ROWS = 5000;
    private static final int UNTIL_A_PLAN_IS_KEPT = 12;

    private static final SqlProjection<Tally> BY_STATEMENTS = Projection.sql("by_statements", Tally.class)
            .from(Events.of("tally", Counted.class).type(Counted.class).build())
            .on(Counted.class, e -> Sql.of("select from {table}"))
            .build();

    private FreshDatabase database;
    private HikariDataSource oneConnection;
    private PostgresReadStore store;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        oneConnection = database.pool(1);
        store = PostgresReadStore.of(oneConnection);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void folds_and_reads_look_rows_up_by_key() throws SQLException {
        Applier applier = openAnalyzed(TALLY);
        long position = 0;
        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            applier.apply(batch(position, ++position, upsert("none", 1, position), delete("absent", position)));
            applier.apply(batch(position, ++position, delete("none", position)));
            applier.rows(Set.of(Key.of("none")));
            store.reads().row(TALLY, Key.of("none"));
        }
        applier.apply(batch(position, ++position, rows(position)));
        long scanned = rowsScanned("tally__g1");

        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            applier.apply(batch(position, ++position, upsert("n" + i, 2, position), delete("n" + (100 + i), position)));
            assertThat(applier.rows(Set.of(Key.of("n" + i)))).hasSize(1);
            assertThat(store.reads().row(TALLY, Key.of("n" + i)).value()).isPresent();
        }

        assertThat(rowsScanned("tally__g1") - scanned).isZero();
    }

    @Test
    void statements_look_rows_up_by_key() throws SQLException {
        Applier applier = openAnalyzed(BY_STATEMENTS);
        long position = 0;
        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            applier.apply(batch(position, ++position, update("none", position)));
        }
        database.execute("insert into by_statements__g1 select 'n' || i, i from generate_series(1, " + ROWS + ") i");
        long scanned = rowsScanned("by_statements__g1");

        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            applier.apply(batch(position, ++position, update("n7", position)));
        }

        assertThat(rowsScanned("by_statements__g1") - scanned).isZero();
    }

    /** The world without: if this fails, PostgreSQL has mended it, and so may we. */
    @Test
    void a_plain_update_falls_into_the_trap() throws SQLException {
        openAnalyzed(TALLY);
        try (Connection connection = oneConnection.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update tally__g1 set count = count + 1 where name = ?")) {
            for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
                update.setString(1, "none");
                update.executeUpdate();
            }
            database.execute("insert into tally__g1 select 'n' || i, i, 1 from generate_series(1, " + ROWS + ") i");
            update.setString(1, "n7");
            update.executeUpdate();
        }

        assertThat(rowsScanned("tally__g1")).isGreaterThanOrEqualTo(ROWS);
    }

    private Applier openAnalyzed(Projection<?> projection) throws SQLException {
        Applier applier =
                store.applier(projection, store.generations().open(projection).id());
        String table = projection.name() + "__g1";
        database.execute("alter table " + table + " set (autovacuum_enabled = off); analyze " + table);
        return applier;
    }

    private static List<Change> rows(long position) {
        List<Change> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(upsert("n" + i, 1, position));
        }
        return rows;
    }

    private static Change update(String name, long position) {
        return new Change.Statement(
                "update {table} set count = count + ? where name = ?", List.of(1L, name), Position.of(position));
    }

    /** Rows read by sequential scans; counted by the session that read them. */
    private long rowsScanned(String table) throws SQLException {
        try (Connection connection = oneConnection.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery(
                    "select seq_tup_read from pg_stat_user_tables where relname = '" + table + "'")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
