package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.postgres.support.OwnServer;
import io.readside.postgres.support.PgBouncer;
import io.readside.readstore.GenerationId;
import io.readside.testkit.orders.CustomerTotals;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import io.readside.worker.WorkerListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Log, leases and batches where any two transactions of a connection may meet two backends. */
@Tag("debian")
@Timeout(120)
class PooledWorkersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Readside start(HikariDataSource pool, String owner, CountDownLatch leased) {
        return Readside.on(PostgresLog.of(pool), PostgresReadStore.of(pool))
                .project(Orders.CUSTOMER_TOTALS)
                .owner(owner)
                .listener(new WorkerListener() {
                    @Override
                    public void leased(GenerationId generation, long epoch) {
                        leased.countDown();
                    }
                })
                .start();
    }

    @Test
    void two_processes_behind_pgbouncer_hand_over_and_apply_every_event_once() throws Exception {
        OrderHistory history = OrderHistory.random(60);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        try (OwnServer server = OwnServer.start();
                PgBouncer bouncer = PgBouncer.inFrontOf(server, 4);
                HikariDataSource pool = bouncer.pool("postgres", 10);
                HikariDataSource other = bouncer.pool("postgres", 10)) {
            PostgresSchema.install(pool, PostgresSchema.LOG);
            PostgresReadStore.installSchema(pool);

            Readside owner = start(pool, "first", first);
            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
            try (Readside successor = start(other, "second", second);
                    PostgresLog log = PostgresLog.of(pool)) {
                history.firstEvents(history.events().size() / 2).appendTo(log);
                awaitHead(owner, log);
                long standingBy = second.getCount();
                owner.close();
                assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
                history.appendTo(log);
                awaitHead(successor, log);

                assertThat(standingBy)
                        .as("the second had no turn while the first had")
                        .isEqualTo(1);
                assertThat(rows(successor)).as("%s", history).isEqualTo(replayed(history));
            }
        }
    }

    private static void awaitHead(Readside readside, PostgresLog log) {
        Answer<?> answer = readside.read(Orders.CUSTOMER_TOTALS)
                .after(log.newest())
                .within(PATIENCE)
                .rows(1);
        assertThat(answer).isInstanceOf(Answer.Fresh.class);
    }

    private static Map<String, CustomerTotals> rows(Readside readside) {
        Answer<List<CustomerTotals>> answer =
                readside.read(Orders.CUSTOMER_TOTALS).rows(100_000);
        Map<String, CustomerTotals> rows = new HashMap<>();
        ((Answer.Fresh<List<CustomerTotals>>) answer).value().forEach(row -> rows.put(row.customerId(), row));
        return rows;
    }

    private static Map<String, CustomerTotals> replayed(OrderHistory history) {
        Map<String, CustomerTotals> rows = new HashMap<>();
        history.replay(Orders.CUSTOMER_TOTALS).forEach((key, row) -> rows.put(key.text(0), row));
        return rows;
    }
}
