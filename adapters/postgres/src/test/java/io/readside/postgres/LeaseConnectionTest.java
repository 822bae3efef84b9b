package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.readstore.StoreUnavailable;
import io.readside.testkit.faults.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The one connection that leases are renewed over. */
class LeaseConnectionTest extends LeaseScene {

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
    void an_exhausted_pool_costs_no_lease() throws SQLException {
        HikariDataSource pool = database.pool(2, Duration.ofMillis(250));
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
}
