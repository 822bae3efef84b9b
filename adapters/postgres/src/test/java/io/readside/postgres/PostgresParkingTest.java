package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.behind;
import static io.readside.postgres.Tally.parking;
import static io.readside.postgres.Tally.recovery;
import static io.readside.postgres.Tally.refused;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.Cutter.Side;
import io.readside.projection.Change;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.Skip;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that wait for their keys: beside the checkpoint, and as operators and readers see them. */
class PostgresParkingTest extends TallyScene {

    private static final Key A = Key.of("a");
    private static final Key B = Key.of("b");

    @Test
    void parked_events_come_back_as_they_were_parked() {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5), refused("b", 5), behind("a", 9)));

        assertThat(applier.parked()).isEqualTo(Map.of(A, Position.of(3), B, Position.of(5)));
        assertThat(applier.waiting(Set.of(A, B), 3))
                .extracting(ParkedEvent::key, e -> e.position().value(), ParkedEvent::reason, ParkedEvent::attempts)
                .containsExactly(
                        tuple(A, 3L, Optional.of("no  reason"), 1),
                        tuple(A, 5L, Optional.empty(), 0),
                        tuple(B, 5L, Optional.of("no  reason"), 1));
        assertThat(applier.waiting(Set.of(B), 9).get(0).event()).contains("Counted", "tally-1");
        assertThat(applier.keysWaitingFor(Set.of(Position.of(5)))).isEqualTo(Set.of(A, B));
        assertThat(applier.keysWaitingFor(Set.of(Position.of(4)))).isEmpty();
        assertThat(applier.current().parkedKeys()).isEqualTo(2);
    }

    @Test
    void a_key_counts_once_however_often_events_are_put_behind() throws SQLException {
        applier.apply(parking(0, 3, refused("a", 3)));
        applier.apply(parking(3, 9, behind("a", 5), refused("b", 6), behind("a", 9)));

        assertThat(store.reads().serving(TALLY).parkedKeys()).isEqualTo(2);
        assertThat(applier.parked()).isEqualTo(Map.of(A, Position.of(3), B, Position.of(6)));
        assertThat(database.value("select parked_from from readside.generation"))
                .isEqualTo(3L);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void a_cut_at_any_statement_leaves_parked_events_and_checkpoint_together(Side side) throws SQLException {
        long from = 0;
        int cuts = 0;

        while (cutter.cut(cuts, side, applyingAndParking(from))) {
            long checkpoint = (long) database.value("select position from readside.generation");
            assertThat(checkpoint).isIn(from, from + 10);
            assertThat(database.value("select count(*) from readside.parked_event"))
                    .as("after %d statements", cuts)
                    .isEqualTo(checkpoint / 10 * 2);
            assertThat(database.value("select parked_keys from readside.generation"))
                    .isEqualTo(checkpoint / 10);
            assertThat(database.value("select coalesce(max(count), 0) from tally"))
                    .isEqualTo(checkpoint);
            from = checkpoint;
            cuts++;
        }

        assertThat(cuts).as("statements and the commit").isEqualTo(4); // move, upsert, park, commit
    }

    private Runnable applyingAndParking(long from) {
        List<Change> changes = List.of(upsert("n", from + 10, from + 1));
        List<Parked> parked = List.of(refused("p" + from, from + 2), behind("p" + from, from + 3));
        return () ->
                applier.apply(new Batch(1, Checkpoint.of(from), Checkpoint.of(from + 10), changes, List.of(), parked));
    }

    @Test
    void keys_parked_in_the_last_while_are_counted_by_the_servers_clock() throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 4), refused("b", 5), refused("c", 6)));
        database.execute("update readside.parked_event set parked_at = parked_at - interval '1 hour'"
                + " where key = '[\"b\"]'");
        applier.recover(recovery(upsert("c", 1, 6), new Place(Key.of("c"), Position.of(6))));

        assertThat(applier.parkedWithin(Duration.ofMinutes(5))).isEqualTo(1);
        assertThat(applier.parkedWithin(Duration.ofHours(2))).isEqualTo(2);
    }

    @Test
    void what_waits_is_listed_by_key_and_counted_by_read_model() throws SQLException {
        applier.apply(parking(0, 10, refused("b", 3), refused("a", 4), behind("b", 5)));
        database.execute(
                "update readside.parked_event set parked_at = parked_at - interval '1 hour'" + " where position = 4");

        List<ParkedKey> listed = store.reads().parked(Optional.empty());

        assertThat(listed).extracting(key -> key.first().key()).containsExactly(B, A);
        assertThat(listed).extracting(ParkedKey::events).containsExactly(2L, 1L);
        assertThat(store.reads().parked(Optional.of("tally"))).isEqualTo(listed);
        assertThat(store.reads().parked(Optional.of("other"))).isEmpty();
        Overview overview = store.reads().all().get(0);
        assertThat(overview.parkedEvents()).isEqualTo(3);
        assertThat(overview.parkedAge()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }

    @Test
    void a_read_by_key_brings_the_first_event_that_waits_for_it() {
        applier.apply(batch(0, 2, upsert("a", 2, 2), upsert("b", 1, 1)));
        applier.apply(parking(2, 10, refused("a", 3), behind("a", 5)));

        var parked = store.reads().row(TALLY, A);
        var other = store.reads().row(TALLY, B);

        assertThat(parked.value()).contains(new Tally("a", 2));
        assertThat(parked.parked()).hasValueSatisfying(event -> {
            assertThat(event.position()).isEqualTo(Position.of(3));
            assertThat(event.key()).isEqualTo(A);
        });
        assertThat(parked.generation().parkedKeys()).isEqualTo(1);
        assertThat(other.parked()).isEmpty();
        assertThat(store.reads().row(TALLY, Key.of("never seen")).parked()).isEmpty();
        assertThat(store.reads().rows(TALLY, 9).generation().parkedKeys()).isEqualTo(1);
    }

    /** A hot key that waits must not make each batch slower than the one before. */
    @Test
    void a_batch_that_parks_reads_no_more_of_the_queue_than_it_must() throws SQLException {
        DataSource one = database.pool(1);
        PostgresReadStore own = PostgresReadStore.of(one);
        Applier alone = own.applier(TALLY, ID);
        Parked[] many = LongStream.rangeClosed(1, 20_000)
                .mapToObj(i -> i == 1 ? refused("a", 1) : behind("a", i))
                .toArray(Parked[]::new);
        alone.apply(parking(0, 20_000, many));
        database.execute("analyze readside.parked_event");
        long before = queueRowsRead(one);

        alone.apply(parking(20_000, 20_001, behind("a", 20_001)));
        int keys = alone.parked().size();
        int waiting = alone.waiting(Set.of(B, A), 5).size();
        boolean isParked = own.reads().row(TALLY, B).parked().isPresent();
        alone.recover(recovery(upsert("a", 1, 1), new Place(A, Position.of(1))));
        boolean isSkipped = alone.skip(1, new Skip(A, Position.of(2), "gone", "ops"));

        assertThat(keys).isEqualTo(1);
        assertThat(waiting).isEqualTo(5);
        assertThat(isParked).isFalse();
        assertThat(isSkipped).isTrue();
        assertThat(queueRowsRead(one) - before).isBetween(1L, 60L);
    }

    private static long queueRowsRead(DataSource one) throws SQLException {
        try (Connection connection = one.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery("select sum(seq_tup_read + idx_tup_fetch)"
                    + " + (select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'parked_event')"
                    + " from pg_stat_user_tables where relname = 'parked_event'")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
