package io.readside.postgres;

import static io.readside.postgres.Savings.SAVINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.postgres.Cutter.Side;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.Generation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a database takes recomputed rows over. */
@Timeout(60)
class AdoptingTest {

    private final Cutter cutter = new Cutter();
    private FreshDatabase database;
    private PostgresReadStore store;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(cutter.around(database.dataSource()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private record Pair(Applier live, Applier scratch, Generation recomputed) {

        Set<Key> adopt(String... keys) {
            Set<Key> names = Arrays.stream(keys).map(Key::of).collect(Collectors.toSet());
            return live.adopt(live.current().epoch(), recomputed.id(), names);
        }
    }

    private Pair pair(Projection<?> projection) {
        Generation live = store.generations().open(projection);
        Generation scratch = store.rebuilds().scratch(projection);
        return new Pair(store.applier(projection, live.id()), store.applier(projection, scratch.id()), scratch);
    }

    private static Change upsert(String id, String owner, long cents) {
        return new Change.Upsert(Key.of(id), SAVINGS.shape().toRow(new Savings(id, owner, cents)), Position.of(1));
    }

    private static void feed(Applier applier, List<Change> changes, List<Binding> bindings) {
        Generation now = applier.current();
        long next = now.checkpoint().position().value() + 1;
        applier.apply(new Batch(now.epoch(), now.checkpoint(), Checkpoint.of(next), changes, bindings));
    }

    private static Binding bound(String stream, String key, long at) {
        return new Binding(new StreamName(stream), Key.of(key), Position.of(at));
    }

    private Object state() throws SQLException {
        return database.value(
                "select coalesce((select string_agg(t::text, ' ' order by id) from savings__g1 t), '') || '|' ||"
                        + " coalesce((select string_agg(b::text, ' ' order by stream) from readside.savings__g1_binding b), '')");
    }

    /** Rows, bindings and epoch: all or none. */
    @ParameterizedTest
    @EnumSource
    void a_cut_at_any_statement_leaves_the_old_or_the_new(Side side) throws SQLException {
        Pair pair = pair(SAVINGS);
        feed(pair.live(), List.of(upsert("1", "ann", 5), upsert("2", "bob", 7)), List.of(bound("account-1", "2", 1)));
        feed(
                pair.scratch(),
                List.of(upsert("1", "ann", 6), upsert("3", "cid", 9)),
                List.of(bound("account-1", "1", 1)));
        Object before = state();
        long epoch = pair.live().current().epoch();

        int cuts = 0;
        while (cutter.cut(cuts, side, () -> pair.adopt("1", "2", "3"))) {
            boolean committed = pair.live().current().epoch() > epoch;
            assertThat(state().equals(before)).as("after %d statements", cuts).isEqualTo(!committed);
            if (committed) {
                break; // its answer was lost
            }
            cuts++;
        }

        assertThat(state()).isEqualTo("(1,ann,6,1) (3,cid,9,1)|(account-1,\"[\"\"1\"\"]\",1)");
        assertThat(pair.live().current().epoch()).isEqualTo(epoch + 1);
        // lock, positions, parked, columns, delete, insert, unbind, bind, epoch, commit
        assertThat(cuts).isEqualTo(side == Side.BEFORE ? 10 : 9);
    }

    /** What holds the row of the generation is a batch in flight: it is waited for, and has come first. */
    @Test
    void a_batch_in_flight_comes_first_and_then_the_two_do_not_stand_together() throws Exception {
        Pair pair = pair(SAVINGS);
        feed(pair.live(), List.of(upsert("1", "ann", 5)), List.of());
        feed(pair.scratch(), List.of(upsert("1", "ann", 6)), List.of());
        CompletableFuture<Set<Key>> adoption;
        try (Connection batch = database.connect();
                Statement statement = batch.createStatement()) {
            batch.setAutoCommit(false);
            statement.execute("update readside.generation set position = 2 where name = 'savings' and generation = 1");
            adoption = CompletableFuture.supplyAsync(() -> pair.adopt("1"));
            Awaiting.until(
                    database,
                    "exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                            + " and query like '%for no key update%')");
            batch.commit();
        }

        assertThatThrownBy(adoption::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CheckpointMoved.class);
        assertThat(database.value("select cents from savings__g1")).isEqualTo(5L);
    }

    @Test
    void values_that_have_to_be_unique_may_change_places() throws SQLException {
        SqlProjection<Savings> owning = Savings.owning("owning");
        Pair pair = pair(owning);
        database.execute("insert into owning__g1 (id, owner, cents) values ('1', 'bob', 0), ('2', 'ann', 0);"
                + " insert into owning__g2 (id, owner, cents, touched) values ('1', 'ann', 1, 3), ('2', 'bob', 2, 4)");

        pair.adopt("1", "2");

        assertThat(
                        database.value(
                                "select string_agg(concat_ws(' ', id, owner, cents, twice, touched), ', ' order by id) from owning__g1"))
                .isEqualTo("1 ann 1 2 3, 2 bob 2 4 4");
    }

    @Test
    void of_applied_events_those_are_noted_that_the_generation_lacked_and_nothing_that_is_parked() throws SQLException {
        SqlProjection<Savings> owning = Savings.owning("owning");
        Pair pair = pair(owning);
        String ids = " select ('00000000-0000-0000-0000-00000000000' || i)::uuid, i from generate_series(";
        database.execute("insert into readside.owning__g1_applied (event, position)" + ids + "3, 4) i;"
                + " insert into readside.owning__g2_applied (event, position)" + ids + "1, 7) i;"
                + " insert into readside.parked_event (name, generation, key, position, event, event_id)"
                + " values ('owning', 1, '[\"9\"]', 6, 'an event', '" + new UUID(0, 6) + "')");

        pair.adopt("1");

        assertThat(database.value(
                        "select string_agg(position::text, ' ' order by position) from readside.owning__g1_applied"))
                .as("1 and 2 it has forgotten, 6 is to run yet")
                .isEqualTo("3 4 5 7");
    }

    @Test
    void what_is_not_there_to_be_adopted_from_is_told() {
        Pair pair = pair(SAVINGS);
        store.rebuilds().dropScratch("savings");

        assertThatThrownBy(() -> pair.adopt("1")).hasMessageContaining("savings__g2");
    }
}
