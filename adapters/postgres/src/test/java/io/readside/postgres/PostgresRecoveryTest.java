package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.behind;
import static io.readside.postgres.Tally.parking;
import static io.readside.postgres.Tally.recovery;
import static io.readside.postgres.Tally.refused;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.postgres.Cutter.Side;
import io.readside.projection.Key;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Recovery;
import io.readside.readstore.Recovery.Place;
import io.readside.readstore.RunState;
import io.readside.readstore.Skip;
import io.readside.readstore.StoreUnavailable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parked events off the queue again, by a recovery or a skip. */
class PostgresRecoveryTest extends TallyScene {

    private static final Key A = Key.of("a");
    private static final Key B = Key.of("b");

    @ParameterizedTest
    @EnumSource(Side.class)
    void a_cut_in_a_recovery_leaves_rows_and_queue_together(Side side) throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5), refused("b", 6)));
        Recovery recovery = new Recovery(
                1, List.of(upsert("a", 1, 3)), List.of(new Place(A, Position.of(3))), List.of(refused("b", 6)));
        int cuts = 0;
        int kept = 0;

        while (cutter.cut(cuts, side, () -> applier.recover(recovery))) {
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

    @Test
    void a_recovery_whose_answer_was_lost_changes_nothing_the_second_time() {
        applier.apply(parking(0, 10, refused("a", 3)));
        Recovery recovery = recovery(upsert("a", 1, 3), new Place(A, Position.of(3)));
        applier.recover(recovery);
        applier.apply(batch(10, 20, upsert("a", 9, 20)));

        applier.recover(recovery);

        assertThat(store.reads().rows(TALLY, 9).value()).containsExactly(new Tally("a", 9));
        assertThat(applier.current().parkedKeys()).isZero();
    }

    @Test
    void a_recovery_of_events_of_which_some_were_recovered_meanwhile_is_done_anew() {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5), refused("b", 6)));
        Recovery begunBefore = new Recovery(
                1,
                List.of(upsert("a", 2, 5), upsert("b", 1, 6)),
                List.of(new Place(A, Position.of(3)), new Place(A, Position.of(5)), new Place(B, Position.of(6))),
                List.of());
        applier.recover(recovery(upsert("a", 1, 3), new Place(A, Position.of(3))));

        assertThatThrownBy(() -> applier.recover(begunBefore))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContainingAll("1 of them are not parked any more", "Nothing was written");

        assertThat(store.reads().rows(TALLY, 9).value()).containsExactly(new Tally("a", 1));
        assertThat(applier.parked()).isEqualTo(Map.of(A, Position.of(5), B, Position.of(6)));
        assertThat(applier.current().parkedKeys()).isEqualTo(2);
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

    @Test
    void a_skip_takes_the_first_event_only_and_leaves_a_record() throws SQLException {
        applier.apply(parking(0, 10, refused("a", 3), behind("a", 5)));

        boolean second = applier.skip(1, new Skip(A, Position.of(5), "never mind", "ops"));
        boolean first = applier.skip(1, new Skip(A, Position.of(3), "sold\0twice", "ops"));
        boolean again = applier.skip(1, new Skip(A, Position.of(3), "sold twice", "ops"));

        assertThat(List.of(second, first, again)).containsExactly(false, true, false);
        assertThat(applier.parked()).isEqualTo(Map.of(A, Position.of(5)));
        assertThat(applier.skipped()).isEqualTo(Map.of(A, Set.of(Position.of(3))));
        assertThat(database.value("select string_agg(concat_ws('|', name, generation, key, position, reason_parked,"
                        + " reason, skipped_by, event_id), '; ') from readside.skipped_event"))
                .isEqualTo("tally|1|[\"a\"]|3|no  reason|soldtwice|ops|00000000-0000-0000-0000-000000000003");
        assertThat(database.value("select parked_from from readside.generation"))
                .isEqualTo(5L);
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
}
