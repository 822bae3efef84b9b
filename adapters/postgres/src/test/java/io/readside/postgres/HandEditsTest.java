package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.SwapBlocked;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever changes a row of either side while the two are compared, its key is noted. */
@Tag("every-postgres")
class HandEditsTest extends ComparisonScene {

    static Stream<Arguments> edits() {
        Map<String, String> edits = new LinkedHashMap<>();
        edits.put("update tally__g1 set count = 0 where name in ('n2', 'n7')", "[\"n2\"] [\"n7\"]");
        edits.put("update tally__g2 set count = 0 where name in ('n2', 'n7')", "[\"n2\"] [\"n7\"]");
        edits.put("update tally set count = 0 where name = 'n2'", "[\"n2\"]");
        edits.put("update tally__g1 set name = 'x' || name where name = 'n2'", "[\"n2\"] [\"xn2\"]");
        edits.put("delete from tally__g1 where name like 'n1%'", "[\"n1\"] [\"n10\"]");
        edits.put("delete from tally__g2 where name like 'n1%'", "[\"n1\"] [\"n10\"]");
        edits.put("insert into tally__g1 values ('new', 1, 1)", "[\"new\"]");
        edits.put("insert into tally__g2 values ('new', 1, 1)", "[\"new\"]");
        edits.put(
                "insert into tally__g2 values ('new', 1, 1), ('n2', 1, 1) on conflict (name) do update set count = 0",
                "[\"n2\"] [\"new\"]");
        edits.put(
                "merge into tally__g1 t using (values ('n2')) v (n) on t.name = v.n when matched then delete",
                "[\"n2\"]");
        edits.put("truncate tally__g1", all());
        edits.put("truncate tally__g2", all());
        edits.put(
                "truncate tally__g1; insert into tally__g1 select 'n' || i, i, 1 from generate_series(2, 10) i",
                "[\"n1\"]");
        return edits.entrySet().stream()
                .flatMap(edit ->
                        Stream.of("origin", "replica").map(role -> Arguments.of(edit.getKey(), role, edit.getValue())));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void a_change_by_hand_is_noted(String edit, String role, String expected) throws SQLException {
        database.execute("set session_replication_role = " + role + "; " + edit);

        assertThat(String.join(" ", differing())).isEqualTo(expected);
    }

    private static String all() {
        return "[\"n1\"] [\"n10\"] [\"n2\"] [\"n3\"] [\"n4\"] [\"n5\"] [\"n6\"] [\"n7\"] [\"n8\"] [\"n9\"]";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin; update tally__g1 set count = 0; rollback",
                "update tally__g1 set count = count where name = 'n2'",
                "delete from tally__g1 where name = 'n2'; insert into tally__g1 values ('n2', 2, 1)",
                "update tally__g1 set _position = 99"
            })
    void what_comes_to_the_same_is_forgotten(String edit) throws SQLException {
        database.execute(edit);

        assertThat(differing()).isEmpty();
        assertThat(comparisons.suspects(BOTH)).isZero();
    }

    @Test
    void a_table_emptied_whole_makes_every_key_a_suspect_that_either_side_has_by_then() throws SQLException {
        database.execute("truncate tally__g2; insert into tally__g2 values ('n5', 5, 1), ('x', 1, 1)");

        assertThat(comparisons.suspects(BOTH)).isEqualTo(11);
        assertThat(differing()).hasSize(10).contains("[\"x\"]").doesNotContain("[\"n5\"]");
        assertThat(comparisons.suspects(BOTH)).isEqualTo(10);
    }

    /** Its snapshot is older than a row that it removes: what it sees is not what was there. */
    @Test
    void a_truncate_in_an_old_snapshot_hides_nothing() throws SQLException {
        try (Connection old = database.connect();
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            statement.execute("set transaction isolation level repeatable read; select 1");
            database.execute(
                    "insert into tally__g1 values ('late', 1, 1); insert into tally__g2 values ('late', 1, 1)");
            assertThat(differing()).isEmpty();

            statement.execute("truncate tally__g1");
            old.commit();
        }

        assertThat(differing()).hasSize(11).contains("[\"late\"]");
    }

    @Test
    void a_swap_waits_until_an_emptied_table_was_looked_at() throws SQLException {
        Suspects suspects = new Suspects(SCHEMA);
        try (Connection connection = database.connect()) {
            database.execute("truncate tally__g2");
            assertThatThrownBy(() -> suspects.differing(connection, BOTH))
                    .isInstanceOf(SwapBlocked.class)
                    .hasMessageContainingAll("tally__g1", "tally__g2", "truncated");

            differing();

            assertThat(suspects.differing(connection, BOTH)).hasSize(10);
        }
    }

    /** It may write the table and nothing of Readside's; and what it calls equality is not what the function goes by. */
    @Test
    void a_role_that_may_only_write_the_table_is_noted() throws SQLException {
        String role = "writer_of_" + database.name();
        database.execute("create role " + role + " login; grant update, select on tally__g1 to " + role
                + "; create schema own authorization " + role);
        try {
            try (Connection connection = database.dataSourceOf(role).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create function own.equal(text, text) returns boolean language plpgsql as $$ begin"
                        + " raise exception 'called as %', current_user; end $$");
                statement.execute("create operator own.= (function = own.equal, leftarg = text, rightarg = text)");
                statement.execute("set search_path = own, pg_catalog");
                statement.execute("update public.tally__g1 set count = 0 where name like 'n2'");
            }

            assertThat(differing()).containsExactly("[\"n2\"]");
        } finally {
            database.execute("drop owned by " + role + " cascade; drop role " + role);
        }
    }

    /** The function writes as its owner: a trigger with it on another's table would forge suspects. */
    @Test
    void nobody_else_gets_to_use_the_function() throws SQLException {
        String role = "stranger_of_" + database.name();
        database.execute("create role " + role + " login; grant usage, create on schema readside to " + role);
        try (Connection connection = database.dataSourceOf(role).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table readside.mine (name text)");

            assertThatThrownBy(
                            () -> statement.execute("create trigger forge after insert on readside.mine referencing new"
                                    + " table as new_rows execute function readside.tally__g2_note()"))
                    .hasMessageContaining("permission denied");
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }
}
