package io.readside.postgres;

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
import io.readside.projection.SqlProjection;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.ProjectionMismatch;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that a text of the user's makes. */
@ExtendWith(PostgresExtension.class)
class TableTemplateTest {

    record Offer(
            String shop,
            String sku,
            BigDecimal price,
            @Nullable Instant until) {}

    record Every(
            String id,
            String text,
            boolean yes,
            short small,
            int whole,
            long large,
            float real,
            double precise,
            BigDecimal exact,
            UUID name,
            Instant moment,
            LocalDate day,
            List<String> list) {}

    record Offered(String shop) {}

    private static final Events<Offered> EVENTS =
            Events.of("offer", Offered.class).type(Offered.class).build();

    private static final String COLUMNS = "shop text collate \"C\" not null, sku text collate \"C\" not null,"
            + " price numeric not null, until timestamptz";

    private static final String KEY = "primary key (shop, sku)";

    private static final String TABLE = "create table {table} (" + COLUMNS + ", " + KEY + ")";

    private PostgresReadStore store;
    private FreshDatabase database;

    @BeforeEach
    void fresh(@Installed("readstore") FreshDatabase installed) {
        database = installed;
        store = PostgresReadStore.of(installed.dataSource());
    }

    private static FoldProjection<Offer> offers(String create, String... more) {
        return Projection.named("offers", Offer.class)
                .key("shop", "sku")
                .table(create, more)
                .from(EVENTS)
                .keysOf(e -> List.<Key>of())
                .delete(Offered.class)
                .build();
    }

    private static SqlProjection<Offer> statements(String create) {
        return Projection.sql("offers", Offer.class)
                .key("shop", "sku")
                .table(create)
                .from(EVENTS)
                .ignore(Offered.class)
                .build();
    }

    private void assertRefused(Projection<?> projection, String... words) {
        assertThatThrownBy(() -> store.generations().open(projection))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageStartingWith("Open projection 'offers' version 1: ")
                .hasMessageContainingAll(words)
                .hasMessageEndingWith("Nothing was changed.");
    }

    private void assertFits(Projection<?> projection) {
        assertThat(store.generations().open(projection).id()).hasToString("offers__g1");
    }

    @Test
    void rows_live_in_a_table_that_a_text_has_made() throws SQLException {
        FoldProjection<Offer> offers = offers(
                "create table {table} (" + COLUMNS
                        + ", words tsvector generated always as (to_tsvector('simple', sku)) stored"
                        + ", made timestamptz not null default now(), note text"
                        + ", constraint \"{name}_key\" " + KEY + ", check (price >= 0))",
                "create index \"{name}_words\" on {table} using gin (words)",
                "comment on table {table} is 'made as {name}'");
        Offer offer = new Offer("a", "red shoe", new BigDecimal("1.50"), null);
        Key key = Key.of("a", "red shoe");

        Generation generation = store.generations().open(offers);
        store.applier(offers, generation.id())
                .apply(new Batch(
                        1,
                        Checkpoint.ZERO,
                        Checkpoint.of(7),
                        List.of(new Change.Upsert(key, offers.shape().toRow(offer), Position.of(7))),
                        List.of()));

        assertThat(store.reads().row(offers, key).value()).contains(offer);
        assertThat(database.value("select _position from offers__g1 where words @@ 'shoe'"))
                .isEqualTo(7L);
        assertThat(database.value("select string_agg(indexname, ', ' order by indexname) from pg_indexes"
                        + " where tablename = 'offers__g1'"))
                .isEqualTo("offers__g1_key, offers__g1_words");
        assertThat(database.value("select obj_description('offers__g1'::regclass)"))
                .isEqualTo("made as offers__g1");
        assertThat(database.value("select string_agg(column_name, ', ' order by ordinal_position)"
                        + " from information_schema.columns where table_name = 'offers'"))
                .isEqualTo("shop, sku, price, until");
        assertThat(database.value("select is_nullable from information_schema.columns"
                        + " where table_name = 'offers__g1' and column_name = '_position'"))
                .isEqualTo("NO");
    }

    @Test
    void names_without_a_schema_are_looked_up_where_read_models_live() throws SQLException {
        database.execute("create domain public.remark as text; alter database \"" + database.name()
                + "\" set search_path = elsewhere");
        PostgresReadStore elsewhere = PostgresReadStore.of(database.pool(2));

        Generation generation = elsewhere
                .generations()
                .open(offers("create table {table} (" + COLUMNS + ", remark remark, " + KEY + ")"));

        assertThat(generation.id()).hasToString("offers__g1");
    }

    @Test
    void every_type_of_a_column_is_known() {
        FoldProjection<Every> every = Projection.named("offers", Every.class)
                .table("create table {table} (id text collate \"C\" primary key, text varchar not null,"
                        + " yes boolean not null, small smallint not null, whole integer not null,"
                        + " large bigint not null, \"real\" real not null, precise double precision not null,"
                        + " exact numeric not null, name uuid not null, moment timestamptz not null,"
                        + " day date not null, list jsonb not null)")
                .from(EVENTS)
                .keyedByStream()
                .delete(Offered.class)
                .build();

        assertFits(every);
    }

    @Test
    void every_fault_is_named_and_nothing_is_changed() throws SQLException {
        FoldProjection<Offer> faulty = offers(
                "create table {table} (shop text, sku char(9) collate \"C\" not null,"
                        + " until timestamp not null, words text not null, _position bigint)",
                "create unique index offers_key on {table} (shop)");

        assertRefused(
                faulty,
                "shop is part of the key and has to be collate \"C\"; shop has to be not null in the record; ",
                "sku is character(9) and has to be text; ",
                "price is missing; ",
                "until is timestamp without time zone and has to be timestamptz;"
                        + " until is not null and may be null in the record; ",
                "words is not in the record and takes neither null nor a default; ",
                "_position is a column that Readside adds itself; ",
                "index offers_key would be in the way of the next generation's; let its name begin with {name}; ",
                "no primary key and no unique constraint is on (shop, sku) and nothing else. ");

        assertThat(database.value("select to_regclass('offers__g1')")).isNull();
        assertThat(database.value("select count(*) from readside.generation")).isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "price numeric not null | price numeric(12,2) not null | price is numeric(12,2), which changes some values",
                "sku text | sku varchar(20) | sku is character varying(20), which changes some values",
                "price numeric | price integer | price is integer and has to be numeric",
                "price numeric not null | price numeric not null generated always as (1) stored | price is generated",
                "until timestamptz | until timestamptz(3) | until is timestamp(3) with time zone, which changes",
            })
    void a_column_keeps_what_a_fold_has_made(String good, String bad, String fault) {
        assertRefused(offers(TABLE.replace(good, bad)), fault);
    }

    @Test
    void statements_may_leave_rounding_to_the_database() {
        assertFits(statements(
                TABLE.replace("price numeric", "price numeric(12,2)").replace("sku text", "sku varchar(20)")));
    }

    @Test
    void statements_may_not_leave_the_precision_of_moments_to_it() {
        assertRefused(statements(TABLE.replace("until timestamptz", "until timestamptz(3)")), "until is timestamp(3)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary key (shop, sku) include (until)", "unique (shop, sku)"})
    void a_key_is_primary_or_unique(String key) {
        assertFits(offers(TABLE.replace(KEY, key)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check (true)",
                "unique (shop)",
                "unique (sku, shop)",
                "unique (shop, sku, until)",
                "unique (shop, sku) deferrable"
            })
    void no_other_constraint_is_a_key(String key) {
        assertRefused(offers(TABLE.replace(KEY, key)), "no primary key and no unique constraint is on (shop, sku) and");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create unique index on {table} (shop, sku) where price > 0",
                "create unique index on {table} (shop, sku, lower(sku))",
                "create unique index on {table} (shop collate \"POSIX\", sku)",
                "create index on {table} (shop, sku)"
            })
    void no_index_on_part_of_the_rows_or_on_more_is_a_key(String index) {
        assertRefused(
                offers("create table {table} (" + COLUMNS + ")", index),
                "no primary key and no unique constraint is on (shop, sku) and");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create unlogged table {table} (shop text)",
                "create table {table} (shop text) partition by list (shop)",
                "create view {table} as select 1 as shop",
                "select '{table}'",
                "create table {table} ()"
            })
    void nothing_but_an_ordinary_table_lasts_as_long_as_its_checkpoint(String create) {
        assertRefused(offers(create), "no ordinary, logged table \"public\".\"offers__g1\" with a column is there.");
    }

    @Test
    void an_index_that_postgresql_has_named_is_in_nobodys_way() {
        String longest = "n".repeat(48);
        FoldProjection<Offer> offers = Projection.named(longest, Offer.class)
                .key("shop", "sku")
                .table(TABLE, "create index on {table} (price, until)")
                .from(EVENTS)
                .keysOf(e -> List.<Key>of())
                .delete(Offered.class)
                .build();

        assertThat(store.generations().open(offers).id()).hasToString(longest + "__g1");
    }

    @Test
    void a_statement_that_postgresql_refuses_is_named_with_its_reason() throws SQLException {
        assertRefused(
                offers(TABLE, "create index \"{name}_i\" on {table} (onwer)"),
                "run statement 2 of its table(…)",
                "column \"onwer\" does not exist");
        assertRefused(offers("creat table {table} ()"), "run statement 1 of its table(…)", "syntax error");

        assertThat(database.value("select to_regclass('offers__g1')")).isNull();
    }

    @Test
    void another_text_under_the_same_version_is_refused() {
        store.generations().open(offers(TABLE));

        assertThat(store.generations().open(offers(TABLE)).version()).isEqualTo(1);
        assertThatThrownBy(() -> store.generations().open(offers(TABLE, "comment on table {table} is 'new'")))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContainingAll("table: " + TABLE + ") and declared", "is 'new'", "Nothing was changed");
    }
}
