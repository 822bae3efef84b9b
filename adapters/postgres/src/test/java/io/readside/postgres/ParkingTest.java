package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.behind;
import static io.readside.postgres.Tally.parking;
import static io.readside.postgres.Tally.refused;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.Cutter.Side;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Change;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Overview;
import io.readside.readstore.ParkedEvent;
import io.readside.readstore.ParkedKey;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that wait for their keys: with the checkpoint, under cuts, and off the queue again. */
@Timeout(60)
class ParkingTest {

    private static final Key A = Key.of("a");
    private static final Key B = Key.of("b");

    private final Cutter cutter = new Cutter();
    private FreshDatabase database;
    private PostgresReadStore store;
    private Applier applier;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
        applier = store.applier(TALLY, store.generations().open(TALLY).id());
    }

    @AfterEach
    void close() {
        database.close();
    }

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

        assertThat(store.reads().active(TALLY).parkedKeys()).isEqualTo(2);
        assertThat(applier.parked()).isEqualTo(Map.of(A, Position.of(3), B, Position.of(6)));
        assertThat(database.value("select parked_from from readside.generation"))
                .isEqualTo(3L);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void a_cut_at_any_statement_leaves_parked_events_and_checkpoint_together(Side side) throws SQLException {
        long from = 0;
        int cuts = 0;

        while (cut(applyingAndParking(from), cuts, side)) {
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

    @ParameterizedTest
    @EnumSource(Side.class)
    void a_cut_in_a_recovery_leaves_rows_and_queue_together(Side side) throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5), refused("b", 6)));
        Recovery recovery = new Recovery(
                1, List.of(upsert("a", 1, 3)), List.of(new Place(A, Position.of(3))), List.of(refused("b", 6)));
        int cuts = 0;
        int kept = 0;

        while (cut(() -> applier.recover(recovery), cuts, side)) {
            boolean isKept = database.value("select count(*) from tally").equals(1L);
            assertThat(database.value("select count(*) from readside.parked_event where key = '[\"a\"]'"))
                    .as("after %d statements", cuts)
                    .isEqualTo(isKept ? 1L : 2L);
            assertThat(database.value("select attempts from readside.parked_event where key = '[\"b\"]'"))
                    .isEqualTo(isKept ? 2 : 1);
            assertThat(database.value("select parked_from from readside.generation"))
                    .isEqualTo(isKept ? 5L : 3L);
            kept += isKept ? 1 : 0;
            cuts++;
        }

        assertThat(cuts).isEqualTo(6); // lock, unpark, upsert, park again, settle, commit
        assertThat(kept).isEqualTo(side == Side.AFTER ? 1 : 0);
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.of(10));
    }

    /** @return whether the cut was reached */
    private boolean cut(Runnable act, int statements, Side side) {
        cutter.cutAfter(statements, side);
        try {
            act.run();
            return false;
        } catch (StoreUnavailable e) {
            return true;
        } finally {
            cutter.restore();
        }
    }

    @Test
    void a_recovery_whose_answer_was_lost_changes_nothing_the_second_time() {
        applier.apply(parking(0, 10, refused("a", 3), refused("b", 4)));
        applier.recover(recovery(upsert("a", 1, 3), new Place(A, Position.of(3))));
        applier.apply(batch(10, 20, upsert("a", 9, 20)));

        applier.recover(new Recovery(
                1,
                List.of(upsert("a", 1, 3), upsert("b", 1, 4)),
                List.of(new Place(A, Position.of(3)), new Place(B, Position.of(4))),
                List.of()));

        assertThat(store.reads().rows(TALLY, 9).value()).containsExactly(new Tally("a", 9), new Tally("b", 1));
        assertThat(applier.current().parkedKeys()).isZero();
    }

    @Test
    void a_key_is_free_when_its_last_event_is_off_the_queue() throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5)));

        applier.recover(recovery(upsert("a", 1, 3), new Place(A, Position.of(3))));
        long between = applier.current().parkedKeys();
        applier.recover(recovery(upsert("a", 2, 5), new Place(A, Position.of(5))));

        assertThat(between).isEqualTo(1);
        assertThat(applier.current().parkedKeys()).isZero();
        assertThat(applier.parked()).isEmpty();
        assertThat(database.value("select commit_pos from projection_checkpoint"))
                .isEqualTo(10L);
    }

    private static Recovery recovery(Change change, Place done) {
        return new Recovery(1, List.of(change), List.of(done), List.of());
    }

    @Test
    void acts_of_an_epoch_that_has_passed_change_nothing() throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3)));
        database.execute("update readside.generation set epoch = 2");

        assertThatThrownBy(() -> applier.recover(recovery(upsert("a", 1, 3), new Place(A, Position.of(3)))))
                .isInstanceOf(CheckpointMoved.class)
                .hasMessageContainingAll("epoch 2", "epoch 1", "Nothing was written");
        assertThatThrownBy(() -> applier.skip(1, new Skip(A, Position.of(3), "old", "ops")))
                .isInstanceOf(CheckpointMoved.class);
        applier.pause(1, "ops");
        applier.regress(1, "other log");

        assertThat(store.reads().rows(TALLY, 9).value()).isEmpty();
        assertThat(applier.parked()).hasSize(1);
        assertThat(applier.current().state()).isInstanceOf(RunState.Running.class);
    }

    @Test
    void a_skip_takes_the_first_event_only_and_leaves_a_record() throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5)));

        boolean second = applier.skip(1, new Skip(A, Position.of(5), "never mind", "ops"));
        boolean first = applier.skip(1, new Skip(A, Position.of(3), "sold\0twice", "ops"));
        boolean again = applier.skip(1, new Skip(A, Position.of(3), "sold twice", "ops"));

        assertThat(List.of(second, first, again)).containsExactly(false, true, false);
        assertThat(applier.parked()).isEqualTo(Map.of(A, Position.of(5)));
        assertThat(database.value("select string_agg(concat_ws('|', name, generation, key, position, reason_parked,"
                        + " reason, skipped_by, event_id), '; ') from readside.skipped_event"))
                .isEqualTo("tally|1|[\"a\"]|3|no  reason|soldtwice|ops|00000000-0000-0000-0000-000000000003");
        assertThat(database.value("select parked_from from readside.generation"))
                .isEqualTo(5L);
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
        Applier alone = own.applier(TALLY, new GenerationId("tally", 1));
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
