package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.behind;
import static io.readside.postgres.Tally.parking;
import static io.readside.postgres.Tally.refused;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users' own SQL sees of checkpoints. */
@ExtendWith(PostgresExtension.class)
class CheckpointSqlTest {

    /** As the article writes it. */
    private static final String GATE =
            "SELECT commit_pos >= ? AS is_current\nFROM projection_checkpoint\nWHERE name = 'tally';";

    @Test
    void the_articles_gate_opens_at_the_token_and_not_before(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        tally(database).apply(batch(0, 481523));

        assertThat(isCurrent(database, 481522)).isTrue();
        assertThat(isCurrent(database, 481523)).isTrue();
        assertThat(isCurrent(database, 481524)).isFalse();
    }

    /** Someone who holds the token of an event that waits must not be told that it is there. */
    @Test
    void the_articles_gate_stays_shut_at_the_oldest_event_that_waits(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        Applier applier = tally(database);
        applier.apply(parking(0, 10, refused("a", 4), behind("a", 8)));
        boolean below = isCurrent(database, 3);
        boolean at = isCurrent(database, 4);
        boolean above = isCurrent(database, 10);
        Object row = database.value(
                "select concat_ws(' ', commit_pos, prepare_pos, parked_keys) from" + " projection_checkpoint");
        applier.skip(1, new Skip(Key.of("a"), Position.of(4), "gone", "ops"));

        assertThat(below).isTrue();
        assertThat(at).isFalse();
        assertThat(above).isFalse();
        assertThat(row).isEqualTo("3 3 1");
        assertThat(isCurrent(database, 7)).isTrue();
        assertThat(isCurrent(database, 8)).isFalse();
    }

    private static boolean isCurrent(FreshDatabase database, long token) throws SQLException {
        try (Connection connection = database.connect();
                PreparedStatement gate = connection.prepareStatement(GATE)) {
            gate.setLong(1, token);
            try (ResultSet row = gate.executeQuery()) {
                assertThat(row.next()).isTrue();
                return row.getBoolean("is_current");
            }
        }
    }

    @Test
    void a_checkpoint_has_one_row_with_both_positions_and_the_state(@Installed("readstore") FreshDatabase database)
            throws SQLException {
        Applier applier = tally(database);
        applier.apply(batch(0, 7));
        applier.stop(1, Tally.poison(8));
        database.execute("insert into readside.generation"
                + " (name, generation, version, kind, level, signature, active, role, position)"
                + " select name, 2, 2, kind, level, signature, false, 'building', 99 from readside.generation");

        assertThat(database.value("select string_agg(concat_ws(' ', name, commit_pos, prepare_pos, generation, version,"
                        + " state, stopped_position), '; ') from projection_checkpoint"))
                .isEqualTo("tally 7 7 1 1 stopped 8");
    }

    @Test
    void the_log_up_to_a_checkpoint_ends_there(@Installed({"log", "readstore"}) FreshDatabase database)
            throws SQLException {
        append(database, 3);
        tally(database).apply(batch(0, 2));

        assertThat(database.value("select string_agg(concat_ws(' ', position, stream, stream_version, type, version,"
                        + " data), '; ' order by position) from readside.events_upto('tally')"))
                .isEqualTo("1 tally-1 0 Counted 1 {\"name\": \"1\"}; 2 tally-2 0 Counted 1 {\"name\": \"2\"}");
        assertThat(database.value("select count(*) from readside.events_upto('tally') e join readside.events using"
                        + " (position, id, recorded_at, occurred_at, metadata)"))
                .isEqualTo(2L);
    }

    @Test
    void the_log_up_to_a_checkpoint_leaves_out_what_waits(@Installed({"log", "readstore"}) FreshDatabase database)
            throws SQLException {
        append(database, 4);
        Applier applier = tally(database);
        applier.apply(parking(0, 3, refused("2", 2), refused("other", 2)));
        String upto = "select string_agg(position::text, ' ' order by position) from readside.events_upto('tally')";
        Object whileTheyWait = database.value(upto);
        applier.skip(1, new Skip(Key.of("other"), Position.of(2), "gone", "ops"));
        Object whileOneWaits = database.value(upto);
        applier.recover(new Recovery(
                1, List.of(upsert("2", 1, 2)), List.of(new Place(Key.of("2"), Position.of(2))), List.of()));

        assertThat(whileTheyWait).isEqualTo("1 3");
        assertThat(whileOneWaits).isEqualTo("1 3");
        assertThat(database.value(upto)).isEqualTo("1 2 3");
    }

    /** As the head of the schema file says. */
    @Test
    void the_documented_rights_are_enough(@Installed({"log", "readstore"}) FreshDatabase database) throws SQLException {
        append(database, 2);
        tally(database).apply(parking(0, 2, refused("2", 2)));
        String role = "reader_of_" + database.name();
        database.execute("create role " + role + "; grant usage on schema readside to " + role
                + "; grant execute on function readside.events_upto(text) to " + role
                + "; grant select on readside.generation, readside.parked_event, readside.events to " + role);

        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            statement.execute("set role " + role);
            try (ResultSet row = statement.executeQuery("select count(*) from readside.events_upto('tally')")) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(1);
            }
        } finally {
            database.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    /** In READ COMMITTED, one statement is one snapshot: the rows of a model and its log belong together. */
    @Test
    void the_log_up_to_a_checkpoint_follows_the_readers_snapshot(
            @Installed({"log", "readstore"}) FreshDatabase database) throws SQLException {
        append(database, 3);
        Applier applier = tally(database);
        applier.apply(batch(0, 1, upsert("1", 1, 1)));
        String difference =
                "select (select count(*) from tally) - (select count(*) from readside.events_upto('tally'))";
        try (Connection reader = database.connect();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("select 1");
            applier.apply(batch(1, 3, upsert("2", 1, 2), upsert("3", 1, 3)));

            try (ResultSet row = statement.executeQuery(
                    "select count(*), (" + difference + ") from readside.events_upto('tally')")) {
                row.next();
                assertThat(row.getLong(1)).isEqualTo(1);
                assertThat(row.getLong(2)).isZero();
            }
        }
        assertThat(database.value(difference)).isEqualTo(0L);
    }

    @Test
    void without_the_log_the_way_out_is_reconcile(@Installed("readstore") FreshDatabase database) {
        tally(database);

        assertThatThrownBy(() -> database.value("select count(*) from readside.events_upto('tally')"))
                .hasMessageContaining("./readside reconcile tally");
    }

    @Test
    void an_unknown_name_is_answered_with_the_known_ones(@Installed({"readstore", "log"}) FreshDatabase database) {
        tally(database);

        assertThatThrownBy(() -> database.value("select count(*) from readside.events_upto('tali')"))
                .hasMessageContainingAll("tali", "Known: tally");
    }

    private static Applier tally(FreshDatabase database) {
        PostgresReadStore store = PostgresReadStore.of(database.dataSource());
        return store.applier(TALLY, store.generations().open(TALLY).id());
    }

    private static void append(FreshDatabase database, int events) throws SQLException {
        database.execute("select readside.append('tally-' || i, -1, jsonb_build_array(jsonb_build_object("
                + "'type', 'Counted', 'data', jsonb_build_object('name', i::text)))) from generate_series(1, "
                + events + ") i");
    }
}
