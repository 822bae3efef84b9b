package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.readstore.Batch;
import io.readside.readstore.Generation;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Role;
import io.readside.readstore.Snapshot;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** What readers are shown before, while and after green takes the place of blue. */
class SwapTest extends SwapScene {

    @Tag("every-postgres")
    @ParameterizedTest
    @EnumSource
    void a_swap_moves_the_view_and_the_checkpoint_of_plain_sql_together(SwapMode mode) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();

        Rebuild swapped = swap(SAME, mode);

        assertThat(swapped.state()).isEqualTo(State.SWAPPED);
        assertThat(shown()).isEqualTo("tally__g2");
        assertThat(shownBy("tally_v1")).isEqualTo("tally__g1");
        assertThat(shownBy("tally_v2")).isEqualTo("tally__g2");
        assertThat(gate()).isEqualTo("2 1");
        assertThat(store.reads().serving(SAME).shown()).isTrue();
        assertThat(database.value("select name || count from tally")).isEqualTo("a1");
    }

    private Object gate() throws SQLException {
        return database.value(
                "select concat_ws(' ', generation, commit_pos) from projection_checkpoint where name = 'tally'");
    }

    @Tag("every-postgres")
    @ParameterizedTest
    @EnumSource
    void a_rollback_moves_them_back(SwapMode mode) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, mode);
        meet();

        Rebuild back = rollBack();

        assertThat(back.state()).isEqualTo(State.AT_HEAD);
        assertThat(shown()).isEqualTo("tally__g1");
        assertThat(gate()).isEqualTo("1 1");
        assertThat(store.reads().serving(TALLY).shown()).isTrue();
        assertThat(database.value("select string_agg(viewname, ' ' order by viewname) from pg_views"
                        + " where viewname like 'tally%'"))
                .isEqualTo("tally tally_v1 tally_v2");
        assertThat(database.value("select mode from readside.rebuild")).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void a_swap_within_one_version_moves_the_view_of_the_version_too(SwapMode mode) throws SQLException {
        verified(TALLY, new Tally("a", 1));
        String before = shownBy("tally_v1");
        meet();
        swap(TALLY, mode);
        String swapped = shownBy("tally_v1");
        meet();
        rollBack();

        assertThat(List.of(before, swapped, shownBy("tally_v1")))
                .containsExactly("tally__g1", "tally__g2", "tally__g1");
        assertThat(shown()).isEqualTo("tally__g1");
    }

    @Test
    void a_swap_by_renaming_leaves_the_view_of_blue_under_a_name_of_its_own() throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();

        swap(SAME, SwapMode.RENAME);

        assertThat(shownBy("tally_blue")).isEqualTo("tally__g1");
        assertThat(database.value("select mode from readside.rebuild")).isEqualTo("rename");
    }

    /** The article's pair, run by hand: it knows of no fence. */
    @Test
    void views_that_are_renamed_by_hand_vouch_for_nothing() throws SQLException {
        verified(SAME, new Tally("a", 1));

        database.execute("create view tally_green as select name, count from tally__g2;"
                + "alter table tally rename to tally_old; alter table tally_green rename to tally");

        assertThat(store.reads().serving(TALLY).shown()).isFalse();
        assertThat(generation(rebuild().blue()).shown()).isFalse();
        assertThat(gate()).isEqualTo("1 0");
        database.execute("drop view tally_old; create or replace view tally as select name, count from tally__g1");
        assertThat(store.reads().serving(TALLY).shown()).isTrue();
        assertThat(gate()).isEqualTo("1 1");
    }

    @Test
    void a_swap_puts_right_what_was_renamed_by_hand() throws SQLException {
        verified(SAME, new Tally("a", 1));
        database.execute("create view tally_green as select name, count from tally__g2;"
                + "drop view tally; alter table tally_green rename to tally");
        meet();

        swap(SAME, SwapMode.REPLACE);

        assertThat(store.reads().serving(SAME).shown()).isTrue();
        assertThat(gate()).isEqualTo("2 1");
    }

    @Test
    void without_the_view_of_the_name_there_is_nothing_to_swap() throws SQLException {
        verified(SAME, new Tally("a", 1));
        database.execute("alter view tally rename to tally_old");
        meet();

        assertThatThrownBy(() -> swap(SAME, SwapMode.RENAME))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContaining("tally_old");
        database.execute("drop view tally_old");
        assertThatThrownBy(() -> swap(SAME, SwapMode.REPLACE))
                .isInstanceOf(SwapRefused.class)
                .hasMessageContaining("There is no view \"public\".\"tally\"");
    }

    /** While they are compared both sides stand still, and writers' events wait. */
    @Test
    void more_suspects_than_can_be_looked_at_in_a_moment_are_looked_at_first() throws SQLException {
        verified(SAME, new Tally("a", 1));
        for (String table : List.of("tally__g1", "tally__g2")) {
            database.execute("insert into " + table + " select 'k' || n, n, 1 from generate_series(1, 5001) n");
        }
        meet();

        assertThatThrownBy(() -> swap(SAME, SwapMode.REPLACE))
                .isInstanceOf(SwapBlocked.class)
                .hasMessageContaining("5001 keys");

        store.comparisons().confirm(comparison(SAME), Optional.empty(), 2_000);
        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @Test
    void a_reader_in_an_older_snapshot_sees_blue_with_the_checkpoint_of_blue() {
        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();

        Snapshot<Long> seen = store.reads().query(TALLY, session -> {
            swap(LABELLED, SwapMode.REPLACE);
            Generation green = generation(rebuild().green());
            store.applier(LABELLED, green.id())
                    .apply(new Batch(green.epoch(), Checkpoint.of(1), Checkpoint.of(9), List.of(), List.of()));
            return counted(session.unwrap(Connection.class), "select count from " + session.table(TALLY));
        });

        assertThat(seen.value()).isEqualTo(1);
        assertThat(seen.generation().id()).isEqualTo(rebuild().blue());
        assertThat(seen.generation().role()).isEqualTo(Role.ACTIVE);
        assertThat(seen.generation().checkpoint()).isEqualTo(Checkpoint.of(1));
        assertThat(store.reads().serving(LABELLED).checkpoint()).isEqualTo(Checkpoint.of(9));
    }

    private static long counted(Connection connection, String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_prepared_statement_that_names_its_columns_is_planned_anew() throws SQLException {
        verified(LABELLED, new Labelled("a", 1, "new"));
        database.execute("update tally__g1 set count = 7");
        try (Connection reader = database.connect()) {
            reader.unwrap(PGConnection.class).setPrepareThreshold(-1); // named on the server from the first time on
            try (PreparedStatement query = reader.prepareStatement("select count from tally where name = ?")) {
                query.setString(1, "a");
                long before = value(query);
                database.execute("update tally__g1 set count = 1");
                meet();
                swap(LABELLED, SwapMode.REPLACE);
                database.execute("update tally__g2 set count = 8");

                assertThat(List.of(before, value(query))).containsExactly(7L, 8L);
            }
        }
    }

    private static long value(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Tag("every-postgres")
    @Test
    void columns_that_are_added_come_last_and_go_with_a_rollback() throws SQLException {
        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();

        swap(LABELLED, SwapMode.REPLACE);
        String swapped = columns();
        meet();
        rollBack();

        assertThat(swapped).isEqualTo("name text, count bigint, label text");
        assertThat(columns()).isEqualTo("name text, count bigint");
    }

    private String columns() throws SQLException {
        return (String)
                database.value("select string_agg(column_name || ' ' || data_type, ', ' order by ordinal_position)"
                        + " from information_schema.columns where table_name = 'tally'");
    }

    @Tag("every-postgres")
    @Test
    void columns_that_something_has_come_to_depend_on_stay_in_a_rollback_and_are_null() throws SQLException {
        verified(LABELLED, new Labelled("a", 1, "new"));
        meet();
        swap(LABELLED, SwapMode.REPLACE);
        database.execute("create view labels as select name, label from tally");
        meet();

        rollBack();

        assertThat(shown()).isEqualTo("tally__g1");
        assertThat(columns()).isEqualTo("name text, count bigint, label text");
        assertThat(database.value("select name || coalesce(label, ' without') from labels"))
                .isEqualTo("a without");
    }
}
