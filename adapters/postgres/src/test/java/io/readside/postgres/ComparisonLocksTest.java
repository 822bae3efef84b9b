package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.delete;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.readstore.Applier;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons.Confirmed;
import io.readside.readstore.Stretch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who waits for whom while two generations are compared, and what becomes of keys noted in between. */
@Tag("every-postgres")
class ComparisonLocksTest extends ComparisonScene {

    @Test
    void workers_of_both_sides_go_on_beside_a_range_that_is_compared() throws SQLException {
        Applier other = store.applier(TALLY, OTHER);
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            applier.apply(batch(0, 1, upsert("n3", 0, 1)));
            Stretch stretch =
                    new RangeComparison(SCHEMA, BOTH).compare(connection, Optional.empty(), Optional.empty(), 1000);

            applier.apply(batch(1, 2, upsert("n1", 0, 2), delete("n2", 2)));
            other.apply(batch(0, 2, upsert("n1", 0, 2), delete("n2", 2)));
            connection.commit();

            assertThat(stretch.suspects()).as("in its snapshot").isEqualTo(1);
        }
        assertThat(comparisons.suspects(BOTH)).isEqualTo(3);
        assertThat(differing()).containsExactly("[\"n3\"]");
    }

    @Test
    void what_a_writer_has_in_flight_is_noted_when_it_commits() throws SQLException {
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update tally__g1 set count = 0 where name = 'n2'");
            database.execute("update tally__g1 set count = count where name = 'n3'");

            assertThat(differing()).isEmpty();
            assertThat(comparisons.suspects(BOTH)).isZero();
            writer.commit();
        }

        assertThat(differing()).containsExactly("[\"n2\"]");
    }

    /** The key is a suspect already, found equal, and taken off: the writer's note of it is another one, and stays. */
    @Test
    void a_key_noted_while_it_is_taken_off_stays() throws SQLException {
        database.execute("update tally__g1 set count = count where name in ('n2', 'n3')");
        try (Connection confirming = database.connect()) {
            confirming.setAutoCommit(false);
            Confirmed confirmed = new Suspects(SCHEMA).confirm(confirming, BOTH, Optional.empty(), 100);
            database.execute("update tally__g1 set count = 0 where name = 'n2'");
            confirming.commit();

            assertThat(confirmed.differing()).isEmpty();
        }

        assertThat(comparisons.suspects(BOTH)).isEqualTo(1);
        assertThat(differing()).containsExactly("[\"n2\"]");
    }

    /** The same the other way round: the writer is first to write and last to commit. */
    @Test
    void a_key_noted_before_it_is_taken_off_and_committed_after_stays() throws SQLException {
        database.execute("update tally__g1 set count = count where name = 'n2'");
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("delete from tally__g2 where name = 'n2'");

            assertThat(differing()).isEmpty();
            writer.commit();
        }

        assertThat(differing()).containsExactly("[\"n2\"]");
    }

    @Test
    void two_that_look_at_the_same_suspects_do_not_get_in_each_others_way() throws Exception {
        database.execute("update tally__g1 set count = case name when 'n5' then 0 else count end");
        try (Connection one = database.connect()) {
            one.setAutoCommit(false);
            Suspects suspects = new Suspects(SCHEMA);
            Confirmed first = suspects.confirm(one, BOTH, Optional.empty(), 100);
            CompletableFuture<List<String>> second = CompletableFuture.supplyAsync(this::differing);
            Awaiting.until(database, "exists (select from pg_locks where not granted and locktype = 'transactionid')");
            one.commit();

            assertThat(keys(first.differing())).containsExactly("[\"n5\"]");
            assertThat(second.get(20, TimeUnit.SECONDS)).containsExactly("[\"n5\"]");
        }
        assertThat(comparisons.suspects(BOTH)).isEqualTo(1);
    }

    /** Its transaction is older than the triggers; so they wait for it, and all others write and read meanwhile. */
    @Test
    void watching_waits_for_writers_in_flight_and_holds_up_nobody_for_long() throws Exception {
        comparisons.forget(BOTH);
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update tally__g1 set count = 0 where name = 'n2'");
            CompletableFuture<?> watching = CompletableFuture.runAsync(() -> comparisons.watch(BOTH));
            for (int position = 0; position < 3; position++) {
                Awaiting.until(database, WAITING);
                assertThat(database.value("select count(*) from tally")).isEqualTo(10L);
                applier.apply(batch(position, position + 1, upsert("n1", position, position + 1)));
            }
            assertThat(watching).isNotDone();
            writer.commit();
            watching.get(20, TimeUnit.SECONDS);
        }

        assertThat(compared()).isEqualTo(2);
        database.execute("update tally__g1 set count = 0 where name = 'n4'");
        assertThat(differing()).containsExactly("[\"n1\"]", "[\"n2\"]", "[\"n4\"]");
    }

    private static final String WAITING = "exists (select from pg_locks where not granted and locktype = 'relation'"
            + " and relation = 'tally__g1'::regclass)";

    @Test
    void forgetting_does_not_wait_for_readers() throws Exception {
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select from tally__g1");

            comparisons.forget(BOTH);

            assertThat(database.value("select count(*) from pg_trigger where not tgisinternal and tgenabled <> 'D'"))
                    .isEqualTo(0L);
            reader.commit();
        }
    }

    @Test
    void many_may_watch_at_once() throws Exception {
        comparisons.forget(BOTH);
        List<CompletableFuture<Void>> watching = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> comparisons.watch(BOTH)))
                .limit(4)
                .toList();

        for (CompletableFuture<Void> one : watching) {
            one.get(20, TimeUnit.SECONDS);
        }

        try (Connection connection = database.connect()) {
            assertThat(new Noting(SCHEMA, BOTH).isOn(connection)).isTrue();
        }
    }

    /** What it was compared as does not matter: triggers bear the name of the right side. */
    @Test
    void a_comparison_that_was_never_begun_has_no_suspects() {
        comparisons.forget(BOTH);
        Comparison other = new Comparison(OTHER, TALLY, ID, TALLY);

        assertThat(comparisons.suspects(BOTH)).isZero();
        assertThat(comparisons.suspects(other)).isZero();
        assertThat(InRanges.confirmed(comparisons, other, 3)).isEmpty();
    }
}
