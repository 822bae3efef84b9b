package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Sql;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements of the SQL form. */
class SqlFormTest {

    record Entry(
            String id,
            String trace,
            @Nullable Long large,
            @Nullable BigDecimal exact,
            @Nullable UUID uuid,
            @Nullable Instant moment,
            @Nullable LocalDate day,
            @Nullable Boolean yes,
            @Nullable Short small,
            @Nullable Double precise,
            @Nullable List<String> json) {}

    record Happened(String id) {}

    private static final SqlProjection<Entry> JOURNAL = Projection.sql("journal", Entry.class)
            .from(Events.of("journal", Happened.class).type(Happened.class).build())
            .ownsKey(Happened::id)
            .on(Happened.class, e -> Sql.of("insert into {table} (id, trace) values (?, '')", e.id()))
            .build();

    private final Cutter cutter = new Cutter();
    private FreshDatabase database;
    private PostgresReadStore store;
    private Applier applier;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
        Generation generation = store.generations().open(JOURNAL);
        assertThat(generation.level()).isEqualTo("atomic, by key");
        applier = store.applier(JOURNAL, generation.id());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void statements_run_in_order_and_only_equal_neighbours_together() throws SQLException {
        cutter.cutAfter(7, Cutter.Side.BEFORE); // move, 3 runs of inserts and 2 of updates, commit

        apply(
                insert("1", 1),
                insert("2", 2),
                append("1", "a", 3),
                append("1", "b", 4),
                append("2", "c", 5),
                insert("3", 6),
                append("3", "d", 7),
                insert("4", 8));

        assertThat(cutter.isCut()).isFalse();
        assertThat(database.value("select string_agg(id || trace, ' ' order by id) from journal"))
                .isEqualTo("1ab 2c 3d 4");
    }

    @Test
    void a_touch_writes_nothing() throws SQLException {
        apply(insert("1", 1), touch("1", 1), touch("none", 3));

        assertThat(database.value("select id || ' ' || coalesce(_position, -1) from journal__g1"))
                .isEqualTo("1 -1");
    }

    @Test
    void arguments_of_every_type_arrive() {
        Object[] values = {
            "1",
            "t",
            3L,
            new BigDecimal("1.50"),
            new UUID(1, 2),
            Instant.parse("2026-01-02T03:04:05.123456Z"),
            LocalDate.of(2026, 1, 2),
            true,
            (short) 4,
            -0.0,
            "[\"x\"]"
        };
        String sql = "insert into {table} (id, trace, large, exact, uuid, moment, day, yes, small, precise, json)"
                + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb)";
        Object[] nulls = new Object[values.length];
        nulls[0] = "2";
        nulls[1] = "";

        apply(
                new Change.Statement(sql, Arrays.asList(values), Position.of(1)),
                new Change.Statement(sql, Arrays.asList(nulls), Position.of(2)));

        assertThat(store.reads().row(JOURNAL, Key.of("1")).value())
                .contains(new Entry(
                        "1",
                        "t",
                        3L,
                        new BigDecimal("1.50"),
                        new UUID(1, 2),
                        Instant.parse("2026-01-02T03:04:05.123456Z"),
                        LocalDate.of(2026, 1, 2),
                        true,
                        (short) 4,
                        -0.0,
                        List.of("x")));
        assertThat(store.reads().row(JOURNAL, Key.of("2")).value())
                .contains(new Entry("2", "", null, null, null, null, null, null, null, null, null));
    }

    @Test
    void a_refused_statement_undoes_the_batch_and_shows_no_value() throws SQLException {
        assertThatThrownBy(() -> apply(insert("1", 1), insert("top secret", 2), insert("top secret", 3)))
                .isInstanceOf(ApplyFailed.class)
                .hasMessageContainingAll("23505", "unique violation", "journal__g1_pkey")
                .satisfies(SqlFormTest::showsNoSecret);
        assertThatThrownBy(() -> apply(new Change.Statement(
                        "update {table} set large = ?::bigint", List.of("top secret"), Position.of(1))))
                .isInstanceOf(ApplyFailed.class)
                .hasMessageContaining("22P02")
                .satisfies(SqlFormTest::showsNoSecret);

        assertThat(database.value("select count(*) from journal")).isEqualTo(0L);
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.ZERO);
    }

    private static void showsNoSecret(Throwable e) {
        assertThat(Throwables.getStackTrace(e)).doesNotContain("secret");
    }

    @Test
    void a_cut_between_statements_undoes_them_all() throws SQLException {
        int cuts = 0;
        boolean isCut = true;
        while (isCut) {
            assertThat(database.value("select count(*) from journal")).isEqualTo(0L);
            isCut = cutter.cut(
                    cuts,
                    Cutter.Side.BEFORE,
                    () -> apply(insert("1", 1), append("1", "a", 2), insert("2", 3), touch("1", 2)));
            cuts += isCut ? 1 : 0;
        }

        assertThat(cuts).isEqualTo(5); // move, 3 statements, commit
        assertThat(database.value("select count(*) from journal")).isEqualTo(2L);
    }

    private void apply(Change... changes) {
        applier.apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(10), List.of(changes), List.of()));
    }

    private static Change insert(String id, long position) {
        return new Change.Statement(
                "insert into {table} (id, trace) values (?, '')", List.of(id), Position.of(position));
    }

    private static Change append(String id, String letter, long position) {
        return new Change.Statement(
                "update {table} set trace = trace || ? where id = ?", List.of(letter, id), Position.of(position));
    }

    private static Change touch(String id, long position) {
        return new Change.Touch(Key.of(id), Position.of(position));
    }
}
