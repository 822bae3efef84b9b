package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.Events;
import io.readside.event.Position;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.Change;
import io.readside.projection.Column;
import io.readside.projection.FoldProjection;
import io.readside.projection.Key;
import io.readside.projection.Projection;
import io.readside.projection.Row;
import io.readside.projection.RowShape;
import io.readside.readstore.Batch;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.Difference;
import io.readside.readstore.Difference.Cell;
import io.readside.readstore.GenerationId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values are equal: those that a fold cannot tell apart, whatever type, session and collation they meet in. */
@ExtendWith(PostgresExtension.class)
@Tag("every-postgres")
class ComparisonValuesTest {

    record Happened(String what) {}

    record Every(
            long id,
            @Nullable String text,
            @Nullable Boolean yes,
            @Nullable Short small,
            @Nullable Integer whole,
            @Nullable Long large,
            @Nullable Float real,
            @Nullable Double precise,
            @Nullable BigDecimal exact,
            @Nullable UUID name,
            @Nullable Instant moment,
            @Nullable LocalDate day,
            @Nullable Map<String, Object> json) {}

    record ByText(String key, int value) {}

    record ByUuid(UUID key, int value) {}

    record ByDay(LocalDate key, int value) {}

    record ByMoment(Instant key, int value) {}

    record ByNumber(long key, int value) {}

    record BySmall(short key, int value) {}

    record ByWhole(int key, int value) {}

    record ByAll(boolean yes, LocalDate day, UUID name, long number, String text, Instant moment, int value) {}

    private FreshDatabase database;
    private PostgresReadStore store;

    @BeforeEach
    void open(@Installed("readstore") FreshDatabase installed) {
        database = installed;
        store = PostgresReadStore.of(installed.dataSource());
    }

    private static FoldProjection<?> projection(Class<? extends Record> row) {
        return declared(Projection.named("values", row));
    }

    private static <R> FoldProjection<R> declared(FoldProjection.Source<R> source) {
        return source.from(
                        Events.of("thing", Happened.class).type(Happened.class).build())
                .keysOf(e -> List.<Key>of())
                .ignore(Happened.class)
                .build();
    }

    /** Two generations with these rows, watched. */
    private Comparison beside(FoldProjection<?> projection, Collection<Row> left, Collection<Row> right) {
        GenerationId one = store.generations().open(projection).id();
        GenerationId other = store.rebuilds().scratch(projection).id();
        write(projection, one, left);
        write(projection, other, right);
        Comparison comparison = new Comparison(one, projection, other, projection);
        store.comparisons().watch(comparison);
        return comparison;
    }

    private void write(FoldProjection<?> projection, GenerationId id, Collection<Row> rows) {
        List<Change> changes = new ArrayList<>();
        for (Row row : rows) {
            changes.add(new Change.Upsert(projection.shape().keyOf(row), row, Position.of(1)));
        }
        store.applier(projection, id).apply(new Batch(1, Checkpoint.ZERO, Checkpoint.of(1), changes, List.of()));
    }

    @Test
    void of_every_type_equal_values_are_equal_and_a_change_of_one_is_found() {
        long seed = Long.getLong("readside.seed", System.nanoTime());
        System.out.println("Random rows; again with -Dreadside.seed=" + seed);
        RandomValues values = new RandomValues(seed);
        FoldProjection<?> projection = projection(Every.class);
        List<Column> columns = projection.shape().columns();
        List<Row> left = new ArrayList<>();
        List<Row> right = new ArrayList<>();
        Map<String, String> changed = new LinkedHashMap<>();
        for (long id = 0; id < 1000; id++) {
            List<@Nullable Object> row = new ArrayList<>();
            row.add(id);
            columns.stream().skip(1).map(values::any).forEach(row::add);
            left.add(new Row(row));
            if (id % 2 == 0) {
                int place = 1 + values.below(columns.size() - 1);
                Column column = columns.get(place);
                row.set(place, another(values, column, row.get(place)));
                changed.put(Key.of(id).toJson(), column.name());
            }
            right.add(new Row(row));
        }
        Comparison comparison = beside(projection, left, right);

        long noted = InRanges.compared(store.comparisons(), comparison, 77).stream()
                .mapToLong(stretch -> stretch.suspects())
                .sum();

        Map<String, String> found = new LinkedHashMap<>();
        for (Difference difference : InRanges.confirmed(store.comparisons(), comparison, 200)) {
            assertThat(difference.cells()).as(difference.key()).hasSize(1);
            found.put(difference.key(), difference.cells().get(0).column());
        }
        assertThat(found).isEqualTo(changed);
        assertThat(noted).isEqualTo(changed.size());
    }

    private static @Nullable Object another(RandomValues values, Column column, @Nullable Object than) {
        Object other = values.any(column);
        while (Objects.equals(other, than)) {
            other = values.any(column);
        }
        return other;
    }

    static List<Class<? extends Record>> keys() {
        return List.of(
                ByText.class,
                ByUuid.class,
                ByDay.class,
                ByMoment.class,
                ByNumber.class,
                BySmall.class,
                ByWhole.class,
                ByAll.class);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keys_of_every_type_are_walked_in_ranges_of_any_size(Class<? extends Record> row) {
        long seed = Long.getLong("readside.seed", System.nanoTime());
        System.out.println("Random keys; again with -Dreadside.seed=" + seed);
        RandomValues values = new RandomValues(seed);
        FoldProjection<?> projection = projection(row);
        Map<Key, Row> left = new LinkedHashMap<>();
        Map<Key, Row> right = new LinkedHashMap<>();
        TreeSet<String> differing = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            Row made = new Row(projection.shape().columns().stream()
                    .<@Nullable Object>map(column -> column.name().equals("value") ? 1 : values.of(column.type()))
                    .toList());
            Key key = projection.shape().keyOf(made);
            if (!left.containsKey(key) && !right.containsKey(key)) {
                int fate = values.below(4);
                if (fate != 1) {
                    left.put(key, made);
                }
                if (fate != 2) {
                    right.put(key, fate == 3 ? withValue(made) : made);
                }
                if (fate != 0) {
                    differing.add(key.toJson());
                }
            }
        }
        Comparison comparison = beside(projection, left.values(), right.values());

        for (int most : new int[] {1, 3, 7, 1000}) {
            store.comparisons().forget(comparison);
            store.comparisons().watch(comparison);
            long rows = InRanges.compared(store.comparisons(), comparison, most).stream()
                    .mapToLong(stretch -> stretch.leftRows() + stretch.rightRows())
                    .sum();

            assertThat(rows).as("ranges of %d", most).isEqualTo(left.size() + right.size());
            assertThat(InRanges.confirmed(store.comparisons(), comparison, most).stream()
                            .map(Difference::key))
                    .as("ranges of %d", most)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(differing);
        }
    }

    private static Row withValue(Row row) {
        List<@Nullable Object> values = new ArrayList<>(row.values());
        values.set(values.size() - 1, 2);
        return new Row(values);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set extra_float_digits = 0",
                "set extra_float_digits = -15",
                "set time zone 'America/New_York'",
                "set time zone 'Asia/Kolkata'",
                "set datestyle = 'ISO, DMY'",
                "set bytea_output = 'escape'; set intervalstyle = 'sql_standard'",
                "set enable_indexscan = off; set enable_indexonlyscan = off",
                "set default_transaction_read_only = on",
                "set default_transaction_isolation = 'serializable'",
                "set search_path = pg_temp"
            })
    void a_session_makes_no_difference(String settings) throws SQLException {
        FoldProjection<?> projection = projection(Every.class);
        Instant beforeTheClocksGoBack = Instant.parse("2026-11-01T05:30:00Z");
        List<Row> left = List.of(
                every(1, 0.1, 0.1f, Instant.EPOCH),
                every(2, 0.1, 0.1f, beforeTheClocksGoBack),
                every(3, 0.1, 0.1f, Instant.EPOCH),
                every(4, 0.1, 0.1f, Instant.EPOCH));
        List<Row> right = List.of(
                every(1, Math.nextUp(0.1), 0.1f, Instant.EPOCH),
                every(2, 0.1, 0.1f, beforeTheClocksGoBack.plusSeconds(3600)),
                every(3, 0.1, Math.nextUp(0.1f), Instant.EPOCH),
                every(4, 0.1, 0.1f, Instant.EPOCH));
        Comparison comparison = beside(projection, left, right);
        Comparisons comparisons = PostgresReadStore.of(oneConnection(settings)).comparisons();

        InRanges.compared(comparisons, comparison, 3);

        assertThat(InRanges.confirmed(comparisons, comparison, 3).stream()
                        .flatMap(difference -> difference.cells().stream()))
                .containsExactly(
                        new Cell("precise", "0.1", "0.10000000000000002"),
                        new Cell("moment", "2026-11-01 05:30:00+00", "2026-11-01 06:30:00+00"),
                        new Cell("real", "0.1", "0.10000001"));
    }

    private HikariDataSource oneConnection(String settings) throws SQLException {
        HikariDataSource pool = database.pool(1);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(settings);
        }
        return pool;
    }

    private static Row every(long id, double precise, float real, Instant moment) {
        RowShape<Every> shape =
                declared(Projection.named("values", Every.class)).shape();
        return shape.toRow(
                new Every(id, "t", true, null, 1, null, real, precise, null, null, moment, LocalDate.EPOCH, null));
    }

    /** To its collation they are the same; to a fold they are not. */
    @Test
    void text_is_compared_byte_by_byte() throws SQLException {
        database.execute("create collation same (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
        FoldProjection<?> projection = declared(Projection.named("values", ByWord.class)
                .table("create table {table} (key varchar collate \"C\" primary key, word varchar collate"
                        + " same not null)"));
        List<Row> left =
                Stream.of("a", "b", "c").map(key -> word(key, "straße")).toList();
        List<Row> right = List.of(word("a", "STRASSE"), word("b", "straße"), word("c", "stra\u0301ße"));
        Comparison comparison = beside(projection, left, right);
        assertThat(database.value("select count(*) from values__g1 l join values__g2 r using (key, word)"))
                .as("by the collation")
                .isEqualTo(3L);

        InRanges.compared(store.comparisons(), comparison, 1);

        assertThat(InRanges.confirmed(store.comparisons(), comparison, 1))
                .extracting(Difference::key)
                .containsExactly("[\"a\"]", "[\"c\"]");
    }

    record ByWord(String key, String word) {}

    private static Row word(String key, String word) {
        return declared(Projection.named("values", ByWord.class)).shape().toRow(new ByWord(key, word));
    }

    @Test
    void a_session_is_given_back_as_it_came() throws SQLException {
        FoldProjection<?> projection = projection(Every.class);
        Comparison comparison = beside(projection, List.of(), List.of(every(1, 0.1, 0.1f, Instant.EPOCH)));
        HikariDataSource own = oneConnection("set time zone 'Asia/Kolkata'");
        Comparisons comparisons = PostgresReadStore.of(own).comparisons();
        String settings =
                "select string_agg(name || setting, ' ' order by name) from pg_settings where name ~ '^enable_'"
                        + " or name in ('TimeZone', 'DateStyle', 'extra_float_digits', 'jit', 'lock_timeout')";
        Object before = value(own, settings);

        comparisons.watch(comparison);
        InRanges.compared(comparisons, comparison, 1);
        InRanges.confirmed(comparisons, comparison, 1);
        comparisons.suspects(comparison);
        comparisons.forget(comparison);

        assertThat(value(own, settings)).isEqualTo(before);
    }

    private static Object value(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getObject(1);
        }
    }
}
