package io.readside.cli;

import static io.readside.cli.StandIn.BLUE;
import static io.readside.cli.StandIn.GREEN;
import static io.readside.cli.StandIn.SECOND;
import static io.readside.cli.StandIn.SUMMARY;
import static io.readside.cli.StandIn.compared;
import static io.readside.cli.StandIn.differs;
import static io.readside.cli.StandIn.equal;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Json;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@code status} shows of a rebuild, under its read model. */
@ExtendWith(PostgresExtension.class)
class RebuildStatusTest {

    private static final String[] PATIENT = {"status", "--max-lag", "1d"};

    private final FreshDatabase database;
    private final Cli cli;
    private StandIn worker;

    RebuildStatusTest(@Installed({"log", "readstore"}) FreshDatabase database) {
        this.database = database;
        this.cli = Cli.on(database);
    }

    @BeforeEach
    void a_log_of_events_and_somebody_who_feeds() {
        cli.input(SampleLines.text(5, 7)).run("import", "-");
        worker = StandIn.on(database).holds(BLUE);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private String rebuild() {
        Cli.Outcome outcome = cli.run(PATIENT);
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.lines().get(1)).startsWith("order_summary  running");
        return outcome.lines().get(2);
    }

    private Map<?, ?> json(int exitCode) {
        Cli.Outcome outcome = cli.run("status", "--max-lag", "1d", "--json");
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
        return (Map<?, ?>) outcome.json().get(0).get("rebuild");
    }

    @Test
    void without_one_there_is_no_line() {
        assertThat(cli.run(PATIENT).lines()).hasSize(2);
        assertThat(cli.run("status", "--json").json().get(0)).doesNotContainKey("rebuild");
    }

    @Test
    void a_plan_says_how_much_there_is_to_read_and_how_to_begin() {
        worker.plans(SECOND);
        worker.holds(GREEN);

        assertThat(rebuild())
                .isEqualTo(
                        "  rebuild: order_summary__g2, version 2, is planned (ann): 5 events left, 10000/s, ETA 0.0 s"
                                + " (estimated). Begin: ./readside rebuild order_summary");
        assertThat(Json.write(json(0)))
                .contains("\"state\":\"planned\"", "\"eventsLeft\":5", "\"pace\":\"assumed\"", "\"etaSeconds\":0.0");
    }

    @Test
    void one_that_is_built_says_what_is_left_and_who_makes_it_wait() {
        Rebuild loading = worker.moves(worker.plans(SUMMARY), State.LOADING);
        assertThat(cli.run(PATIENT).lines().get(3))
                .isEqualTo("  nobody feeds order_summary__g2: start an instance that declares version 1");
        worker.holds(GREEN);
        assertThat(rebuild())
                .startsWith("  rebuild: order_summary__g2, version 1, loading: 5 events left, 10000/s, ETA");

        Rebuild paused = worker.store().rebuilds().pause(loading, "ann");
        assertThat(rebuild())
                .isEqualTo("  rebuild: order_summary__g2, version 1, loading, paused by ann: 5 events left."
                        + " Go on: ./readside resume order_summary --rebuild");
        assertThat(Json.write(json(0))).contains("\"pausedBy\":\"ann\"").doesNotContain("etaSeconds");

        Rebuild resumed = worker.store().rebuilds().resume(paused);
        worker.store().rebuilds().pause(resumed, "readside: building indexes");
        assertThat(rebuild())
                .isEqualTo("  rebuild: order_summary__g2, version 1, loading, building indexes: 5 events left");
    }

    @Test
    void one_that_is_compared_or_verified_says_what_comes_next() {
        Rebuild atHead = worker.builds(SUMMARY);
        worker.holds(GREEN);
        assertThat(rebuild())
                .isEqualTo("  rebuild: order_summary__g2, version 1, comparing with order_summary__g1: moved on");

        worker.compares(atHead, equal());
        assertThat(rebuild())
                .isEqualTo("  rebuild: order_summary__g2, version 1, is verified: as compared. Swap: ./readside swap"
                        + " order_summary");
    }

    @Test
    void one_that_differs_needs_a_look_and_shows_the_keys_to_whoever_names_it() {
        worker.compares(worker.builds(SUMMARY), compared(1, Map.of(), differs("42", "5", "7")));
        worker.holds(GREEN);

        Cli.Outcome all = cli.run(PATIENT);
        Cli.Outcome one = cli.run("status", "order_summary", "--max-lag", "1d");

        assertThat(all.exitCode()).isEqualTo(3);
        assertThat(all.lines()).hasSize(3);
        assertThat(all.lines().get(2)).contains("differs: as compared", "./readside abort order_summary");
        assertThat(one.exitCode()).isEqualTo(3);
        assertThat(one.lines().subList(3, 6))
                .containsExactly(
                        "  1 key differs as nobody has declared:",
                        "  key  column  blue  green",
                        "   42  cents      5      7");
        assertThat(Json.write(json(3))).contains("\"unexpected\":1", "\"blue\":\"5\",\"green\":\"7\"");
        assertThat(cli.run("lag", "--max-lag", "1d").exitCode()).isEqualTo(3);
        assertThat(cli.run("status", "order_sumary").exitCode()).isEqualTo(1);
    }

    @Test
    void after_a_swap_the_way_back_is_shown_as_long_as_there_is_one() throws SQLException {
        Rebuild swapped = worker.moves(worker.compares(worker.builds(SUMMARY), equal()), State.SWAPPED);
        worker.holds(GREEN);

        assertThat(cli.run(PATIENT).lines().get(2)).startsWith("  rebuild: order_summary__g2, version 1, was swapped ");
        assertThat(cli.run(PATIENT).lines().get(3))
                .isEqualTo(
                        "  order_summary__g1, version 1, is kept 5 events behind. Back: ./readside rollback order_summary;"
                                + " end: ./readside drop order_summary");
        assertThat(Json.write(json(0))).contains("\"canRollBack\":true", "\"blueEventsBehind\":5");

        worker.releases(swapped.blue());
        assertThat(cli.run(PATIENT).lines().get(3))
                .isEqualTo("  order_summary__g1, version 1, is kept 5 events behind and nobody feeds it: no way back."
                        + " End: ./readside drop order_summary");
    }

    @Test
    void a_green_that_stopped_or_parked_a_key_is_named() throws SQLException {
        worker.moves(worker.plans(SUMMARY), State.LOADING);
        worker.holds(GREEN);
        database.value("update readside.generation set state = 'stopped', stopped_position = 3, stopped_event = 'E v1',"
                + " stopped_reason = 'it fails', stopped_at = now() where generation = 2 returning name");
        assertThat(cli.run(PATIENT).exitCode()).isEqualTo(3);
        assertThat(cli.run(PATIENT).lines().get(3))
                .startsWith("  order_summary__g2 stopped at position 3 (E v1, since ");

        database.value(
                "update readside.generation set state = 'running', stopped_position = null, stopped_event = null,"
                        + " stopped_reason = null, stopped_at = null, parked_keys = 2, parked_from = 3 where generation = 2"
                        + " returning name");
        assertThat(cli.run(PATIENT).exitCode()).isEqualTo(3);
        assertThat(cli.run(PATIENT).lines().get(3)).startsWith("  order_summary__g2 has 2 parked keys with 0 events");
    }

    @Test
    void views_that_were_renamed_by_hand_are_named_with_the_statement_that_undoes_it() throws SQLException {
        worker.compares(worker.builds(SECOND), equal());
        worker.holds(GREEN);
        database.execute("alter table order_summary rename to order_summary_blue");
        database.execute("alter table order_summary_v2 rename to order_summary");

        Cli.Outcome renamed = cli.run(PATIENT);
        Map<String, Object> json =
                cli.run("status", "--max-lag", "1d", "--json").json().get(0);

        assertThat(renamed.exitCode()).isEqualTo(3);
        assertThat(renamed.lines().get(renamed.lines().size() - 1))
                .isEqualTo(
                        "The view order_summary does not show order_summary__g1, the active generation: somebody has changed"
                                + " views by hand, past the fences. Reads with a token wait until that is undone: alter view"
                                + " public.order_summary rename to order_summary_v2; alter view public.order_summary_blue rename to"
                                + " order_summary;");
        assertThat(json).containsEntry("shown", false);
        database.execute((String) json.get("remedy"));
        assertThat(cli.run(PATIENT).exitCode()).isZero();
        assertThat(database.value("select count(*) from pg_views where viewname = 'order_summary_v2'"))
                .isEqualTo(1L);
    }

    @Test
    void a_view_that_was_dropped_by_hand_is_made_again() throws SQLException {
        database.execute("drop view order_summary");

        Map<String, Object> json =
                cli.run("status", "--max-lag", "1d", "--json").json().get(0);
        assertThat(json.get("remedy").toString()).startsWith("create or replace view public.order_summary as SELECT");
        database.execute((String) json.get("remedy"));

        assertThat(cli.run(PATIENT).exitCode()).isZero();
    }
}
