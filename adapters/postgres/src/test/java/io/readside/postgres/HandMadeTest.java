package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people have made on the table of blue is not lost by a swap without their being told. */
class HandMadeTest extends SwapScene {

    private static final String ODD = "\"Über \"\"x\"\"\"";

    @BeforeEach
    void makeWhatTheyReferTo() throws SQLException {
        database.execute("create schema elsewhere; create table names (name text collate \"C\" primary key);"
                + "insert into names values ('a'); create function elsewhere.twice(bigint) returns bigint immutable"
                + " language sql as 'select 2 * $1';"
                + "create function loud() returns trigger language plpgsql as 'begin return new; end'");
    }

    @Tag("every-postgres")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "create index by_count on tally__g1 (count) | index by_count",
                "create index on tally__g1 (count) | index tally__g1_count_idx",
                "create unique index once on tally__g1 (count, name) | index once",
                "create index few on tally__g1 (count desc nulls last) where count < 10 | index few",
                "create index twice on tally__g1 (elsewhere.twice(count)) | index twice",
                "create index wide on tally__g1 using btree (count) include (name) with (fillfactor = 70) | index wide",
                "create index braces on tally__g1 ((name = '{name} ? {table}')) | index braces",
                "create index {odd} on tally__g1 (name text_pattern_ops) | index {odd}",
                "create index a_name_that_is_as_long_as_a_name_of_postgresql_may_be_and_not_less on tally__g1 (count)"
                        + " | index a_name_that_is_as_long_as_a_name_of_postgresql_may_be_and_not_l",
                "create table by_count_g2 (); create index by_count on tally__g1 (count) | index by_count",
                "alter table tally__g1 add check (count > 0) | constraint tally__g1_count_check",
                "alter table tally__g1 add constraint {odd} check (name <> '\"tally__g1\"') | constraint {odd}",
                "alter table tally__g1 add constraint soon check (count > 0) not valid | constraint soon",
                "alter table tally__g1 add unique (count) | constraint tally__g1_count_key",
                "alter table tally__g1 add exclude using btree (count with =) | constraint tally__g1_count_excl",
                "alter table tally__g1 add constraint known foreign key (name) references names on delete cascade"
                        + " deferrable | constraint known",
                "alter table tally__g1 add constraint own foreign key (name) references tally__g1 | constraint own",
                "create trigger told after insert on tally__g1 for each row execute function loud() | trigger told",
                "create trigger {odd} before update of count on tally__g1 for each row when (new.count > 1)"
                        + " execute function loud('to whom') | trigger {odd}",
                "create constraint trigger late after update on tally__g1 deferrable initially deferred for each row"
                        + " execute function loud() | trigger late",
                "create trigger off before insert on tally__g1 for each row execute function loud();"
                        + "alter table tally__g1 disable trigger off | trigger off",
                "create statistics both_of_them on name, count from tally__g1 | statistics both_of_them",
                "create statistics elsewhere.{odd} (mcv) on name, (count + 1) from tally__g1 | statistics {odd}"
            })
    void what_was_made_on_blue_refuses_the_swap_until_its_like_is_made_on_green(String sql, String named)
            throws SQLException {
        database.execute(sql.replace("{odd}", ODD));
        verified(SAME, new Tally("a", 1));
        meet();

        List<String> lines = refused(SwapMode.REPLACE);

        assertThat(lines).hasSize(3).first().isEqualTo("-- " + named.replace("{odd}", ODD));
        database.execute(lines.get(1));
        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    /** What is to be run, after the first line. */
    private List<String> refused(SwapMode mode) {
        SwapRefused refused = catchThrowableOfType(SwapRefused.class, () -> swap(SAME, mode));
        assertThat(refused.wantsComparison()).isFalse();
        assertThat(refused).hasMessageContainingAll("\"tally__g1\"", "\"tally__g2\"", "Nothing was changed.");
        List<String> lines = new ArrayList<>(refused.getMessage().lines().toList());
        return lines.subList(1, lines.size() - 1);
    }

    @Tag("every-postgres")
    @ParameterizedTest
    @EnumSource
    void all_of_it_is_named_at_once_and_may_be_dropped_instead(SwapMode mode) throws SQLException {
        database.execute("create index " + ODD + " on tally__g1 (count);"
                + "alter table tally__g1 add constraint " + ODD + " check (count > 0);"
                + "create trigger " + ODD + " before insert on tally__g1 for each row execute function loud();"
                + "create statistics elsewhere." + ODD + " on name, count from tally__g1");
        verified(SAME, new Tally("a", 1));
        meet();

        List<String> lines = refused(mode);

        assertThat(lines).hasSize(12);
        for (int i = 2; i < lines.size(); i += 3) {
            database.execute(lines.get(i));
        }
        assertThat(swap(SAME, mode).state()).isEqualTo(State.SWAPPED);
    }

    @ParameterizedTest
    @EnumSource
    void blue_has_its_own_again_after_a_rollback_and_what_was_made_on_green_does_not_refuse_it(SwapMode mode)
            throws SQLException {
        database.execute("create index by_count on tally__g1 (count)");
        verified(SAME, new Tally("a", 1));
        database.execute("create index likewise on tally__g2 (count); alter table tally__g2 add check (count > 0);"
                + "create trigger told after insert on tally__g2 for each row execute function loud()");
        meet();
        swap(SAME, mode);
        meet();

        assertThat(rollBack().state()).isEqualTo(State.AT_HEAD);

        assertThat(database.value("select count(*) from pg_indexes where indexname = 'by_count'"))
                .isEqualTo(1L);
    }

    @Test
    void the_like_may_be_made_before_the_indexes_of_green_are() throws SQLException {
        database.execute("create index by_count on tally__g1 (count)");
        store.rebuilds().plan(SAME, "an operator", false);
        database.execute("create index likewise on tally__g2 (count)");
        store.rebuilds().index(rebuild(), SAME);
        verify(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.REPLACE);

        assertThat(made("tally", 2)).isEqualTo("constraint tally__g2_pkey");
    }

    private Object made(String name, int generation) throws SQLException {
        return database.value("select array_to_string(array(select m from unnest(made) m where m not like '%\\_bkey'),"
                + " ', ') from readside.generation where name = '" + name + "' and generation = " + generation);
    }

    @Test
    void an_index_that_could_not_be_built_is_none() throws SQLException {
        database.execute("create index by_count on tally__g1 (count)");
        verified(SAME, new Tally("a", 1));
        database.execute("create index by_count_g2 on tally__g2 (count);"
                + "update pg_index set indisvalid = false where indexrelid = 'by_count_g2'::regclass");
        meet();

        assertThat(refused(SwapMode.REPLACE)).first().isEqualTo("-- index by_count");
    }

    @Test
    void what_is_on_a_column_that_green_lacks_can_only_be_dropped() throws SQLException {
        database.execute("create index by_count on tally__g1 ((count + 1), name)");
        verified(BARE, new Bare("a"));
        meet();

        assertThatThrownBy(() -> swap(BARE, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContaining("lacks a column")
                .hasMessageContaining("drop index concurrently public.by_count;")
                .hasMessageNotContaining("create index");

        database.execute("drop index concurrently public.by_count");
        assertThat(swap(BARE, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @Test
    void who_is_about_to_swap_is_told_when_green_is_verified() throws SQLException {
        database.execute("create index by_count on tally__g1 (count); alter table tally__g1 add check (count > 0)");

        verified(SAME, new Tally("a", 1));

        assertThat(rebuild().note())
                .endsWith("made by hand on tally__g1 and not on tally__g2, which refuses a swap:"
                        + " constraint tally__g1_count_check, index by_count");
    }

    private static FoldProjection<Tally> byText(int version, String... more) {
        return Projection.named("by_text", Tally.class)
                .version(version)
                .table(
                        "create table {table} (name text collate \"C\" primary key, count bigint not null check"
                                + " (count >= 0) unique, twin text collate \"C\" references {table})",
                        more)
                .from(Tally.EVENTS)
                .keyedBy(Tally.Counted::name)
                .delete(Tally.Counted.class)
                .build();
    }

    @Test
    void what_the_text_of_a_table_gives_rise_to_is_not_made_by_hand() throws SQLException {
        FoldProjection<Tally> indexed = byText(
                1,
                "create index on {table} (count desc)",
                "create statistics on name, count from {table}",
                "create trigger told after insert on {table} for each row execute function public.loud()");

        store.generations().open(indexed);

        assertThat(made("by_text", 1))
                .isEqualTo("constraint by_text__g1_count_check, constraint by_text__g1_count_key,"
                        + " constraint by_text__g1_pkey, constraint by_text__g1_twin_fkey, index by_text__g1_count_idx,"
                        + " statistics by_text__g1_name_count_stat, trigger told");
    }

    /** Made by a release that did not note it. */
    @Test
    void where_nothing_is_noted_all_may_be_ours_but_triggers() throws SQLException {
        database.execute("create index by_count on tally__g1 (count);"
                + "create trigger told after insert on tally__g1 for each row execute function loud();"
                + "update readside.generation set made = null");
        verified(SAME, new Tally("a", 1));
        meet();

        assertThat(refused(SwapMode.REPLACE)).hasSize(3).first().isEqualTo("-- trigger told");
    }

    @Test
    void nothing_is_in_the_way_where_nothing_was_made_by_hand() {
        assertThat(TALLY.indexes()).isEmpty();
        verified(SAME, new Tally("a", 1));
        meet();

        assertThat(swap(SAME, SwapMode.REPLACE).note()).doesNotContain("by hand");
    }
}
