package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.Cutter.Side;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.Skip;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A generation goes with all that is its own, and with nothing that is a user's. */
class DropTest extends SwapScene {

    private String relations() throws SQLException {
        return (String) database.value("select string_agg(relname, ' ' order by relname collate \"C\") from pg_class"
                + " where relname like 'tally%' and relkind in ('r', 'v')");
    }

    @Test
    void blue_goes_with_its_tables_and_the_view_of_its_version() throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.REPLACE);

        drop();

        assertThat(relations()).isEqualTo("tally tally__g2 tally__g2_binding tally_v2");
        assertThat(database.value("select name || count from tally")).isEqualTo("a1");
        assertThat(database.value("select state from readside.rebuild")).isEqualTo("dropped");
    }

    @Test
    void green_goes_with_its_tables_and_the_view_of_its_version() throws SQLException {
        verified(SAME, new Tally("a", 1));

        drop();

        assertThat(relations()).isEqualTo("tally tally__g1 tally__g1_binding tally_v1");
        assertThat(database.value("select state from readside.rebuild")).isEqualTo("aborted");
    }

    @Test
    void the_view_of_a_version_stays_while_another_generation_has_it() throws SQLException {
        verified(TALLY, new Tally("a", 1));
        meet();
        swap(TALLY, SwapMode.REPLACE);

        drop();

        assertThat(relations()).isEqualTo("tally tally__g2 tally__g2_binding tally_v1");
        assertThat(shownBy("tally_v1")).isEqualTo("tally__g2");
    }

    @Test
    void what_a_swap_by_renaming_has_left_goes_with_blue() throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.RENAME);
        String swapped = relations();

        drop();

        assertThat(swapped).contains("tally_blue");
        assertThat(relations()).isEqualTo("tally tally__g2 tally__g2_binding tally_v2");
    }

    @Test
    void what_waits_in_blue_and_who_fed_it_goes_too_and_what_was_skipped_stays_on_record() throws SQLException {
        Applier blue = store.applier(TALLY, new GenerationId("tally", 1));
        blue.apply(Tally.parking(1, 3, Tally.refused("a", 2), Tally.refused("b", 3)));
        blue.skip(1, new Skip(Key.of("a"), Position.of(2), "it is wrong", "an operator"));
        verified(SAME, new Tally("a", 1));
        GenerationId green = rebuild().green();
        store.applier(SAME, green)
                .apply(new Batch(generation(green).epoch(), Checkpoint.of(1), Checkpoint.of(3), List.of(), List.of()));
        store.leases().hold("somebody", Set.of(rebuild().blue(), rebuild().green()), Duration.ofMinutes(1));
        meet();
        swap(SAME, SwapMode.REPLACE);

        drop();

        assertThat(database.value("select (select count(*) from readside.parked_event)"
                        + " + (select count(*) from readside.lease where generation = 1)"))
                .isEqualTo(0L);
        assertThat(database.value("select concat_ws(' ', key, generation, skipped_by) from readside.skipped_event"))
                .isEqualTo("[\"a\"] 1 an operator");
    }

    @Tag("every-postgres")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create view names as select name from tally__g1 | view names",
                "create view names as select name from tally_v1 | view names",
                "create view names as select name from tally_blue | view names",
                "create table fans (name text references tally__g1) | constraint fans_name_fkey on table fans",
                "create or replace view tally as select name, count from tally__g1 | view tally"
            })
    void what_a_user_has_built_on_it_refuses_the_drop(String sql, String named) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.RENAME);
        database.execute(sql);
        String before = all();

        assertThatThrownBy(this::drop).isInstanceOf(SwapRefused.class).hasMessageContaining(named);

        assertThat(all()).isEqualTo(before);
    }

    @Test
    void somebody_who_reads_it_blocks_the_drop_and_is_named() throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.REPLACE);
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select * from tally_v1");

            assertThatThrownBy(this::drop)
                    .isInstanceOf(SwapBlocked.class)
                    .hasMessageContainingAll("server process", "'test'");

            assertThat(rebuild().state()).isEqualTo(State.SWAPPED);
            statement.execute("select * from tally_v1");
        }
        assertThat(drop().state()).isEqualTo(State.DROPPED);
    }

    @Test
    void readers_of_the_active_generation_do_not_wait_while_the_drop_waits_for_those_of_blue() throws Exception {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.REPLACE);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection ofBlue = database.connect();
                Statement reading = ofBlue.createStatement();
                Connection ofGreen = database.connect();
                Statement statement = ofGreen.createStatement()) {
            ofBlue.setAutoCommit(false);
            reading.execute("lock table readside.tally__g1_binding in access share mode");
            Future<Rebuild> drop =
                    thread.submit(() -> store.rebuilds().drop(rebuild(), "not wanted", Duration.ofSeconds(4)));
            while ((long) database.value("select count(*) from pg_locks where not granted") == 0) {
                Thread.onSpinWait();
            }

            statement.execute("set lock_timeout = '100ms'");
            statement.execute("select * from tally__g2");
            ofBlue.rollback();

            assertThat(drop.get().state()).isEqualTo(State.DROPPED);
            assertThat(database.value("select count(*) from pg_trigger where tgname like 'tally%'"))
                    .isEqualTo(0L);
        } finally {
            thread.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_drop_that_is_cut_anywhere_has_happened_or_not(Side side) throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.RENAME);
        String before = all();
        Rebuild rebuild = rebuild();
        int cuts = 0;

        while (cutter.cut(cuts, side, () -> store.rebuilds().drop(rebuild, "not wanted", LOCK_TIMEOUT))) {
            if (rebuild().state() == State.DROPPED) {
                break;
            }
            assertThat(all()).as("after %d statements", cuts).isEqualTo(before);
            cuts++;
        }

        assertThat(cuts).isGreaterThan(5);
        assertThat(relations()).isEqualTo("tally tally__g2 tally__g2_binding tally_v2");
    }

    @Test
    void every_place_to_recompute_goes_and_nothing_else() throws SQLException {
        store.rebuilds().plan(SAME, "an operator", false);
        String before = relations();
        store.rebuilds().scratch(TALLY);
        store.rebuilds().scratch(SAME);
        String between = relations();

        store.rebuilds().dropScratch("tally");
        store.rebuilds().dropScratch("tally");

        assertThat(between).contains("tally__g3 ", "tally__g4 ");
        assertThat(relations()).isEqualTo(before);
        assertThat(database.value("select count(*) from readside.generation")).isEqualTo(2L);
    }
}
