package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.delete;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.event.Position;
import io.readside.event.StreamName;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.projection.Binding;
import io.readside.projection.Change;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.Comparison;
import io.readside.readstore.Comparisons;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.SwapMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A green that was analyzed while it was empty, as autovacuum may do it, and then loaded: see {@link PlanTrapTest}. One connection,
 * so that the plans of the empty table are kept.
 */
@Timeout(120)
@Tag("every-postgres")
class GreenPlanTrapTest {

    private static final int ROWS = 20_000;
    private static final int BATCH = 2_000;
    private static final int TEN = 10;

    /** Its two rows and two bindings; each of the two notes of it, several times. */
    private static final long READS_OF_A_KEY = 30;

    private static final int UNTIL_A_PLAN_IS_KEPT = 12;

    private FreshDatabase database;
    private HikariDataSource oneConnection;
    private PostgresReadStore store;
    private GenerationId blue;
    private GenerationId green;
    private long position;

    @BeforeEach
    void plan() throws SQLException {
        database = PostgresServer.shared().create("readstore");
        oneConnection = database.pool(1);
        store = PostgresReadStore.of(oneConnection);
        blue = store.generations().open(TALLY).id();
        green = store.rebuilds().plan(TALLY, "an operator", false).green();
        move(State.LOADING);
        for (String table :
                List.of("tally__g1", "tally__g2", "readside.tally__g1_binding", "readside.tally__g2_binding")) {
            execute("alter table " + table + " set (autovacuum_enabled = off); analyze " + table);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void the_worker_that_loads_it_looks_rows_and_bindings_up_by_key() throws SQLException {
        Applier worker = store.applier(TALLY, green);
        feed(worker, ROWS, 0);
        position = load(worker, position);
        long scanned = read("seq_tup_read");
        long fetched = read("idx_tup_fetch");

        feed(worker, 100, 1);

        assertThat(read("seq_tup_read") - scanned).isZero();
        assertThat(read("idx_tup_fetch") - fetched).isBetween(1L, UNTIL_A_PLAN_IS_KEPT * READS_OF_A_KEY);
    }

    /** It was at the head at once, so that it has got its indexes while it was empty: the log is just beginning. */
    @Test
    void comparing_and_swapping_it_look_suspects_up_by_key() throws SQLException {
        store.rebuilds().index(rebuild(), TALLY);
        Comparisons comparisons = store.comparisons();
        Comparison both = new Comparison(blue, TALLY, green, TALLY);
        comparisons.watch(both);
        execute("alter table readside.tally__g2_suspect set (autovacuum_enabled = off);"
                + "analyze readside.tally__g2_suspect");
        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            comparisons.suspect(both, keys(i));
            assertThat(comparisons.suspects(both)).isEqualTo(2);
            confirm(comparisons, both);
        }
        long loaded = load(store.applier(TALLY, blue), 0);
        assertThat(load(store.applier(TALLY, green), 0)).isEqualTo(loaded);
        long scanned = read("seq_tup_read");

        long fetched = read("idx_tup_fetch");

        for (int i = 0; i < UNTIL_A_PLAN_IS_KEPT; i++) {
            confirm(comparisons, both);
        }
        assertThat(read("idx_tup_fetch") - fetched).isLessThanOrEqualTo(UNTIL_A_PLAN_IS_KEPT * TEN * READS_OF_A_KEY);
        assertThat(InRanges.confirmed(comparisons, both, BATCH)).isEmpty();
        assertThat(read("idx_tup_fetch") - fetched).isLessThanOrEqualTo(ROWS * READS_OF_A_KEY);
        assertThat(read("seq_tup_read") - scanned).isZero();
        move(State.VERIFIED);
        comparisons.suspect(both, keys(0));
        assertThat(store.rebuilds().meet(blue, green, Duration.ofMinutes(1)).position())
                .isEqualTo(Position.of(loaded));
        assertThat(store.rebuilds()
                        .swap(rebuild(), both, SwapMode.REPLACE, Duration.ofMillis(100))
                        .state())
                .isEqualTo(State.SWAPPED);
        assertThat(read("seq_tup_read") - scanned).isLessThanOrEqualTo(2L * keys(0).size()); // suspects, to count them
    }

    private void move(State to) {
        Rebuild unused = store.rebuilds().move(rebuild(), to, "so that it is " + to);
    }

    private Rebuild rebuild() {
        return store.rebuilds().last("tally").orElseThrow();
    }

    /**
     * What a worker asks for and writes, a key at a time.
     *
     * @param found how many rows and bindings of each there are before
     */
    private void feed(Applier worker, int first, int found) {
        for (int i = first; i < first + UNTIL_A_PLAN_IS_KEPT; i++) {
            String name = "n" + i;
            assertThat(worker.bindings(Set.of(stream(i)))).hasSize(found);
            assertThat(worker.rows(Set.of(Key.of(name)))).hasSize(found);
            position = apply(worker, position, List.of(upsert(name, 2, position + 1)), List.of(binding(i)));
            position = apply(worker, position, List.of(delete(name, position + 1)), List.of());
        }
    }

    private static StreamName stream(int i) {
        return new StreamName("tally-" + i);
    }

    private static Binding binding(int i) {
        return new Binding(stream(i), Key.of("n" + i), Position.of(1));
    }

    /** @return where it ends */
    private static long load(Applier worker, long from) {
        long at = from;
        for (int first = 0; first < ROWS; first += BATCH) {
            List<Change> rows = new ArrayList<>();
            for (int i = first; i < first + BATCH; i++) {
                rows.add(upsert("n" + i, 1, at + 1));
            }
            List<Binding> bindings = IntStream.range(first, first + BATCH)
                    .mapToObj(GreenPlanTrapTest::binding)
                    .toList();
            at = apply(worker, at, rows, bindings);
        }
        return at;
    }

    /** @return where it ends */
    private static long apply(Applier worker, long from, List<Change> changes, List<Binding> bindings) {
        worker.apply(
                new Batch(worker.current().epoch(), Checkpoint.of(from), Checkpoint.of(from + 1), changes, bindings));
        return from + 1;
    }

    private static Set<Key> keys(int first) {
        return Set.of(Key.of("n" + first), Key.of("n" + (first + 1)));
    }

    private static void confirm(Comparisons comparisons, Comparison both) {
        assertThat(comparisons.confirm(both, Optional.empty(), TEN).differing()).isEmpty();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = oneConnection.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Counted by the session that read them; of rows, bindings and suspects of both. */
    private long read(String what) throws SQLException {
        try (Connection connection = oneConnection.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            try (ResultSet row = statement.executeQuery(
                    "select sum(" + what + ")::bigint from pg_stat_user_tables where relname like 'tally\\_\\_g%'")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
