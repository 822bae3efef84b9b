package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.delete;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Anchor;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.postgres.Cutter.Side;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.projection.Row;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyFailed;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a batch comes to when it is cut off, raced or refused. */
class PostgresApplierTest extends TallyScene {

    @ParameterizedTest
    @EnumSource(Side.class)
    void a_cut_at_any_statement_leaves_rows_bindings_and_checkpoint_together(Side side) throws SQLException {
        applier.apply(batch(0, 10, upsert("a", 10, 1), upsert("at-10", 0, 2)));
        long from = 10;
        int cuts = 0;
        int answersLost = 0;

        while (applyCut(everyKindOfChange(from), cuts, side)) {
            long count = (long) database.value("select position from readside.generation");
            assertThat(count).isIn(from, from + 10);
            boolean isKept = count > from;
            assertThat(database.value("select string_agg(name || count, ' ' order by name) from tally"))
                    .as("after %d statements", cuts)
                    .isEqualTo("a" + count + " at-" + count + "0");
            assertThat(database.value("select count(*) from readside.tally__g1_binding where bound_at = " + (from + 3)))
                    .isEqualTo(isKept ? 1L : 0L);
            answersLost += isKept ? 1 : 0;
            from = count;
            cuts++;
        }

        assertThat(cuts).as("statements and the commit").isEqualTo(5); // move, bind, upsert, delete, commit
        assertThat(answersLost).isEqualTo(side == Side.AFTER ? 1 : 0);
    }

    private static Batch everyKindOfChange(long from) {
        return batch(
                from,
                from + 10,
                List.of(
                        upsert("a", from + 10, from + 1),
                        upsert("at-" + (from + 10), 0, from + 2),
                        delete("at-" + from, from + 2)),
                new Binding(new StreamName("tally-" + from), Key.of("a"), Position.of(from + 3)));
    }

    /** @return whether the cut was reached */
    private boolean applyCut(Batch batch, int statements, Side side) {
        return cutter.cut(statements, side, () -> applier.apply(batch));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void a_batch_of_a_few_rows_is_one_statement_and_all_or_nothing(Side side) throws SQLException {
        applier.apply(batch(0, 10, upsert("a", 10, 1)));

        boolean cut = cutter.cut(0, side, () -> applier.apply(batch(10, 20, upsert("a", 20, 11))));

        assertThat(cut).isTrue();
        long kept = side == Side.AFTER ? 20 : 10;
        assertThat(database.value("select count from tally")).isEqualTo(kept);
        assertThat(database.value("select position from readside.generation")).isEqualTo(kept);
    }

    @Test
    void a_batch_of_a_few_rows_that_is_fenced_out_writes_none_and_waits_for_none() throws SQLException {
        applier.apply(batch(0, 10, upsert("a", 10, 1)));
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("update tally__g1 set count = 11 where name = 'a'");

            assertThatThrownBy(() -> applier.apply(batch(0, 10, upsert("a", 99, 1), upsert("b", 99, 1))))
                    .isInstanceOf(CheckpointMoved.class);
            other.rollback();
        }

        assertThat(database.value("select string_agg(name || count, ' ') from tally"))
                .isEqualTo("a10");
    }

    @Test
    void a_batch_of_a_few_rows_that_is_refused_leaves_a_connection_that_can_be_used() {
        for (int i = 0; i < 20; i++) { // more than the pool has
            assertThatThrownBy(() -> applier.apply(batch(
                            0, 1, new Change.Upsert(Key.of("x"), new Row(Arrays.asList("x", null)), Position.of(1)))))
                    .isInstanceOf(ApplyFailed.class);
        }
        applier.apply(batch(0, 1, upsert("a", 1, 1)));

        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.of(1));
    }

    @Test
    void of_two_batches_that_race_from_one_checkpoint_one_gets_through() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        for (int round = 0; round < 50; round++) {
            int from = round;
            Callable<Boolean> racer = () -> {
                Batch batch = batch(from, from + 1, upsert("a", from + 1, from + 1));
                start.await();
                try {
                    applier.apply(batch);
                    return true;
                } catch (CheckpointMoved e) {
                    assertThat(e)
                            .hasMessageContaining("checkpoint " + (from + 1))
                            .hasMessageContaining("tally__g1");
                    return false;
                }
            };

            List<Future<Boolean>> both = List.of(threads.submit(racer), threads.submit(racer));

            assertThat(List.of(both.get(0).get(), both.get(1).get())).containsExactlyInAnyOrder(true, false);
        }
        threads.shutdown();
    }

    /** The article's checkpoint is written without looking at the old one: what it warns of, with two workers. */
    @Test
    void a_plain_upsert_of_the_checkpoint_applies_an_event_twice_and_ours_does_not() throws SQLException {
        database.execute("create table article_checkpoint (name text primary key, commit_pos bigint);"
                + "create table article_tally (name text primary key, count bigint);"
                + "insert into article_tally values ('a', 0)");
        String articlesWrite = "begin; update article_tally set count = count + 1 where name = 'a';"
                + "insert into article_checkpoint values ('article_tally', 1) on conflict (name)"
                + " do update set commit_pos = excluded.commit_pos; commit";
        Batch ours = batch(0, 1, upsert("a", 1, 1));

        for (int worker = 0; worker < 2; worker++) { // both have read checkpoint 0 and hold event 1
            database.execute(articlesWrite);
        }
        applier.apply(ours);
        assertThatThrownBy(() -> applier.apply(ours)).isInstanceOf(CheckpointMoved.class);

        assertThat(database.value("select count from article_tally")).isEqualTo(2L);
        assertThat(database.value("select count from tally")).isEqualTo(1L);
    }

    @Test
    void a_refusal_names_state_and_column_and_no_value() {
        Row noCount = new Row(Arrays.asList("top secret", null));
        Change change = new Change.Upsert(Key.of("top secret"), noCount, Position.of(1));

        assertThatThrownBy(() -> applier.apply(batch(0, 1, change)))
                .isInstanceOf(ApplyFailed.class)
                .hasMessageContainingAll("23502", "not-null violation", "\"count\"", "tally__g1")
                .hasStackTraceContaining("PostgresApplier")
                .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("secret"));
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.ZERO);
    }

    @Test
    void what_is_wrong_with_the_table_is_laid_on_the_table() throws SQLException {
        database.execute("drop view tally, tally_v1; alter table tally__g1 drop column count");

        assertThatThrownBy(() -> applier.apply(batch(0, 1, upsert("a", 1, 1))))
                .isInstanceOfSatisfying(
                        ApplyFailed.class, e -> assertThat(e.what()).isEqualTo(ApplyFailed.Cause.TABLE))
                .hasMessageContaining("42703");
    }

    @Test
    void an_anchor_comes_back_with_its_checkpoint_and_goes_with_the_next() {
        Anchor anchor = new Anchor(new UUID(7, 7), Position.of(9), new UUID(0, 9));
        Checkpoint anchored = new Checkpoint(Position.of(10), anchor);

        applier.apply(new Batch(1, Checkpoint.ZERO, anchored, List.of(), List.of()));
        Checkpoint stored = applier.current().checkpoint();
        applier.apply(new Batch(1, stored, Checkpoint.of(20), List.of(), List.of()));

        assertThat(stored).isEqualTo(anchored);
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.of(20));
    }

    @Test
    void a_batch_without_parked_events_takes_no_statement_more() {
        applier.apply(batch(0, 1, upsert("b", 1, 1)));
        AtomicInteger trips = new AtomicInteger();
        Applier counted = PostgresReadStore.of(
                        RoundTrips.heardBy(connection -> trips.incrementAndGet(), database.dataSource()))
                .applier(TALLY, ID);
        trips.set(0);

        counted.apply(everyKindOfChange(1));

        assertThat(trips).as("move, bind, upsert, delete, commit").hasValue(5);
    }

    @Test
    void a_checkpoint_moves_within_its_page_however_often() throws SQLException {
        for (int i = 0; i < 2000; i++) {
            applier.apply(batch(i, i + 1));
        }

        assertThat((long) database.value("select pg_relation_size('readside.generation')"))
                .isLessThanOrEqualTo(2 * 8192);
        assertThat((long) database.value("select pg_relation_size('readside.generation_pkey')"))
                .isLessThanOrEqualTo(2 * 8192);
    }

    @Test
    void thousands_of_changes_take_as_many_statements_as_one() {
        List<Change> many = new ArrayList<>();
        for (int i = 1; i <= 5000; i++) {
            many.add(i % 2 == 0 ? delete("n" + i, i) : upsert("n" + i, i, i));
        }

        boolean isCut = applyCut(batch(0, 5000, many), 4, Side.BEFORE); // move, upsert, delete, commit

        assertThat(isCut).isFalse();
    }
}
