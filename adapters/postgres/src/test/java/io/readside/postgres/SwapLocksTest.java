package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.readside.readstore.Rebuild;
import io.readside.readstore.Rebuild.State;
import io.readside.readstore.StoreUnavailable;
import io.readside.readstore.SwapBlocked;
import io.readside.readstore.SwapMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Readers hardly notice a swap, whoever is in its way. */
class SwapLocksTest extends SwapScene {

    /** Somebody who reads for as long as it takes. */
    private Connection longReader(String sql) throws SQLException {
        PGSimpleDataSource source = database.dataSourceOf("postgres");
        source.setApplicationName("a long report");
        Connection reader = source.getConnection();
        reader.setAutoCommit(false);
        read(reader, sql);
        return reader;
    }

    private static void read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
        }
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_reader_who_holds_the_view_blocks_the_swap_is_named_and_lets_it_pass_when_gone(SwapMode mode)
            throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        String before = all();
        try (Connection reader = longReader("select * from tally")) {
            assertThatThrownBy(() -> swap(SAME, mode))
                    .isInstanceOf(SwapBlocked.class)
                    .hasMessageContainingAll(
                            "100 ms", "server process " + pid(reader), "'a long report'", "in a transaction since");
            assertThat(all()).isEqualTo(before);
        }

        assertThat(swap(SAME, mode).state()).isEqualTo(State.SWAPPED);
    }

    /** Forty attempts against a reader who does not let go. Each must let the others through. */
    @Test
    void other_readers_wait_for_one_attempt_at_most_and_not_for_the_one_who_is_in_the_way() throws Exception {
        verified(TALLY, new Tally("a", 1)); // two views
        meet();
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Duration longest;
        Duration blocked;
        try (Connection reader = longReader("select * from tally")) {
            Future<Duration> others = thread.submit(() -> longestWait(isOver));
            long begun = System.nanoTime();
            for (int attempt = 0; attempt < 40; attempt++) {
                assertThatThrownBy(() -> swap(TALLY, SwapMode.REPLACE)).isInstanceOf(SwapBlocked.class);
            }
            blocked = Duration.ofNanos(System.nanoTime() - begun);
            isOver.set(true);
            longest = others.get();
        }
        thread.shutdown();

        assertThat(blocked).isGreaterThan(Duration.ofSeconds(2));
        assertThat(longest).isLessThan(Duration.ofSeconds(1));
    }

    private Duration longestWait(AtomicBoolean isOver) throws SQLException {
        long longest = 0;
        try (Connection reader = database.connect()) {
            while (!isOver.get()) {
                long begun = System.nanoTime();
                read(reader, "select * from tally");
                read(reader, "select * from tally_v1");
                longest = Math.max(longest, System.nanoTime() - begun);
            }
        }
        return Duration.ofNanos(longest);
    }

    @Test
    void a_batch_in_flight_blocks_the_swap() throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        try (Connection worker = longReader("select from readside.generation where generation = 1 for update")) {
            assertThatThrownBy(() -> swap(SAME, SwapMode.REPLACE)).isInstanceOf(SwapBlocked.class);
            worker.rollback();
        }

        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
    }

    @Test
    void a_rollback_is_blocked_likewise() throws SQLException {
        verified(SAME, new Tally("a", 1));
        meet();
        swap(SAME, SwapMode.REPLACE);
        meet();
        String before = all();
        try (Connection reader = longReader("select * from tally")) {
            assertThatThrownBy(this::rollBack)
                    .isInstanceOf(SwapBlocked.class)
                    .hasMessageContaining("server process " + pid(reader));
            assertThat(all()).isEqualTo(before);
        }

        assertThat(rollBack().state()).isEqualTo(State.AT_HEAD);
    }

    /** By SIGSTOP, or a network that swallows what is sent, between the change of the view and the commit. */
    @Test
    void a_swap_that_stands_still_with_the_view_locked_is_ended_by_the_server() throws Exception {
        verified(SAME, new Tally("a", 1));
        meet();
        Rebuild rebuild = rebuild();
        String held =
                "exists (select from pg_locks where relation = 'tally'::regclass and mode = 'AccessExclusiveLock')";
        AtomicBoolean stood = new AtomicBoolean();
        PostgresReadStore standing = PostgresReadStore.of(RoundTrips.heardBy(
                connection -> {
                    if (Awaiting.holds(database, held)) {
                        stood.set(true);
                        Awaiting.until(database, "not " + held);
                    }
                },
                database.dataSource()));

        assertThatThrownBy(() -> standing.rebuilds().swap(rebuild, comparison(SAME), SwapMode.REPLACE, LOCK_TIMEOUT))
                .isInstanceOf(StoreUnavailable.class);

        assertThat(stood).isTrue();
        assertThat(shown()).isEqualTo("tally__g1");
        assertThat(swap(SAME, SwapMode.REPLACE).state()).isEqualTo(State.SWAPPED);
        standing.close();
    }
}
