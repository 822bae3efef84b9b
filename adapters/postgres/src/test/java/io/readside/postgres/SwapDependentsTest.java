package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.ProjectionMismatch;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What users have built on views and tables goes along with a swap, or refuses it: nothing stays behind in silence. */
@Tag("every-postgres")
class SwapDependentsTest extends SwapScene {

    private static final String TOTALS = "create materialized view totals as select sum(count) as total from tally";

    @Test
    void a_materialized_view_over_the_view_goes_along() throws SQLException {
        database.execute(TOTALS);
        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();

        swap(LABELLED, SwapMode.REPLACE);

        database.execute("update tally__g2 set count = 5; refresh materialized view totals");
        assertThat(database.value("select total::text from totals")).isEqualTo("5");
        meet();
        rollBack();
        database.execute("refresh materialized view totals");
        assertThat(database.value("select total::text from totals")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                TOTALS + " | materialized view totals",
                "create view names as select name from tally | view names",
                "create function ours() returns bigint begin atomic select count(*) from tally; end | function ours()",
                "create function whole() returns setof tally language sql as 'select * from tally' | function whole()",
                "create table copies (one tally) | column one of table copies",
                "create table more (all_of_it tally[]) | column all_of_it of table more",
                "create rule noted as on update to tally do instead nothing | rule noted on view tally"
            })
    void what_a_renaming_would_leave_behind_refuses_it(String sql, String named) throws SQLException {
        database.execute(sql);
        verified(SAME, new Tally("a", 1));
        meet();
        String before = all();

        assertThatThrownBy(() -> swap(SAME, SwapMode.RENAME))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContainingAll("\"tally\"", named);

        assertThat(all()).isEqualTo(before);
        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @Test
    void a_view_whose_columns_change_is_not_dropped_under_what_depends_on_it() throws SQLException {
        database.execute(
                TOTALS + "; create function ours() returns bigint begin atomic select count(*) from tally; end");
        verified(BARE, new Bare("a"));
        meet();
        String before = all();

        assertThatThrownBy(() -> swap(BARE, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContainingAll("function ours()", "materialized view totals");

        assertThat(all()).isEqualTo(before);
        database.execute("drop materialized view totals; drop function ours()");
        assertThat(swap(BARE, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create view names as select name from tally__g1 | view names",
                "create materialized view sums as select sum(count) from tally__g1 | materialized view sums",
                "create function ours() returns bigint begin atomic select count(*) from tally__g1; end | function ours()",
                "create table fans (name text references tally__g1) | constraint fans_name_fkey on table fans",
                "create table heirs () inherits (tally__g1) | table heirs",
                "create rule noted as on delete to tally__g1 do also nothing | rule noted on table tally__g1"
            })
    void what_depends_on_the_table_of_blue_itself_refuses_the_swap(String sql, String named) throws SQLException {
        database.execute(sql);
        verified(SAME, new Tally("a", 1));
        meet();
        String before = all();

        assertThatThrownBy(() -> swap(SAME, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContainingAll("\"tally__g1\"", named);

        assertThat(all()).isEqualTo(before);
    }

    @Test
    void triggers_that_green_has_as_well_do_not_refuse_it() throws SQLException {
        database.execute("create function loud() returns trigger language plpgsql as 'begin return new; end';"
                + "create trigger told after insert on tally__g1 for each row execute function loud();"
                + "create trigger tally__g1_too after insert on tally__g1 for each row execute function loud()");
        verified(SAME, new Tally("a", 1));
        database.execute("create trigger told after insert on tally__g2 for each row execute function loud();"
                + "create trigger tally__g2_too after insert on tally__g2 for each row execute function loud()");
        meet();

        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    /** {@link HandMadeTest} has what green is to have the like of. */
    @Test
    void defaults_and_sequences_go_with_the_table_and_do_not_refuse_it() throws SQLException {
        database.execute("alter table tally__g1 alter column count set default 7;"
                + "create sequence numbers owned by tally__g1.count");
        verified(SAME, new Tally("a", 1));
        meet();

        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @ParameterizedTest
    @EnumSource
    void what_has_come_to_depend_on_green_itself_refuses_the_rollback_only(SwapMode mode) throws SQLException {
        verified(SAME, new Tally("a", 1));
        database.execute("create view preview as select * from tally__g2");
        meet();
        swap(SAME, mode);
        meet();

        assertThatThrownBy(this::rollBack).isInstanceOf(SwapRefused.class).hasMessageContaining("view preview");

        assertThat(shown()).isEqualTo("tally__g2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create view names as select name from tally | tally names tally_v1 tally_v2",
                "drop view tally_blue | tally tally_v1 tally_v2",
                "create view names as select name from tally; create view old as select name from tally_blue"
                        + " | tally names old tally_blue tally_v1 tally_v2"
            })
    void a_renaming_that_cannot_be_inverted_is_taken_back_by_replacing(String sql, String left) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.RENAME);
        database.execute(sql);
        meet();

        rollBack();

        assertThat(shown()).isEqualTo("tally__g1");
        assertThat(database.value("select string_agg(viewname, ' ' order by viewname = 'tally' desc, viewname)"
                        + " from pg_views where schemaname = 'public' and viewname <> 'projection_checkpoint'"))
                .isEqualTo(left);
    }

    @Test
    void the_name_of_a_view_that_is_to_be_made_refuses_the_plan() throws SQLException {
        database.execute("create view tally_v2 as select name, count from tally__g1");

        assertThatThrownBy(() -> store.rebuilds().plan(SAME, "an operator", false))
                .isInstanceOf(ProjectionMismatch.class)
                .hasMessageContaining("public.tally_v2");

        assertThat(store.rebuilds().open(List.of("tally"))).isEmpty();
        assertThat(shownBy("tally_v2")).isEqualTo("tally__g1");
    }

    @ParameterizedTest
    @CsvSource({"tally_green, REPLACE", "tally_green, RENAME", "tally_blue, RENAME"})
    void a_name_that_is_needed_and_taken_refuses_it(String taken, SwapMode mode) throws SQLException {
        database.execute("create table " + taken + " ()");
        verified(BARE, new Bare("a"));
        meet();

        assertThatThrownBy(() -> swap(BARE, mode))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContaining('"' + taken + '"');
    }
}
