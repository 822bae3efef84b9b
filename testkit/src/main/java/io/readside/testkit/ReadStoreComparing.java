package io.readside.testkit;

import static io.readside.testkit.Beside.delete;
import static io.readside.testkit.Beside.keys;
import static io.readside.testkit.Beside.write;
import static io.readside.testkit.Counter.COUNTERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Position;
import io.readside.projection.Change;
import io.readside.projection.Column;
import io.readside.projection.Key;
import io.readside.projection.Row;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.Difference.Kind;
import io.readside.readstore.Role;
import io.readside.readstore.Stretch;
import io.readside.testkit.Beside.Found;
import io.readside.testkit.Sighting.ByCount;
import io.readside.testkit.Sighting.Wider;
import io.readside.testkit.orders.Orders;
import io.readside.testkit.orders.PickListLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is found when two generations are set against each other. */
interface ReadStoreComparing extends StoreFixture {

    private static Beside<Counter, Counter> equal(CrashableStore store) {
        Beside<Counter, Counter> both = Beside.ofOneVersion(store, COUNTERS);
        for (Opened<Counter> side : List.of(both.left(), both.right())) {
            write(side, new Counter("b", 1), new Counter("d", 1), new Counter("f", 1), new Counter("h", 1));
        }
        return both;
    }

    @Test
    default void equal_generations_are_counted_and_nothing_is_noted() {
        Beside<Counter, Counter> both = equal(fresh());

        Found found = both.compared(1000);

        assertThat(found.leftRows()).isEqualTo(4);
        assertThat(found.rightRows()).isEqualTo(4);
        assertThat(found.suspects()).isZero();
        assertThat(found.expected()).isEmpty();
        assertThat(both.suspects()).isZero();
        assertThat(both.confirmed()).isEmpty();
    }

    @Test
    default void a_wrong_value_is_found_in_the_first_a_middle_and_the_last_row() {
        for (String key : List.of("b", "d", "h")) {
            Beside<Counter, Counter> both = equal(fresh());

            write(both.right(), new Counter(key, 2));

            assertFound(both, key, Kind.VALUES);
        }
    }

    @Test
    default void a_missing_row_is_found_at_the_beginning_amid_and_at_the_end() {
        for (String key : List.of("b", "d", "h")) {
            Beside<Counter, Counter> both = equal(fresh());

            delete(both.right(), key);

            assertFound(both, key, Kind.ONLY_LEFT);
        }
    }

    @Test
    default void an_extra_row_is_found_before_amid_and_beyond_those_of_the_other() {
        for (String key : List.of("a", "e", "i")) {
            Beside<Counter, Counter> both = equal(fresh());

            write(both.right(), new Counter(key, 1));

            assertFound(both, key, Kind.ONLY_RIGHT);
        }
    }

    private static void assertFound(Beside<Counter, Counter> both, String key, Kind kind) {
        Found found = both.compared(2);

        assertThat(found.suspects()).isEqualTo(1);
        assertThat(both.confirmed())
                .singleElement()
                .satisfies(one -> assertThat(one.key()).isEqualTo(Key.of(key).toJson()))
                .satisfies(one -> assertThat(one.kind()).isEqualTo(kind));
    }

    /** On both sides, so that either is the one whose keys end a range. */
    private static void plant(Opened<Counter> one, Opened<Counter> other) {
        delete(other, "b", "h");
        write(other, new Counter("a", 1), new Counter("c", 1), new Counter("f", 2));
        write(one, new Counter("e", 1), new Counter("x", 1), new Counter("y", 1), new Counter("z", 1));
    }

    private static List<String> planted() {
        return List.of(
                "[\"a\"]", "[\"b\"]", "[\"c\"]", "[\"e\"]", "[\"f\"]", "[\"h\"]", "[\"x\"]", "[\"y\"]", "[\"z\"]");
    }

    @Test
    default void the_size_of_a_range_does_not_matter() {
        for (int most : new int[] {1, 2, 3, 1000}) {
            Beside<Counter, Counter> both = equal(fresh());
            Beside<Counter, Counter> mirrored = equal(fresh());
            plant(both.left(), both.right());
            plant(mirrored.right(), mirrored.left());

            Found found = both.compared(most);
            Found mirror = mirrored.compared(most);

            assertThat(List.of(found.leftRows(), mirror.rightRows()))
                    .as("ranges of %d", most)
                    .containsOnly(8L);
            assertThat(List.of(found.rightRows(), mirror.leftRows()))
                    .as("ranges of %d", most)
                    .containsOnly(4L);
            assertThat(List.of(found.suspects(), mirror.suspects()))
                    .as("ranges of %d", most)
                    .containsOnly(9L);
            assertThat(both.differingKeys()).as("ranges of %d", most).isEqualTo(planted());
            assertThat(mirrored.differingKeys()).as("ranges of %d", most).isEqualTo(planted());
            assertThat(found.stretches())
                    .allMatch(stretch -> stretch.leftRows() <= most && stretch.rightRows() <= most);
        }
    }

    @Test
    default void a_range_begins_after_a_key_and_may_end_at_one() {
        Beside<Counter, Counter> both = equal(fresh());
        plant(both.left(), both.right());
        both.watch();

        Stretch stretch =
                both.comparisons().compare(both.comparison(), Optional.of(Key.of("b")), Optional.of(Key.of("e")), 1000);

        assertThat(stretch.end()).isEmpty();
        assertThat(stretch.leftRows()).as("d, e").isEqualTo(2);
        assertThat(stretch.rightRows()).as("c, d").isEqualTo(2);
        assertThat(both.differingKeys()).containsExactly("[\"c\"]", "[\"e\"]");
    }

    @Test
    default void rows_are_missing_beside_none_at_all() {
        Beside<Counter, Counter> both = Beside.ofOneVersion(fresh(), COUNTERS);
        write(both.left(), new Counter("a", 1), new Counter("b", 2));

        Found found = both.compared(1);

        assertThat(found.rightRows()).isZero();
        assertThat(both.differingKeys()).containsExactly("[\"a\"]", "[\"b\"]");
    }

    @Test
    default void a_key_of_several_parts_is_one_key() {
        for (int most : new int[] {1, 2, 1000}) {
            Beside<PickListLine, PickListLine> both = Beside.ofOneVersion(fresh(), Orders.WAREHOUSE_PICK_LIST);
            write(both.left(), line("1", "x", 1), line("1", "y", 1), line("2", "a", 1), line("2", "x", 1));
            write(both.right(), line("1", "x", 1), line("1", "y", 2), line("2", "b", 1), line("2", "x", 1));

            Found found = both.compared(most);

            assertThat(found.leftRows()).as("ranges of %d", most).isEqualTo(4);
            assertThat(both.differingKeys()).containsExactly("[\"1\",\"y\"]", "[\"2\",\"a\"]", "[\"2\",\"b\"]");
        }
    }

    private static PickListLine line(String order, String sku, int quantity) {
        return new PickListLine(order, sku, quantity, 0, "eu");
    }

    @Test
    default void a_difference_tells_the_values_that_differ_and_of_a_lonely_row_all() {
        Beside<Sighting, Sighting> both = Beside.ofOneVersion(fresh(), Sighting.FIRST);
        write(both.left(), new Sighting("a", "was", 1), new Sighting("b", "here", 2));
        write(both.right(), new Sighting("a", "is", 1), new Sighting("c", null, 3));

        both.compared(1000);

        assertThat(both.confirmed())
                .containsExactly(
                        new Difference("[\"a\"]", Kind.VALUES, List.of(new Cell("note", "was", "is"))),
                        new Difference(
                                "[\"b\"]",
                                Kind.ONLY_LEFT,
                                List.of(
                                        new Cell("name", "b", null),
                                        new Cell("note", "here", null),
                                        new Cell("count", "2", null))),
                        new Difference(
                                "[\"c\"]",
                                Kind.ONLY_RIGHT,
                                List.of(
                                        new Cell("name", null, "c"),
                                        new Cell("note", null, null),
                                        new Cell("count", null, "3"))));
    }

    @Test
    default void null_is_not_empty_text() {
        Beside<Sighting, Sighting> both = Beside.ofOneVersion(fresh(), Sighting.FIRST);
        write(both.left(), new Sighting("a", null, 1), new Sighting("b", "", 1), new Sighting("c", null, 1));
        write(both.right(), new Sighting("a", "", 1), new Sighting("b", null, 1), new Sighting("c", null, 1));

        both.compared(1000);

        assertThat(both.differingKeys()).containsExactly("[\"a\"]", "[\"b\"]");
    }

    @Test
    default void a_change_of_any_one_value_is_found() {
        Beside<Everything, Everything> both = Beside.ofOneVersion(fresh(), Everything.PROJECTION);
        List<Column> columns = Everything.PROJECTION.shape().columns();
        List<Row> plain = new ArrayList<>();
        List<Row> changed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            UUID id = new UUID(i, i);
            Row row = Everything.PROJECTION.shape().toRow(Everything.plain(id));
            List<@Nullable Object> values = new ArrayList<>(row.values());
            values.set(
                    i,
                    Everything.PROJECTION
                            .shape()
                            .toRow(Everything.extreme(id))
                            .values()
                            .get(i));
            plain.add(row);
            changed.add(new Row(values));
        }
        writeRows(both.left(), plain);
        writeRows(both.right(), changed);

        both.compared(7);

        List<Difference> differing = both.confirmed();
        assertThat(differing).hasSize(columns.size() - 1); // all but the key
        for (Difference difference : differing) {
            UUID id = (UUID) Everything.PROJECTION
                    .shape()
                    .keyFromJson(difference.key())
                    .parts()
                    .get(0);
            Column column = columns.get((int) id.getMostSignificantBits());
            assertThat(difference.kind()).isEqualTo(Kind.VALUES);
            assertThat(difference.cells()).extracting(Cell::column).containsExactly(column.name());
        }
    }

    private static void writeRows(Opened<Everything> to, List<Row> rows) {
        to.apply(
                0,
                1,
                rows.stream()
                        .map(row ->
                                new Change.Upsert(Everything.PROJECTION.shape().keyOf(row), row, Position.of(1)))
                        .toArray(Change[]::new));
    }

    @Test
    default void values_differ_exactly_if_a_fold_can_tell_them_apart() {
        Beside<Amounts, Amounts> both = Beside.ofOneVersion(fresh(), Amounts.PROJECTION);
        Amounts left = new Amounts("", new BigDecimal("1.0"), 0.0f, Double.NaN, List.of(new BigDecimal("1.0")));
        write(
                both.left(),
                left.named("equal"),
                left.named("json"),
                left.named("scale"),
                left.named("sign"),
                left.named("text"));
        write(
                both.right(),
                left.named("equal"),
                new Amounts("json", left.exact(), left.real(), left.precise(), List.of(new BigDecimal("1.00"))),
                new Amounts("scale", new BigDecimal("1.00"), left.real(), left.precise(), left.list()),
                new Amounts("sign", left.exact(), -0.0f, left.precise(), left.list()),
                left.named("text"));

        both.compared(1000);

        assertThat(both.differingKeys()).containsExactly("[\"json\"]", "[\"scale\"]", "[\"sign\"]");
    }

    @Test
    default void values_expected_to_differ_are_told_apart_from_others() {
        Beside<Sighting, Sighting> both = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.COUNTS_DIFFER);
        write(both.left(), seen("count", 1), seen("equal", 1), seen("note", 1), seen("two", 1));
        write(both.right(), seen("count", 2), seen("equal", 1));
        write(both.right(), new Sighting("note", "other", 1), new Sighting("two", "other", 2));

        Found found = both.compared(2);

        List<Cell> count = List.of(new Cell("count", "1", "2"));
        List<Cell> note = List.of(new Cell("note", "seen", "other"));
        assertThat(found.expected())
                .containsExactly(
                        new Difference("[\"count\"]", Kind.VALUES, count),
                        new Difference("[\"two\"]", Kind.VALUES, count));
        assertThat(found.suspects()).isEqualTo(2);
        assertThat(both.confirmed())
                .containsExactly(
                        new Difference("[\"note\"]", Kind.VALUES, note),
                        new Difference("[\"two\"]", Kind.VALUES, note));
    }

    private static Sighting seen(String name, long count) {
        return new Sighting(name, "seen", count);
    }

    @Test
    default void rows_expected_on_one_side_only_are_told_apart_from_others() {
        Beside<Sighting, Sighting> both = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.ROWS_DIFFER);
        write(both.left(), seen("equal", 1), seen("gone", 1), seen("note", 1));
        write(both.right(), seen("equal", 1), seen("new", 3), new Sighting("note", "other", 1));

        Found found = both.compared(2);

        assertThat(found.expected())
                .containsExactly(
                        new Difference(
                                "[\"gone\"]",
                                Kind.ONLY_LEFT,
                                List.of(
                                        new Cell("name", "gone", null),
                                        new Cell("note", "seen", null),
                                        new Cell("count", "1", null))),
                        new Difference(
                                "[\"new\"]",
                                Kind.ONLY_RIGHT,
                                List.of(
                                        new Cell("name", null, "new"),
                                        new Cell("note", null, "seen"),
                                        new Cell("count", null, "3"))));
        assertThat(found.suspects()).isEqualTo(1);
        assertThat(both.differingKeys()).containsExactly("[\"note\"]");
    }

    @Test
    default void versions_are_compared_in_the_columns_that_they_share() {
        Beside<Sighting, Wider> both = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.WIDER);
        write(both.left(), seen("equal", 1), seen("note", 1), seen("count", 1));
        write(both.right(), new Wider("equal", "eu", 1, "seen"), new Wider("note", "us", 1, "other"));
        write(both.right(), new Wider("count", "eu", 2, "seen"));

        Found found = both.compared(1000);

        assertThat(found.expected())
                .containsExactly(new Difference("[\"count\"]", Kind.VALUES, List.of(new Cell("count", "1", "2"))));
        assertThat(both.confirmed())
                .containsExactly(new Difference("[\"note\"]", Kind.VALUES, List.of(new Cell("note", "seen", "other"))));
    }

    @Test
    default void what_cannot_be_set_against_each_other_is_counted() {
        Beside<Sighting, ByCount> both = Beside.ofTwoVersions(fresh(), Sighting.FIRST, Sighting.OTHERWISE);
        write(both.left(), seen("a", 1), seen("b", 1), seen("c", 2));
        write(both.right(), new ByCount(1, "a"), new ByCount(2, "c"));
        delete(both.left(), "c");

        Found found = both.compared(1);
        write(both.left(), seen("d", 3));
        write(both.right(), new ByCount(3, "d"));

        assertThat(found.leftRows()).isEqualTo(2);
        assertThat(found.rightRows()).isEqualTo(2);
        assertThat(found.suspects()).isZero();
        assertThat(found.expected()).isEmpty();
        assertThat(both.suspects()).isZero();
        assertThat(both.confirmed()).isEmpty();
        both.comparisons().forget(both.comparison());
    }

    @Test
    default void what_was_recomputed_is_compared_with_what_is_read() {
        Beside<Counter, Counter> both = equal(fresh());
        write(both.left(), new Counter("d", 2));

        both.compared(1000);

        assertThat(both.left().generation().role()).isEqualTo(Role.ACTIVE);
        assertThat(both.right().generation().role()).isEqualTo(Role.SCRATCH);
        assertThat(keys(both.confirmed())).containsExactly("[\"d\"]");
    }
}
