package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.StoredRow;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.GenerationId;
import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.ReadSession;
import io.readside.readstore.Snapshot;
import io.readside.readstore.StoreUnavailable;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Snapshots, generations, and pools with ideas of their own. */
class PostgresReadsTest {

    private FreshDatabase database;
    private PostgresReadStore store;
    private Applier applier;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(database.dataSource());
        applier = store.applier(TALLY, store.generations().open(TALLY).id());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_query_sees_the_rows_of_its_checkpoint_whatever_is_applied_meanwhile() {
        applier.apply(batch(0, 1, upsert("a", 1, 1)));

        Snapshot<Long> seen = store.reads().query(TALLY, session -> {
            applier.apply(batch(1, 2, upsert("a", 2, 2)));
            return (Long) value(session, "select count from " + session.table(TALLY));
        });

        assertThat(seen.generation().checkpoint()).isEqualTo(Checkpoint.of(1));
        assertThat(seen.value()).isEqualTo(1);
        assertThat(store.reads().serving(TALLY).checkpoint()).isEqualTo(Checkpoint.of(2));
    }

    @Test
    void a_query_cannot_write_and_its_exceptions_come_out_as_they_are() {
        assertThatThrownBy(() -> store.reads().query(TALLY, session -> value(session, "delete from tally returning 1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> store.reads().query(TALLY, session -> session.unwrap(String.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.sql.Connection");
    }

    /** As a swap by another process leaves it. */
    @Test
    void reads_follow_the_active_generation_and_survive_the_end_of_the_old_one() throws SQLException {
        applier.apply(batch(0, 1, upsert("a", 1, 1)));
        assertThat(tally("a")).contains(new Tally("a", 1));

        database.execute("create table tally__g2 (like tally__g1 including all);"
                + "insert into tally__g2 values ('a', 22, 1);"
                + "update readside.generation set active = false, role = 'kept', version = 9;"
                + "insert into readside.generation (name, generation, version, kind, level, signature, active, role, position)"
                + " select name, 2, 1, kind, level, signature, true, 'active', 9 from readside.generation");
        assertThat(tally("a")).contains(new Tally("a", 22));
        database.execute("update readside.generation set active = false, role = 'kept' where generation = 2;"
                + "update readside.generation set active = true, role = 'active', version = 1 where generation = 1");
        assertThat(tally("a")).contains(new Tally("a", 1));
        database.execute(
                "update readside.generation set active = false, role = 'kept' where generation = 1;"
                        + "update readside.generation set active = true, role = 'active' where generation = 2; drop table tally__g1 cascade");

        assertThat(tally("a")).contains(new Tally("a", 22));
        assertThat(store.reads().rows(TALLY, 5).value()).containsExactly(new Tally("a", 22));
        assertThat(store.reads().query(TALLY, session -> session.table(TALLY)).value())
                .isEqualTo("\"public\".\"tally__g2\"");
    }

    private Optional<Tally> tally(String name) {
        return store.reads().row(TALLY, Key.of(name)).value();
    }

    @Test
    void a_generation_of_another_version_gives_no_rows_to_this_one() throws SQLException {
        applier.apply(batch(0, 1, upsert("a", 1, 1)));
        database.execute("update readside.generation set version = 2; alter table tally__g1 rename count to total");

        Snapshot<Optional<Tally>> read =
                PostgresReadStore.of(database.dataSource()).reads().row(TALLY, Key.of("a"));

        assertThat(read.generation().version()).isEqualTo(2);
        assertThat(read.value()).isEmpty();
    }

    @Test
    void what_was_never_opened_is_said_to_be_missing() {
        FoldProjection<Tally> other = Projection.named("other", Tally.class)
                .from(Events.of("tally", Tally.Counted.class)
                        .type(Tally.Counted.class)
                        .build())
                .keyedBy(Tally.Counted::name)
                .delete(Tally.Counted.class)
                .build();

        assertThatThrownBy(() -> store.reads().row(other, Key.of("a"))).isInstanceOf(ProjectionMismatch.class);
        assertThatThrownBy(() -> store.reads().query(other, session -> 1)).isInstanceOf(ProjectionMismatch.class);
        assertThatThrownBy(
                        () -> store.applier(other, new GenerationId("other", 1)).current())
                .isInstanceOf(ProjectionMismatch.class);
    }

    @Test
    void a_pool_of_any_defaults_works_and_gets_its_connections_back_as_they_were() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername("postgres");
        config.setMaximumPoolSize(1);
        config.setAutoCommit(false);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setConnectionInitSql("set search_path = ''; set time zone 'Asia/Kathmandu'; set datestyle = 'ISO, DMY'");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresReadStore odd = PostgresReadStore.of(pool);
            Applier oddApplier =
                    odd.applier(TALLY, odd.generations().open(TALLY).id());

            oddApplier.apply(batch(0, 1, upsert("a", 1, 1)));
            assertThatThrownBy(() -> oddApplier.apply(batch(0, 1)));
            oddApplier.stop(1, Tally.poison(2));

            assertThat(odd.reads().row(TALLY, Key.of("a")).value()).contains(new Tally("a", 1));
            assertThat(oddApplier.rows(Set.of(Key.of("a")))).hasSize(1);
            assertThat(odd.reads().query(TALLY, session -> 7).value()).isEqualTo(7);
            assertThat(odd.reads().all()).hasSize(1);
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.isReadOnly()).isTrue();
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("show enable_seqscan")) {
                    row.next();
                    assertThat(row.getString(1)).isEqualTo("on");
                }
                assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
            }
        }
    }

    @Test
    void an_empty_pool_asks_to_try_again() throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername("postgres");
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            PostgresReadStore crowded = PostgresReadStore.of(pool);
            try (Connection taken = pool.getConnection()) {
                assertThatThrownBy(() -> crowded.reads().all()).isInstanceOf(StoreUnavailable.class);
            }
        }
    }

    record Moment(
            String id, Instant moment, LocalDate day, BigDecimal exact, double precise, Map<String, Object> json) {}

    record Passed(String id) {}

    private static final FoldProjection<Moment> MOMENTS = Projection.named("moments", Moment.class)
            .from(Events.of("moment", Passed.class).type(Passed.class).build())
            .keyedBy(Passed::id)
            .delete(Passed.class)
            .build();

    private static final Instant FIRST = LocalDateTime.of(-4713, 11, 24, 0, 0).toInstant(ZoneOffset.UTC);
    private static final Instant LAST =
            LocalDateTime.of(294276, 12, 31, 23, 59, 59, 999_999_000).toInstant(ZoneOffset.UTC);

    @Test
    void values_at_the_edges_come_back_equal() {
        Applier moments =
                store.applier(MOMENTS, store.generations().open(MOMENTS).id());
        List<Moment> edges = List.of(
                moment("1", FIRST, LocalDate.of(-4713, 11, 24), "0.000", Double.NaN),
                moment("2", LAST, LocalDate.of(5874897, 12, 31), "-1E-40", -0.0),
                moment("3", Instant.parse("-0044-03-15T12:00:00.000001Z"), LocalDate.of(-43, 3, 15), "1E+40", 1 / 3.0),
                moment("4", Instant.parse("+12345-01-01T00:00:00Z"), LocalDate.of(12345, 1, 1), "100", 4.9e-324),
                moment("5", Instant.parse("1883-11-18T12:03:58.999999Z"), LocalDate.of(0, 1, 1), "1.10", 1e308),
                moment("6", Instant.parse("-0372-02-29T23:59:59.000120Z"), LocalDate.of(-372, 2, 29), "7", 0),
                moment("7", Instant.parse("-0372-02-29T00:00:00Z"), LocalDate.of(-4712, 2, 29), "7", 0),
                moment("8", Instant.EPOCH, LocalDate.EPOCH, "9".repeat(300), Double.NEGATIVE_INFINITY));

        List<Change> upserts = edges.stream()
                .<Change>map(edge ->
                        new Change.Upsert(Key.of(edge.id()), MOMENTS.shape().toRow(edge), Position.of(1)))
                .toList();
        moments.apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(1), upserts, List.of()));

        for (Change edge : upserts) {
            Change.Upsert upsert = (Change.Upsert) edge;
            assertThat(moments.rows(Set.of(upsert.key())))
                    .containsEntry(upsert.key(), new StoredRow(upsert.row(), Position.of(1)));
        }
        assertThat(store.reads().rows(MOMENTS, 10).value())
                .isEqualTo(upserts.stream()
                        .map(edge -> MOMENTS.shape().fromRow(((Change.Upsert) edge).row()))
                        .toList());
    }

    @Test
    void a_moment_that_postgresql_has_not_is_refused_by_its_column() {
        Applier moments =
                store.applier(MOMENTS, store.generations().open(MOMENTS).id());
        for (Moment beyond : List.of(
                moment("1", FIRST.minusNanos(1000), LocalDate.EPOCH, "0", 0),
                moment("1", LAST.plusNanos(1000), LocalDate.EPOCH, "0", 0),
                moment("1", Instant.MAX, LocalDate.EPOCH, "0", 0),
                moment("1", Instant.EPOCH, LocalDate.MIN, "0", 0),
                moment("1", Instant.EPOCH, LocalDate.MAX, "0", 0))) {
            Change change = new Change.Upsert(Key.of("1"), MOMENTS.shape().toRow(beyond), Position.of(1));

            assertThatThrownBy(() ->
                            moments.apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(1), List.of(change), List.of())))
                    .isInstanceOf(ApplyFailed.class)
                    .hasMessageMatching("Column '(moment|day)' of type (timestamptz|date) holds nothing.*");
        }
        assertThat(moments.current().checkpoint()).isEqualTo(Checkpoint.ZERO);
    }

    private static Moment moment(String id, Instant moment, LocalDate day, String exact, double precise) {
        return new Moment(id, moment, day, new BigDecimal(exact), precise, Map.of("é", 1, "z", 1.50, "aa", "\u20ac"));
    }

    private static Object value(ReadSession session, String sql) {
        try (Statement statement = session.unwrap(Connection.class).createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getObject(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}
