package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.projection.Key;
import io.readside.readstore.Applier;
import io.readside.readstore.ApplyTimedOut;
import io.readside.readstore.Reads;
import io.readside.readstore.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** How long a batch waits, for what, and what it says when that is over. */
class PostgresTimeoutsTest extends TallyScene {

    @Test
    void a_lock_timeout_asks_to_try_again() throws SQLException {
        database.execute("alter database " + database.name() + " set lock_timeout = '50ms'");
        Applier impatient = PostgresReadStore.of(database.pool(1)).applier(TALLY, ID);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from readside.generation for update");

            assertThatThrownBy(() -> impatient.apply(batch(0, 1)))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("55P03");
        }
    }

    @Test
    void a_statement_that_takes_too_long_is_told_from_a_wait_for_another_worker() throws SQLException {
        applier.apply(batch(0, 1, upsert("a", 1, 1)));
        Applier impatient = PostgresReadStore.builder(database.dataSource())
                .statementTimeout(Duration.ofMillis(200))
                .build()
                .applier(TALLY, ID);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from tally__g1 for update");
            assertThatThrownBy(() -> impatient.apply(batch(1, 2, upsert("a", 2, 2))))
                    .isInstanceOf(ApplyTimedOut.class)
                    .hasMessageContainingAll("57014", "Nothing was written");
            statement.execute("select from readside.generation for update");
            assertThatThrownBy(() -> impatient.apply(batch(1, 2, upsert("b", 2, 2))))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("57014");
        }
        assertThat(applier.current().checkpoint()).isEqualTo(Checkpoint.of(1));
    }

    @Test
    void a_shorter_statement_timeout_of_the_session_stays() throws SQLException {
        applier.apply(batch(0, 1, upsert("a", 1, 1)));
        database.execute("alter database " + database.name() + " set statement_timeout = '150ms'");
        Applier own = PostgresReadStore.of(database.pool(1)).applier(TALLY, ID);
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from tally__g1 for update");

            assertThatThrownBy(() -> own.apply(batch(1, 2, upsert("a", 2, 2)))).isInstanceOf(ApplyTimedOut.class);
        }
    }

    /** A network that swallows everything: the server's answer never comes, and no reset either. */
    @Test
    void a_network_that_says_nothing_is_given_up() {
        AtomicInteger longest = new AtomicInteger();
        Applier watched = PostgresReadStore.of(RoundTrips.heardBy(
                        connection -> longest.set(connection.getNetworkTimeout()), database.dataSource()))
                .applier(TALLY, ID);

        watched.apply(batch(0, 1));
        int applying = longest.getAndSet(0);
        watched.rows(Set.of(Key.of("a")));

        assertThat(applying).isEqualTo(30_000);
        assertThat(longest).hasValue(30_000);
    }

    /** Who reads without a thread shares a few that look, and a probe of health looks as well. */
    @Test
    void looks_give_up_a_network_that_says_nothing_where_the_pool_does_not() throws SQLException {
        AtomicInteger during = new AtomicInteger();
        HikariDataSource pool = database.pool(1);
        Reads watched = PostgresReadStore.of(
                        RoundTrips.heardBy(connection -> during.set(connection.getNetworkTimeout()), pool))
                .reads();

        assertThat(looks(watched, during)).containsOnly(30_000);
        assertThat(networkTimeout(pool)).isZero();
        watched.query(TALLY, session -> session);
        assertThat(during).hasValue(0); // may take as long as its author likes

        PGSimpleDataSource impatient = database.dataSourceOf("postgres");
        impatient.setSocketTimeout(7);
        Reads own = PostgresReadStore.of(
                        RoundTrips.heardBy(connection -> during.set(connection.getNetworkTimeout()), impatient))
                .reads();
        assertThat(looks(own, during)).containsOnly(7_000);
    }

    private static List<Integer> looks(Reads reads, AtomicInteger during) {
        List<Runnable> looks = List.of(
                () -> reads.row(TALLY, Key.of("a")),
                () -> reads.rows(TALLY, 1),
                () -> reads.serving(TALLY),
                reads::all,
                reads::beside,
                () -> reads.parked(Optional.empty()));
        return looks.stream()
                .map(look -> {
                    during.set(-1);
                    look.run();
                    return during.get();
                })
                .toList();
    }

    private static int networkTimeout(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            return connection.getNetworkTimeout();
        }
    }

    @Test
    void settings_of_a_batch_end_with_it() throws SQLException {
        HikariDataSource pool = database.pool(1);
        PostgresReadStore own = PostgresReadStore.of(pool);

        own.applier(TALLY, ID).apply(batch(0, 1));

        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('idle_in_transaction_session_timeout')"
                        + " || current_setting('client_connection_check_interval')"
                        + " || current_setting('statement_timeout') || current_setting('lock_timeout')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("0000");
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }
}
