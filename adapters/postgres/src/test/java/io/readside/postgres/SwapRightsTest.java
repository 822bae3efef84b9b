package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people have said about the tables and views of blue is said of green when it takes their place. */
@Tag("every-postgres")
class SwapRightsTest extends SwapScene {

    private String owner;
    private String reader;
    private String chief;

    /** Roles belong to the whole server, which other tests use. */
    @BeforeEach
    void makeRoles() throws SQLException {
        owner = database.name() + "_owner";
        reader = database.name() + "_reader";
        chief = database.name() + "_chief";
        for (String role : List.of(owner, reader, chief)) {
            database.execute("create role " + role + " login");
        }
        database.execute("grant usage, create on schema public to " + owner + "; grant usage on schema public to "
                + reader + ", " + chief);
    }

    @AfterEach
    void dropRoles() throws SQLException {
        String all = String.join(", ", owner, reader, chief);
        database.execute("drop owned by " + all + " cascade; drop role " + all);
    }

    private String asked(String table, String sql) throws SQLException {
        return (String) database.value(sql.replace("{table}", "'" + table + "'::regclass"));
    }

    private void assertEqual(String sql) throws SQLException {
        String ofBlue = asked("tally__g1", sql);
        assertThat(ofBlue).isNotNull();
        assertThat(asked("tally__g2", sql)).isEqualTo(ofBlue);
    }

    private static final String OWNER = "select relowner::regrole::text from pg_class where oid = {table}";
    private static final String GRANTS =
            "select string_agg(g, ' ' order by g) from pg_class, unnest(relacl::text[]) g" + " where oid = {table}";
    private static final String COLUMN_GRANTS =
            "select string_agg(attname || g, ' ' order by attname, g) from pg_attribute,"
                    + " unnest(attacl::text[]) g where attrelid = {table} and attname <> 'label'";
    private static final String ROW_SECURITY =
            "select relrowsecurity || ' ' || relforcerowsecurity from pg_class where oid = {table}";
    private static final String POLICIES = "select string_agg(concat_ws(' ', polname, polpermissive, polcmd, polroles,"
            + " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)), '; ' order by polname)"
            + " from pg_policy where polrelid = {table}";
    private static final String COMMENTS = "select string_agg(objsubid || description, '; ' order by objsubid)"
            + " from pg_description where objoid = {table}";
    private static final String REPLICA_IDENTITY = "select relreplident::text from pg_class where oid = {table}";
    private static final String STATISTICS = "select string_agg(attname || attstattarget, ' ' order by attname)"
            + " from pg_attribute where attrelid = {table} and attstattarget > 0";
    private static final String OPTIONS = "select concat_ws(' ', c.reloptions, t.reloptions) from pg_class c"
            + " left join pg_class t on t.oid = c.reltoastrelid where c.oid = {table}";
    private static final String PUBLICATIONS = "select string_agg(concat_ws(' ', pubname, prattrs,"
            + " pg_get_expr(prqual, prrelid)), '; ' order by pubname) from pg_publication_rel"
            + " join pg_publication p on p.oid = prpubid where prrelid = {table}";

    private void sayEverything() throws SQLException {
        database.execute(("alter table tally__g1 owner to {owner};"
                        + "alter table readside.tally__g1_binding owner to {owner};"
                        + "grant select, trigger on tally__g1 to {reader}; grant update on tally__g1 to {chief} with grant option;"
                        + "grant select (name), update (count) on tally__g1 to public;"
                        + "grant select (count) on tally__g1 to {chief} with grant option;"
                        + "grant select on readside.tally__g1_binding to {reader};"
                        + "alter table tally__g1 enable row level security; alter table tally__g1 force row level security;"
                        + "create policy all_of_it on tally__g1 using (true) with check (count > 0);"
                        + "create policy no_b on tally__g1 as restrictive for select to {reader}, {chief} using (name <> 'b;{x');"
                        + "comment on table tally__g1 is 'what''s there'; comment on column tally__g1.name is 'who';"
                        + "alter table tally__g1 replica identity full;"
                        + "alter table tally__g1 alter column name set statistics 777;"
                        + "alter table tally__g1 set (autovacuum_vacuum_threshold = 77, toast.autovacuum_enabled = false);"
                        + "create publication part_of_it for table tally__g1 where (count > 3);"
                        + "create publication whole for table tally__g1")
                .replace("{owner}", owner)
                .replace("{reader}", reader)
                .replace("{chief}", chief));
    }

    @Test
    void green_is_planned_with_what_has_been_said_about_blue() throws SQLException {
        sayEverything();

        store.rebuilds().plan(LABELLED, "an operator", false);

        for (String sql : List.of(
                OWNER,
                GRANTS,
                COLUMN_GRANTS,
                ROW_SECURITY,
                POLICIES,
                COMMENTS,
                REPLICA_IDENTITY,
                STATISTICS,
                OPTIONS)) {
            assertEqual(sql);
        }
        assertThat(asked("tally__g2", PUBLICATIONS))
                .as("subscribers need not have it yet")
                .isNull();
        assertThat(asked("readside.tally__g2_binding", GRANTS)).isEqualTo(asked("readside.tally__g1_binding", GRANTS));
    }

    @Test
    void what_is_said_during_the_rebuild_holds_after_the_swap() throws SQLException {
        sayEverything();
        verified(LABELLED, new Labelled("a", 1, "new"));
        database.execute(("revoke select on tally__g1 from {reader}; grant delete on tally__g1 to {reader};"
                        + "revoke grant option for update on tally__g1 from {chief};"
                        + "revoke update (count) on tally__g1 from public; grant select (label) on tally__g2 to public;"
                        + "drop policy no_b on tally__g1; create policy few on tally__g1 for delete using (count = 9);"
                        + "alter policy all_of_it on tally__g1 using (count >= 0);"
                        + "alter table tally__g1 no force row level security;"
                        + "comment on table tally__g1 is null; comment on column tally__g1.count is 'how many';"
                        + "alter table tally__g1 replica identity default;"
                        + "alter table tally__g1 alter column name set statistics 55, alter column count set statistics 66;"
                        + "alter table tally__g1 reset (toast.autovacuum_enabled), set (autovacuum_vacuum_threshold = 88);"
                        + "alter publication part_of_it set table tally__g1 where (count > 5)")
                .replace("{reader}", reader)
                .replace("{chief}", chief));
        meet();

        swap(LABELLED, SwapMode.REPLACE);

        for (String sql : List.of(
                GRANTS, COLUMN_GRANTS, ROW_SECURITY, POLICIES, COMMENTS, REPLICA_IDENTITY, STATISTICS, OPTIONS)) {
            assertEqual(sql);
        }
        assertThat(asked("tally__g2", PUBLICATIONS))
                .contains("part_of_it (count > 5)")
                .contains("whole");
        assertThat(database.value("select has_column_privilege('" + reader + "', 'tally__g2', 'label', 'select')"))
                .isEqualTo(true);
    }

    @Test
    void a_publication_of_some_columns_has_those_of_green() throws SQLException {
        database.execute("create publication part_of_it for table tally__g1 (name, count)");

        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();
        swap(LABELLED, SwapMode.REPLACE);

        assertThat(asked("tally__g2", PUBLICATIONS)).isEqualTo("part_of_it 1 2");
    }

    @Test
    void rights_that_the_database_gives_by_default_and_blue_has_not_are_taken_from_green() throws SQLException {
        database.execute("alter default privileges grant select on tables to " + reader);

        store.rebuilds().plan(LABELLED, "an operator", false);

        assertThat(database.value("select has_table_privilege('" + reader + "', 'tally__g2', 'select')"))
                .isEqualTo(false);
        assertThat(database.value("select has_table_privilege('" + reader + "', 'tally_v2', 'select')"))
                .isEqualTo(false);
        assertThat(database.value("select has_table_privilege('postgres', 'tally__g2', 'insert')"))
                .isEqualTo(true);
    }

    /** In a sub-select PostgreSQL names a column of the table that the policy is on by its table. */
    @Test
    void a_policy_that_names_the_table_of_blue_names_that_of_green() throws SQLException {
        database.execute(
                "create table seen (who text, what text); alter table tally__g1 enable row level security;"
                        + "create policy seen on tally__g1 using (exists (select from seen where who = current_user and what = name))");

        store.rebuilds().plan(SAME, "an operator", false);

        assertThat(asked("tally__g1", POLICIES)).contains("tally__g1.name");
        assertThat(asked("tally__g2", POLICIES)).contains("tally__g2.name").doesNotContain("tally__g1");
        verify(SAME, new Tally("a", 1));
        meet();
        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @Test
    void a_policy_that_green_has_no_columns_for_refuses_the_swap_until_green_has_one_of_its_own() throws SQLException {
        database.execute("alter table tally__g1 enable row level security;" + "create policy few on tally__g1 to "
                + reader + " using (count < 10)");
        verified(BARE, new Bare("a"));
        meet();
        String before = all();

        assertThatThrownBy(() -> swap(BARE, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContainingAll("tally__g1", "tally__g2", "policy few", "42703");

        assertThat(all()).isEqualTo(before);
        database.execute("create policy few on tally__g2 to " + reader + " using (name < 'k')");
        assertThat(swap(BARE, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
        assertThat(asked("tally__g2", POLICIES)).contains("name < 'k'");
    }

    @Test
    void what_the_application_may_not_give_refuses_the_swap_and_is_named() throws SQLException {
        database.execute("grant all on schema readside to " + owner + "; grant all on all tables in schema readside to "
                + owner + "; alter table tally__g1 owner to " + owner
                + "; alter table readside.tally__g1_binding owner to "
                + owner + "; alter view tally owner to " + owner + "; alter view tally_v1 owner to " + owner
                + "; create publication part_of_it for table tally__g1");
        store.close();
        store = PostgresReadStore.of(database.dataSourceOf(owner));
        verified(SAME, new Tally("a", 1));
        meet();

        assertThatThrownBy(() -> swap(SAME, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContainingAll("publication part_of_it", "42501");

        database.execute("alter publication part_of_it add table tally__g2");
        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
        assertThat(asked("tally", OWNER)).isEqualTo(owner);
    }

    private void sayOfTheView(String view) throws SQLException {
        database.execute(("alter view {view} owner to {owner}; grant select on {view} to {reader};"
                        + "grant select on {view} to {chief} with grant option; grant update (name) on {view} to public;"
                        + "comment on view {view} is 'it''s read'; comment on column {view}.name is 'who';"
                        + "alter view {view} set (security_barrier = true, security_invoker = true)")
                .replace("{view}", view)
                .replace("{owner}", owner)
                .replace("{reader}", reader)
                .replace("{chief}", chief));
    }

    private static final List<String> OF_VIEWS = List.of(OWNER, GRANTS, COLUMN_GRANTS, COMMENTS, OPTIONS);

    private List<String> said(String view) throws SQLException {
        List<String> said = new ArrayList<>();
        for (String sql : OF_VIEWS) {
            said.add(asked(view, sql));
        }
        return said;
    }

    @ParameterizedTest
    @EnumSource
    void the_view_keeps_what_has_been_said_about_it(SwapMode mode) throws SQLException {
        sayOfTheView("tally");
        List<String> before = said("tally");
        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();

        swap(LABELLED, mode);
        List<String> swapped = said("tally");
        meet();
        rollBack();

        assertThat(before).doesNotContainNull();
        assertThat(swapped).isEqualTo(before);
        assertThat(said("tally")).isEqualTo(before);
        assertThat(said("tally_v2")).isEqualTo(before);
    }

    @Test
    void a_view_with_other_columns_has_what_has_been_said_about_the_one_before() throws SQLException {
        sayOfTheView("tally");
        List<String> before = said("tally");
        verified(BARE, new Bare("a"));
        meet();

        swap(BARE, SwapMode.REPLACE);

        assertThat(said("tally")).isEqualTo(before);
        assertThat(shown()).isEqualTo("tally__g2");
        assertThat(database.value("select count(*) from information_schema.columns where table_name = 'tally'"))
                .isEqualTo(1L);
    }

    @ParameterizedTest
    @EnumSource
    void what_is_said_about_the_view_after_the_swap_holds_after_a_rollback(SwapMode mode) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, mode);
        sayOfTheView("tally");
        List<String> said = said("tally");
        database.execute("grant select on tally__g2 to " + reader);
        meet();

        rollBack();

        assertThat(said("tally")).isEqualTo(said);
        assertThat(database.value("select has_table_privilege('" + reader + "', 'tally__g1', 'select')"))
                .isEqualTo(true);
    }

    @Test
    void a_reader_with_no_other_right_goes_on_reading() throws SQLException {
        database.execute("grant select on tally to " + reader);
        verified(BARE, new Bare("a"));
        try (Connection connection = database.dataSourceOf(reader).getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("select name from tally").close();
            meet();

            swap(BARE, SwapMode.REPLACE);

            try (ResultSet row = statement.executeQuery("select name from tally")) {
                assertThat(row.next()).isTrue();
            }
        }
    }

    /** What its text says is newer than what the text of the version before, or somebody by hand, has said. */
    @Test
    void what_a_text_of_the_users_says_of_green_stays() throws SQLException {
        database.execute("alter table tally__g1 set (fillfactor = 60, autovacuum_enabled = false);"
                + "comment on table tally__g1 is 'old'; comment on column tally__g1.name is 'who'");
        FoldProjection<Tally> text = Projection.named("tally", Tally.class)
                .version(2)
                .replaces(TALLY)
                .table(
                        "create table {table} (name text collate \"C\" not null primary key, count bigint not null)"
                                + " with (fillfactor = 70)",
                        "comment on table {table} is 'new'")
                .from(Tally.EVENTS)
                .keyedBy(Tally.Counted::name)
                .delete(Tally.Counted.class)
                .build();

        verified(text, new Tally("a", 1));
        meet();
        swap(text, SwapMode.REPLACE);

        assertThat(asked("tally__g2", OPTIONS)).contains("fillfactor=70", "autovacuum_enabled=false");
        assertThat(asked("tally__g2", COMMENTS)).isEqualTo("0new; 1who");
    }
}
