package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.event.Events;
import io.readside.postgres.Tally.Counted;
import io.readside.projection.Change;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Applier;
import io.readside.readstore.Comparison;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.GenerationId;
import io.readside.readstore.SwapRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The triggers that note keys: what they are, what they cost, and that nothing is left of them. */
@Tag("every-postgres")
class NotingTest extends ComparisonScene {

    private static final String LEFT_OF_IT = "select (select count(*) from pg_trigger where not tgisinternal)"
            + " + (select count(*) from pg_proc where proname like 'tally%')"
            + " + (select count(*) from pg_class where relname like 'tally%suspect%' or relname like 'tally%skey')";

    private static final String IN_FORCE = "select (select count(*) from pg_trigger where not tgisinternal"
            + " and tgenabled <> 'D') + (select count(*) from pg_class where relname like 'tally%suspect%')";

    /** To drop a trigger would wait for whoever reads the table, and keep all others from it. */
    @Test
    void forgetting_puts_the_triggers_out_of_force_and_drops_what_was_noted() throws SQLException {
        assertThat((long) database.value(IN_FORCE)).isPositive();

        comparisons.forget(BOTH);

        assertThat(database.value(IN_FORCE)).isEqualTo(0L);
        applier.apply(batch(0, 1, upsert("n1", 7, 1)));
        comparisons.watch(BOTH);
        assertThat(comparisons.suspects(BOTH)).isZero();
    }

    /** Else whoever writes to blue after green is gone would fail. */
    @Test
    void it_ends_with_the_right_generation_whatever_the_left_one_was() throws SQLException {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            Noting.end(connection, new PhysicalTable(SCHEMA, OTHER), Duration.ofSeconds(1));
            Noting.end(connection, new PhysicalTable(SCHEMA, new GenerationId("tally", 9)), Duration.ofSeconds(1));
            connection.commit();
        }
        database.execute("drop table tally__g2");

        assertThat(database.value(LEFT_OF_IT)).isEqualTo(0L);
        assertThatCode(() -> applier.apply(batch(0, 1, upsert("n1", 7, 1)))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table tally__g1 disable trigger all",
                "alter table tally__g2 disable trigger tally__g2_note_d",
                "alter table tally__g1 enable trigger tally__g2_note_t",
                "drop trigger tally__g2_note_u on tally__g2",
                "drop function readside.tally__g2_note cascade",
                "drop table readside.tally__g2_suspect; drop function readside.tally__g2_note cascade"
            })
    void without_a_trigger_nobody_vouches_for_a_swap(String sabotage) throws SQLException {
        Suspects suspects = new Suspects(SCHEMA);
        try (Connection connection = database.connect()) {
            assertThat(suspects.differing(connection, BOTH)).isEmpty();

            database.execute(sabotage);

            assertThatThrownBy(() -> suspects.differing(connection, BOTH))
                    .isInstanceOf(SwapRefused.class)
                    .hasMessageContainingAll("tally__g1", "tally__g2", "./readside rebuild tally");
            comparisons.watch(BOTH);
            assertThat(suspects.differing(connection, BOTH)).isEmpty();
        }
    }

    @Test
    void names_have_room_for_the_longest_of_a_read_model() throws SQLException {
        String name = "n".repeat(48);
        FoldProjection<Tally> longest = Projection.named(name, Tally.class)
                .from(Events.of("tally", Counted.class).type(Counted.class).build())
                .keyedBy(Counted::name)
                .ignore(Counted.class)
                .build();
        store.generations().open(longest);
        database.execute("update readside.generation set generation = 9998 where name = '" + name + "'; update"
                + " readside.generation_number set last = 9998 where name = '" + name + "'; alter table " + name
                + "__g1 rename to " + name + "__g9998");
        GenerationId left = new GenerationId(name, 9998);
        GenerationId right = store.rebuilds().scratch(longest).id();
        Comparison comparison = new Comparison(left, longest, right, longest);

        comparisons.watch(comparison);

        database.execute("insert into " + right + " values ('a', 1, 1)");
        assertThat(right.number()).isEqualTo(9999);
        assertThat(comparisons.suspects(comparison)).isEqualTo(1);
        assertThat(database.value(
                        "select count(*) from pg_trigger where not tgisinternal and tgname ~ '^n+__g9999_note_.$'"))
                .isEqualTo(8L);
        comparisons.forget(comparison);
    }

    /** Each is a name that a statement or the function has given to something else. */
    record Named(
            String tgOp,
            String k1,
            String l0,
            String onLeft,
            boolean differs,
            long place,
            long id,
            long found,
            long s) {}

    @Test
    void columns_may_bear_any_name() throws SQLException {
        FoldProjection<Named> named = Projection.named("named", Named.class)
                .key("tgOp", "k1")
                .from(Events.of("tally", Counted.class).type(Counted.class).build())
                .keysOf(e -> List.of())
                .ignore(Counted.class)
                .build();
        GenerationId left = store.generations().open(named).id();
        GenerationId right = store.rebuilds().scratch(named).id();
        Comparison comparison = new Comparison(left, named, right, named);
        String row = " values ('a', 'b', 'l', 'o', true, 1, 1, 1, 1, 1)";
        database.execute("insert into named__g1" + row + "; insert into named__g2" + row);
        comparisons.watch(comparison);
        InRanges.compared(comparisons, comparison, 1);

        database.execute("update named__g2 set s = 2, place = 2; update named__g1 set tg_op = 'c'; update named__g1 set"
                + " tg_op = 'a'");

        assertThat(InRanges.confirmed(comparisons, comparison, 1))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.cells()).extracting(Cell::column).containsExactly("place", "s"));
    }

    @Test
    void a_batch_takes_as_many_round_trips_as_without() {
        AtomicInteger trips = new AtomicInteger();
        Applier counted = PostgresReadStore.of(
                        RoundTrips.heardBy(connection -> trips.incrementAndGet(), database.dataSource()))
                .applier(TALLY, ID);

        trips.set(0);
        counted.apply(batch(0, 500, changes(500)));
        int watched = trips.getAndSet(0);
        comparisons.forget(BOTH);
        trips.set(0);
        counted.apply(batch(500, 1000, changes(1000)));

        assertThat(watched).as("move, upsert, delete, commit").isEqualTo(4).isEqualTo(trips.get());
    }

    private static List<Change> changes(long position) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            changes.add(i % 10 == 0 ? Tally.delete("b" + i, position) : upsert("b" + i, position, position));
        }
        return changes;
    }

    @Test
    void a_batch_notes_each_of_its_keys() {
        applier.apply(batch(0, 500, changes(500)));

        assertThat(comparisons.suspects(BOTH)).isEqualTo(450);
        applier.apply(batch(500, 1000, changes(1000)));
        applier.apply(batch(1000, 1001, Tally.delete("b1", 1001)));
        assertThat(comparisons.suspects(BOTH)).isEqualTo(450);
        assertThat(differing()).hasSize(449).doesNotContain("[\"b1\"]");
    }

    @Test
    void a_swap_sees_the_first_hundred_that_differ_and_in_its_own_transaction() throws SQLException {
        Suspects suspects = new Suspects(SCHEMA);
        database.execute("insert into tally__g1 select 'x' || i, i, 1 from generate_series(100, 350) i");
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);

            assertThat(suspects.count(connection, BOTH)).isEqualTo(251);
            assertThat(keys(suspects.differing(connection, BOTH))).hasSize(100).startsWith("[\"x100\"]", "[\"x101\"]");
            statement.execute("delete from tally__g1 where name like 'x%' and name <> 'x111'");
            assertThat(keys(suspects.differing(connection, BOTH))).containsExactly("[\"x111\"]");
            assertThat(suspects.count(connection, BOTH)).isEqualTo(251);
            connection.rollback();
        }
    }
}
