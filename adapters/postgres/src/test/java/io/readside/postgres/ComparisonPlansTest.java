package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Events;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.FoldProjection;
import io.readside.projection.Projection;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Stretch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that were analyzed while they were empty, and then filled: PostgreSQL believes that they hold nothing, and that any way
 * through them is as good as any other. One connection, so that plans are kept.
 */
@ExtendWith(PostgresExtension.class)
@Tag("every-postgres")
class ComparisonPlansTest {

    record Seat(String hall, int place, String taken) {}

    record Sold(String hall) {}

    private static final Events<Sold> EVENTS =
            Events.of("seat", Sold.class).type(Sold.class).build();

    private static final FoldProjection<Seat> SEATS = seats(1, source -> source);

    private static final FoldProjection<Seat> OTHER_WORDS =
            seats(2, source -> source.replaces(SEATS).differsIn("taken", "another word"));

    private static final FoldProjection<Seat> OTHER_ROWS =
            seats(2, source -> source.replaces(SEATS).differsInRows("some halls were missing"));

    private static FoldProjection<Seat> seats(int version, UnaryOperator<FoldProjection.Source<Seat>> more) {
        return more.apply(Projection.named("seat", Seat.class).version(version).key("hall", "place"))
                .from(EVENTS)
                .keysOf(e -> List.of())
                .ignore(Sold.class)
                .build();
    }

    private static final int ROWS = 6000;
    private static final int RANGE = 200;

    private HikariDataSource oneConnection;
    private PostgresReadStore store;
    private Comparisons comparisons;
    private GenerationId left;
    private GenerationId right;

    @BeforeEach
    void fill(@Installed("readstore") FreshDatabase database) throws SQLException {
        oneConnection = database.pool(1);
        store = PostgresReadStore.of(oneConnection);
        comparisons = store.comparisons();
        left = store.generations().open(SEATS).id();
        right = store.rebuilds().scratch(SEATS).id();
        comparisons.watch(new Comparison(left, SEATS, right, SEATS));
        for (GenerationId id : List.of(left, right)) {
            database.execute("alter table " + id + " set (autovacuum_enabled = off); analyze " + id + "; insert into "
                    + id + " select 'h' || i % 30, i, 'no', 1 from generate_series(1, " + ROWS + ") i");
        }
        database.execute("alter table readside.seat__g2_suspect set (autovacuum_enabled = off)");
    }

    @Test
    void equal_ranges_are_read_by_their_key_and_twice_at_most() throws SQLException {
        List<Stretch> stretches = InRanges.compared(comparisons, new Comparison(left, SEATS, right, SEATS), RANGE);

        assertThat(stretches).hasSizeGreaterThanOrEqualTo(ROWS / RANGE);
        assertThat(read("seq_tup_read")).isZero();
        assertThat(read("idx_tup_read")).as("to find the end, to sum up").isLessThanOrEqualTo(2 * 2 * ROWS + RANGE);
    }

    static List<FoldProjection<Seat>> declared() {
        return List.of(SEATS, OTHER_WORDS, OTHER_ROWS);
    }

    @ParameterizedTest
    @MethodSource("declared")
    void ranges_that_differ_are_read_by_their_key_as_well(FoldProjection<Seat> declared) throws SQLException {
        execute("update seat__g2 set taken = 'yes'");
        long scanned = read("seq_tup_read");
        long before = read("idx_tup_read");

        List<Stretch> stretches = InRanges.compared(comparisons, new Comparison(left, SEATS, right, declared), RANGE);

        assertThat(stretches.stream()
                        .mapToLong(stretch ->
                                stretch.suspects() + stretch.expected().size())
                        .sum())
                .isEqualTo(ROWS);
        assertThat(read("seq_tup_read") - scanned).isZero();
        assertThat(read("idx_tup_read") - before).isLessThanOrEqualTo(8 * 2 * ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "empty", "full"})
    void suspects_are_looked_up_by_their_keys(String analyzed) throws SQLException {
        Comparison comparison = new Comparison(left, SEATS, right, SEATS);
        String analyze = "analyze readside.seat__g2_suspect; ";
        execute("truncate readside.seat__g2_suspect; " + (analyzed.equals("empty") ? analyze : "")
                + "update seat__g2 set taken = 'yes'; update seat__g2 set taken = 'no' where place % 100 > 0; "
                + (analyzed.equals("full") ? analyze : ""));
        long scanned = read("seq_tup_read");
        long before = read("idx_tup_read");

        assertThat(InRanges.confirmed(comparisons, comparison, 100)).hasSize(ROWS / 100);

        assertThat(read("seq_tup_read") - scanned).isZero();
        assertThat(read("idx_tup_read") - before).isLessThanOrEqualTo(8 * 2 * ROWS);
    }

    /** PostgreSQL takes 200 for the number of keys that it knows nothing of, and a limit above that for none. */
    @Test
    void suspects_are_not_sorted_anew_for_each_page_of_them() throws SQLException {
        int suspects = 20_000;
        Comparison comparison = new Comparison(
                store.generations().open(TALLY).id(),
                TALLY,
                store.rebuilds().scratch(TALLY).id(),
                TALLY);
        comparisons.watch(comparison);
        execute("alter table readside.tally__g2_suspect set (autovacuum_enabled = off); insert into"
                + " readside.tally__g2_suspect (k1) select 'n' || i from generate_series(1, " + suspects + ") i");

        assertThat(InRanges.confirmed(comparisons, comparison, 1000)).isEmpty();

        assertThat(comparisons.suspects(comparison)).isZero();
        assertThat(read("idx_tup_read")).isLessThanOrEqualTo(5L * suspects);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = oneConnection.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Counted by the session that read them; of the suspects as well. */
    private long read(String what) throws SQLException {
        String sum = "select sum(" + what + ")::bigint from pg_stat_user_"
                + (what.startsWith("idx") ? "indexes" : "tables") + " where relname ~ '^(seat|tally)'";
        try (Connection connection = oneConnection.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery(sum)) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
