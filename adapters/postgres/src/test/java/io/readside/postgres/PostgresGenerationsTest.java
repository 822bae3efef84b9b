package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.ProjectionMismatch;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables, views and names. */
@ExtendWith(PostgresExtension.class)
class PostgresGenerationsTest {

    /** A column of every type, two of them the key and not the first, and names that are words of SQL. */
    record Shape(
            int from,
            String order,
            UUID user,
            boolean select,
            short small,
            long large,
            float real,
            double precise,
            BigDecimal exact,
            Instant moment,
            @Nullable LocalDate day,
            @Nullable List<String> group) {}

    record Shaped(String order) {}

    private static final FoldProjection<Shape> TABLE = Projection.named("table", Shape.class)
            .version(3)
            .key("user", "order")
            .index("from", "moment")
            .index("day")
            .from(Events.of("shape", Shaped.class).type(Shaped.class).build())
            .keysOf(e -> List.<Key>of())
            .delete(Shaped.class)
            .build();

    @Test
    void a_projection_becomes_a_table_with_its_columns_in_order(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        Generation generation =
                PostgresReadStore.of(database.dataSource()).generations().open(TABLE);

        assertThat(generation.id()).hasToString("table__g1");
        assertThat(generation.level()).isEqualTo("atomic, by key");
        assertThat(columns(database, "table__g1"))
                .isEqualTo("from integer not null, order text not null, user uuid not null, select boolean not null,"
                        + " small smallint not null, large bigint not null, real real not null,"
                        + " precise double precision not null, exact numeric not null,"
                        + " moment timestamp with time zone not null, day date, group jsonb,"
                        + " _position bigint not null");
        assertThat(database.value("select string_agg(indexdef, '; ' order by indexname) from pg_indexes"
                        + " where tablename = 'table__g1'"))
                .asString()
                .contains("table__g1_day_idx ON public.table__g1 USING btree (day)")
                .contains("table__g1_from_moment_idx ON public.table__g1 USING btree (\"from\", moment)")
                .contains("table__g1_pkey ON public.table__g1 USING btree (\"user\", \"order\")");
    }

    @Test
    void views_show_the_columns_of_the_record_and_no_other(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        PostgresReadStore.of(database.dataSource()).generations().open(TALLY);

        assertThat(columns(database, "tally")).isEqualTo("name text, count bigint");
        assertThat(columns(database, "tally_v1")).isEqualTo("name text, count bigint");
        assertThat(columns(database, "tally__g1"))
                .isEqualTo("name text not null, count bigint not null, _position bigint not null");
    }

    @Test
    void rows_live_under_names_that_are_words_of_sql(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());
        Generation generation = store.generations().open(TABLE);
        Shape shape = new Shape(
                1,
                "o",
                new UUID(1, 2),
                true,
                (short) 1,
                2,
                3,
                4,
                BigDecimal.TEN,
                Instant.EPOCH,
                null,
                List.of("a", "b"));
        Key key = TABLE.shape().keyOf(TABLE.shape().toRow(shape));
        Change upsert = new Change.Upsert(key, TABLE.shape().toRow(shape), Position.of(1));

        store.applier(TABLE, generation.id())
                .apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(1), List.of(upsert), List.of()));

        assertThat(store.reads().row(TABLE, key).value()).contains(shape);
        assertThat(database.value("select \"group\"::text from \"table\" where \"order\" = 'o'"))
                .isEqualTo("[\"a\", \"b\"]");
    }

    @Test
    void the_longest_names_fit(@Installed("readstore") FreshDatabase database) throws SQLException {
        String name = "n".repeat(48);
        FoldProjection<Shape> longest = Projection.named(name, Shape.class)
                .key("order")
                .index("from", "large", "moment", "precise")
                .index("from", "large", "moment", "exact")
                .from(TABLE_EVENTS)
                .keyedBy(Shaped::order)
                .delete(Shaped.class)
                .build();

        PostgresReadStore.of(database.dataSource()).generations().open(longest);

        assertThat(database.value("select count(*) from pg_indexes where tablename = '" + name + "__g1'"))
                .isEqualTo(3L);
        assertThat(database.value("select to_regclass('readside." + name + "__g1_binding')::text"))
                .isNotNull();
    }

    @Test
    void indexes_are_told_apart_by_their_columns_and_not_by_their_names(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        record Alike(String id, long a, long b, long aB) {}
        FoldProjection<Alike> alike = Projection.named("alike", Alike.class)
                .index("a", "b")
                .index("aB")
                .index("a", "b")
                .from(TABLE_EVENTS)
                .keyedBy(Shaped::order)
                .delete(Shaped.class)
                .build();

        PostgresReadStore.of(database.dataSource()).generations().open(alike);

        assertThat(database.value("select string_agg(substring(indexdef from 'btree (.*)'), ' ' order by indexdef)"
                        + " from pg_indexes where tablename = 'alike__g1' and indexname like '%\\_i%'"))
                .asString()
                .contains("(a, b)", "(a_b)")
                .hasSize("(a, b) (a_b)".length());
    }

    @Test
    void indexes_can_wait_and_be_made_again(@Installed("readstore") FreshDatabase database) throws SQLException {
        TableDefinition definition =
                new TableDefinition(TABLE, new PhysicalTable("public", new GenerationId("table", 2)));
        String indexes = "select count(*) from pg_indexes where tablename like 'table\\_\\_g2%'";

        try (Connection connection = database.connect()) {
            definition.makeTables(connection);
        }
        assertThat(database.value(indexes)).isEqualTo(2L);

        for (String statement : definition.indexes()) {
            database.execute(statement);
            database.execute(statement);
        }
        assertThat(database.value(indexes)).isEqualTo(5L);
    }

    private static final Events<Shaped> TABLE_EVENTS =
            Events.of("shape", Shaped.class).type(Shaped.class).build();

    @Test
    void what_is_stored_and_what_is_declared_stand_in_the_refusal(@Installed("readstore") FreshDatabase database) {
        record Wider(String name, long count, @Nullable Instant since) {}
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());
        store.generations().open(TALLY);
        FoldProjection<Wider> wider = Projection.named("tally", Wider.class)
                .from(Events.of("tally", Shaped.class).type(Shaped.class).build())
                .keyedByStream()
                .delete(Shaped.class)
                .build();

        assertThatThrownBy(() -> store.generations().open(wider))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContainingAll(
                        "name text, count bigint; key name",
                        "name text, count bigint, since timestamptz null; key name",
                        "Nothing was changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "public.tally",
                "public.tally_v1",
                "public.tally__g1",
                "readside.tally__g1_binding",
                "readside.tally__g1_bkey"
            })
    void what_is_not_ours_is_left_alone(String name, @Installed("readstore") FreshDatabase database)
            throws SQLException {
        database.execute("create table " + name + " as select 42 as answer");
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());

        assertThatThrownBy(() -> store.generations().open(TALLY))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContainingAll(name, "Nothing was changed");

        assertThat(database.value("select answer from " + name)).isEqualTo(42);
        assertThat(database.value("select count(*) from readside.generation")).isEqualTo(0L);
        assertThat(store.reads().all()).isEmpty();
    }

    @Test
    void a_database_without_the_schema_is_refused_with_the_command_that_creates_it(FreshDatabase database) {
        assertThatThrownBy(() -> PostgresReadStore.of(database.dataSource()))
                .isInstanceOf(SchemaMismatch.class)
                .hasMessageContaining("./readside init");

        PostgresReadStore.installSchema(database.dataSource());
        PostgresReadStore.installSchema(database.dataSource());

        assertThat(PostgresReadStore.of(database.dataSource()).reads().all()).isEmpty();
    }

    @Test
    void the_articles_own_checkpoint_table_is_not_replaced(FreshDatabase database) throws SQLException {
        database.execute("create table projection_checkpoint (name text primary key, commit_pos bigint)");

        assertThatThrownBy(() -> PostgresReadStore.installSchema(database.dataSource()))
                .hasMessageContaining("public.projection_checkpoint exists already");

        assertThat(database.value("select to_regclass('readside.generation')")).isNull();
    }

    @Test
    void only_generations_that_have_passed_an_event_unseen_are_marked_and_the_first_mark_stays(
            @Installed("readstore") FreshDatabase database) throws SQLException {
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());
        Generation generation = store.generations().open(TALLY);
        store.applier(TALLY, generation.id()).apply(Tally.batch(0, 10));
        database.execute(
                "insert into readside.generation"
                        + " (name, generation, version, kind, level, signature, active, role, position, created_at)"
                        + " select name, 2, 1, kind, level, signature, false, 'kept', 4, created_at from readside.generation"
                        + " union all"
                        + " select name, 3, 1, kind, level, signature, false, 'building', 9, now() + interval '1 hour' from readside.generation"
                        + " union all"
                        + " select 'other', 1, 1, kind, level, signature, true, 'active', 9, created_at from readside.generation");
        Instant found = Instant.now().plusSeconds(60);

        store.generations().markForRebuild("tally", Position.of(5), found, "late\0 event");
        store.generations().markForRebuild("tally", Position.of(3), found, "another");

        assertThat(database.value(
                        "select string_agg(concat_ws(' ', name, generation, rebuild_position, rebuild_reason),"
                                + " '; ' order by name desc, generation) from readside.generation"))
                .isEqualTo("tally 1 5 late event; tally 2 3 another; tally 3; other 1");
        assertThat(store.reads().all().get(1).rebuild()).contains(new Overview.Rebuild(Position.of(5), "late event"));
    }

    private static String columns(FreshDatabase database, String table) throws SQLException {
        return (String) database.value("select string_agg(column_name || ' ' || data_type || case is_nullable when 'NO'"
                + " then ' not null' else '' end, ', ' order by ordinal_position)"
                + " from information_schema.columns where table_schema = 'public' and table_name = '" + table + "'");
    }
}
