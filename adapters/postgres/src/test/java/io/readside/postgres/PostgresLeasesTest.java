package io.readside.postgres;

import static io.readside.postgres.Tally.TALLY;
import static io.readside.postgres.Tally.batch;
import static io.readside.postgres.Tally.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.event.Checkpoint;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.PostgresServer;
import io.readside.readstore.Applier;
import io.readside.readstore.Batch;
import io.readside.readstore.CheckpointMoved;
import io.readside.readstore.GenerationId;
import io.readside.readstore.Lease;
import io.readside.readstore.Leases;
import io.readside.readstore.StoreUnavailable;
import io.readside.testkit.faults.TcpProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Leases under races, clocks that jump, and owners that stand still. */
@Timeout(60)
class PostgresLeasesTest {

    private static final GenerationId ID = new GenerationId("tally", 1);
    private static final Set<GenerationId> WANTED = Set.of(ID);
    private static final Duration TERM = Duration.ofSeconds(60);

    private FreshDatabase database;
    private PostgresReadStore store;
    private Leases leases;
    private Applier applier;

    @BeforeEach
    void open() {
        database = PostgresServer.shared().create("readstore");
        store = PostgresReadStore.of(database.dataSource());
        applier = store.applier(TALLY, store.generations().open(TALLY).id());
        leases = store.leases();
    }

    @AfterEach
    void close() {
        store.close();
        database.close();
    }

    @Test
    void of_many_keepers_that_race_one_takes_the_lease_and_the_epoch_moves_once() throws Exception {
        int keepers = 6;
        ExecutorService threads = Executors.newFixedThreadPool(keepers);
        CyclicBarrier start = new CyclicBarrier(keepers);
        List<PostgresReadStore> stores = new ArrayList<>();
        for (int i = 0; i < keepers; i++) {
            stores.add(PostgresReadStore.of(database.dataSource()));
        }
        for (int round = 1; round <= 20; round++) {
            List<Future<Lease>> racing = new ArrayList<>();
            for (int i = 0; i < keepers; i++) {
                String owner = "keeper-" + i;
                Leases own = stores.get(i).leases();
                Callable<Lease> racer = () -> {
                    start.await();
                    return own.hold(owner, WANTED, TERM).get(0);
                };
                racing.add(threads.submit(racer));
            }

            List<Lease> seen = new ArrayList<>();
            for (Future<Lease> one : racing) {
                seen.add(one.get());
            }

            assertThat(seen.stream().filter(Lease::own)).as("round " + round).hasSize(1);
            assertThat(seen.stream().map(Lease::owner).collect(Collectors.toSet()))
                    .hasSize(1);
            assertThat(applier.current().epoch()).isEqualTo(1 + round);
            database.execute("update readside.lease set expires_at = clock_timestamp()");
        }
        threads.shutdown();
        stores.forEach(PostgresReadStore::close);
    }

    @Test
    void what_is_held_is_renewed_after_a_third_of_its_term_and_its_epoch_stays() throws SQLException {
        Lease taken = hold("a");
        age(Duration.ofSeconds(12));
        Lease unrenewed = hold("a");
        age(Duration.ofSeconds(10));
        Lease renewed = hold("a");

        assertThat(taken.own()).isTrue();
        assertThat(taken.epoch()).isEqualTo(2);
        assertThat(taken.left()).isBetween(TERM.minusSeconds(2), TERM);
        assertThat(unrenewed.left()).isLessThanOrEqualTo(TERM.minusSeconds(12));
        assertThat(renewed.left()).isGreaterThan(TERM.minusSeconds(2));
        assertThat(renewed.epoch()).isEqualTo(2);
        assertThat(renewed.own()).isTrue();
    }

    @Test
    void what_another_holds_is_shown_and_left_alone() {
        Lease owners = hold("a");

        Lease seen = hold("b");

        assertThat(seen.owner()).isEqualTo("a");
        assertThat(seen.own()).isFalse();
        assertThat(seen.isHeld()).isTrue();
        assertThat(seen.epoch()).isEqualTo(owners.epoch());
        assertThat(seen.since()).isEqualTo(owners.since());
    }

    @Test
    void a_lease_that_has_run_out_is_taken_and_its_owner_is_fenced_out() throws SQLException {
        long zombies = hold("a").epoch();
        age(TERM);

        Lease taken = hold("b");

        assertThat(taken.own()).isTrue();
        assertThat(taken.epoch()).isEqualTo(zombies + 1);
        assertThat(hold("a").own()).isFalse();
        assertThatThrownBy(() -> applier.apply(
                        new Batch(zombies, Checkpoint.ZERO, Checkpoint.of(1), List.of(upsert("x", 1, 1)), List.of())))
                .isInstanceOf(CheckpointMoved.class)
                .hasMessageContainingAll(
                        "Projection 'tally'",
                        "epoch " + taken.epoch(),
                        "epoch " + zombies,
                        "Its lease is held by b, since " + taken.since(),
                        "Nothing was written");
    }

    @Test
    void a_lease_that_has_run_out_is_no_longer_its_owners_without_a_new_epoch() throws SQLException {
        hold("a");
        age(TERM);

        Lease again = hold("a");

        assertThat(again.own()).isTrue();
        assertThat(again.epoch()).isEqualTo(3);
    }

    /** The server's clock was ahead by a day when it was taken. */
    @Test
    void a_lease_until_a_time_that_no_honest_clock_gives_is_taken() throws SQLException {
        hold("a");
        age(Duration.ofDays(-1));

        Lease taken = hold("b");

        assertThat(taken.own()).isTrue();
        assertThat(taken.left()).isLessThanOrEqualTo(TERM);
    }

    @Test
    void its_owner_renews_it_after_the_clock_was_set_back() throws SQLException {
        hold("a");
        age(Duration.ofDays(-1));

        Lease renewed = hold("a");

        assertThat(renewed.epoch()).isEqualTo(2);
        assertThat(renewed.left()).isLessThanOrEqualTo(TERM);
    }

    @Test
    void a_lease_given_back_is_taken_at_once_and_only_by_its_owner_given() {
        hold("a");

        leases.release("b", WANTED);
        boolean stillHeld = hold("b").owner().equals("a");
        leases.release("a", WANTED);
        Lease taken = hold("b");

        assertThat(stillHeld).isTrue();
        assertThat(taken.own()).isTrue();
        assertThat(store.reads().all().get(0).lease())
                .hasValueSatisfying(lease -> assertThat(lease.owner()).isEqualTo("b"));
    }

    @Test
    void a_batch_in_flight_holds_no_renewal_up() throws SQLException {
        hold("a");
        age(Duration.ofSeconds(30));
        try (Connection worker = inTransactionOnTheGeneration()) {

            Lease renewed = hold("a");

            assertThat(renewed.left()).isGreaterThan(TERM.minusSeconds(2));
            worker.rollback();
        }
    }

    /** One generation is locked by somebody who stands still; the other is to be had. */
    @Test
    void what_cannot_be_taken_now_holds_nothing_else_up_and_is_taken_later() throws SQLException {
        GenerationId other = new GenerationId("other", 1);
        database.execute("insert into readside.generation (name, generation, version, kind, level, signature, active)"
                + " values ('other', 1, 1, 'fold', 'atomic', '', true)");
        List<Lease> meanwhile;
        try (Connection zombie = inTransactionOnTheGeneration()) {
            long start = System.nanoTime();
            meanwhile = leases.hold("a", Set.of(ID, other), TERM);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            zombie.rollback();
        }

        Lease later = hold("a");

        assertThat(meanwhile).extracting(Lease::generation).containsExactly(other);
        assertThat(later.own()).isTrue();
    }

    private Connection inTransactionOnTheGeneration() throws SQLException {
        Connection connection = database.connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("update readside.generation set position = position where name = 'tally'");
        }
        return connection;
    }

    @Test
    void a_generation_that_does_not_exist_is_left_out() throws SQLException {
        assertThat(leases.hold("a", Set.of(new GenerationId("gone", 3)), TERM)).isEmpty();
        assertThat(leases.hold("a", Set.of(), TERM)).isEmpty();
        assertThat(database.value("select count(*) from readside.lease")).isEqualTo(0L);
    }

    /** A worker that was stopped between two statements: the server ends it, the successor goes on. */
    @Test
    void a_transaction_that_stands_still_is_ended_by_the_server_and_the_successor_takes_over() throws Exception {
        long zombies = hold("a").epoch();
        AtomicInteger trips = new AtomicInteger();
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        DataSource stopping = RoundTrips.heardBy(
                connection -> {
                    if (!connection.getAutoCommit() && trips.incrementAndGet() == 2) { // the checkpoint has moved
                        stands.countDown();
                        goesOn.await();
                    }
                },
                database.dataSource());
        Applier zombie = PostgresReadStore.of(stopping).applier(TALLY, ID);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> standing = thread.submit(() -> zombie.apply(
                new Batch(zombies, Checkpoint.ZERO, Checkpoint.of(1), List.of(upsert("x", 1, 1)), List.of())));
        stands.await();
        age(TERM);

        Lease successor = hold("b");
        for (int tick = 0; tick < 30 && !successor.own(); tick++) {
            successor = hold("b"); // waits half a second for the row
        }
        applier.apply(
                new Batch(successor.epoch(), Checkpoint.ZERO, Checkpoint.of(2), List.of(upsert("y", 1, 2)), List.of()));
        goesOn.countDown();

        assertThat(successor.own()).isTrue();
        assertThatThrownBy(standing::get).hasCauseInstanceOf(StoreUnavailable.class);
        assertThat(store.reads().rows(TALLY, 9).value()).containsExactly(new Tally("y", 1));
        thread.shutdown();
    }

    /** The world without it: nothing ends the transaction while its client is there. */
    @Test
    void without_the_servers_patience_the_row_stays_locked() throws SQLException {
        hold("a");
        try (Connection zombie = inTransactionOnTheGeneration()) {
            age(TERM);
            boolean taken = false;
            long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
            while (!taken && System.nanoTime() < end) {
                taken = hold("b").own();
            }

            assertThat(taken).isFalse();
            zombie.rollback();
        }
    }

    @Test
    void an_exhausted_pool_costs_no_lease() throws SQLException {
        HikariDataSource pool = database.pool(2);
        pool.setConnectionTimeout(250);
        PostgresReadStore crowded = PostgresReadStore.of(pool);
        crowded.leases().hold("a", WANTED, TERM);
        age(Duration.ofSeconds(30));
        try (Connection taken = pool.getConnection()) {
            assertThatThrownBy(() -> crowded.reads().all()).isInstanceOf(StoreUnavailable.class);

            assertThat(crowded.leases().hold("a", WANTED, TERM).get(0).left()).isGreaterThan(TERM.minusSeconds(2));
            assertThat(taken.isValid(1)).isTrue();
        }
        crowded.close();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void a_connection_that_was_lost_is_taken_anew_at_the_next_call() throws SQLException {
        HikariDataSource own = database.pool(1);
        PostgresReadStore separate = PostgresReadStore.builder(database.dataSource())
                .leaseDataSource(own)
                .build();
        separate.leases().hold("a", WANTED, TERM);
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database.name()
                + "' and query like '%readside.lease%' and pid <> pg_backend_pid()");

        assertThatThrownBy(() -> separate.leases().hold("a", WANTED, TERM)).isInstanceOf(StoreUnavailable.class);

        assertThat(separate.leases().hold("a", WANTED, TERM).get(0).own()).isTrue();
        separate.close();
    }

    @Test
    void a_network_that_swallows_everything_costs_one_call_and_not_the_keeper() throws SQLException {
        PGSimpleDataSource through = database.dataSourceOf("postgres");
        try (TcpProxy proxy = TcpProxy.to(through.getPortNumbers()[0])) {
            through.setPortNumbers(new int[] {proxy.port()});
            PostgresReadStore separate = PostgresReadStore.builder(database.dataSource())
                    .leaseDataSource(through)
                    .build();
            separate.leases().hold("a", WANTED, TERM);
            proxy.blackHole();

            long start = System.nanoTime();
            assertThatThrownBy(() -> separate.leases().hold("a", WANTED, TERM)).isInstanceOf(StoreUnavailable.class);
            Duration lost = Duration.ofNanos(System.nanoTime() - start);
            proxy.heal();

            assertThat(lost).isLessThan(Duration.ofSeconds(10)); // 2 s where nothing else slows it down
            assertThat(separate.leases().hold("a", WANTED, TERM).get(0).own()).isTrue();
            separate.close();
        }
    }

    @Test
    void a_tick_is_one_round_trip_unless_something_is_free() throws SQLException {
        hold("a");
        AtomicInteger trips = new AtomicInteger();
        PostgresReadStore counted = PostgresReadStore.builder(database.dataSource())
                .leaseDataSource(RoundTrips.heardBy(c -> trips.incrementAndGet(), database.dataSource()))
                .build();

        counted.leases().hold("a", WANTED, TERM);

        assertThat(trips).hasValue(1);
        counted.close();
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

    private Lease hold(String owner) {
        return leases.hold(owner, WANTED, TERM).stream().findFirst().orElseThrow();
    }

    /** Lets time pass for the lease. */
    private void age(Duration by) throws SQLException {
        database.execute("update readside.lease set renewed_at = renewed_at - interval '" + by.toMillis()
                + " milliseconds', expires_at = expires_at - interval '" + by.toMillis() + " milliseconds'");
    }
}
