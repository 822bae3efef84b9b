package io.readside.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.EventData;
import io.readside.event.NewEvent;
import io.readside.event.StreamName;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.Folding;
import io.readside.projection.Projection;
import io.readside.readstore.GenerationId;
import io.readside.testkit.orders.OrderEvent.ItemShipped;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderEvent.OrderPlaced;
import io.readside.testkit.orders.OrderEvent.OrderShipped;
import io.readside.testkit.orders.OrderEvent.PaymentCaptured;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.OrderSummary;
import io.readside.testkit.orders.Orders;
import io.readside.worker.WorkerListener;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Promise 13: adding, failing or restarting a projection never touches the write side. */
@ExtendWith(PostgresExtension.class)
class WriteSideTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Projection<OrderSummary> ALWAYS_FAILS = Projection.named("always_fails", OrderSummary.class)
            .from(Orders.EVENTS)
            .keyedByStream()
            .put(OrderPlaced.class, (row, e) -> {
                throw new IllegalStateException("a bug");
            })
            .ignore(PaymentCaptured.class, ItemShipped.class, OrderShipped.class, OrderCancelled.class)
            .build();

    @Test
    void projections_come_fail_and_go_with_no_right_but_to_read_the_log(
            @Installed("log") FreshDatabase writes, @Installed("readstore") FreshDatabase reads) throws Exception {
        String role = "reader_" + writes.name();
        writes.execute("create role " + role + "; grant usage on schema readside to " + role
                + "; grant select on readside.log, readside.events, readside.schema_version, readside.log_identity to "
                + role
                + "; grant usage on sequence readside.log_position to " + role);
        ParkedSignal parked = new ParkedSignal();

        try (PostgresLog writer = PostgresLog.of(writes.dataSource());
                HikariDataSource readOnly = as(role, writes)) {
            VersionToken before = OrderHistory.random(30).appendTo(writer);
            String objects = objects(writes);

            try (Readside first = Readside.on(PostgresLog.of(readOnly), PostgresReadStore.of(reads.dataSource()))
                    .project(Orders.ORDER_SUMMARY)
                    .start()) {
                assertThat(fresh(first, before)).isTrue();
                try (Readside second = Readside.on(PostgresLog.of(readOnly), PostgresReadStore.of(reads.dataSource()))
                        .project(Orders.CUSTOMER_TOTALS)
                        .project(ALWAYS_FAILS)
                        .listener(parked)
                        .start()) {
                    parked.await();
                    assertThat(second.monitor().status())
                            .filteredOn(status -> status.name().equals("always_fails"))
                            .singleElement()
                            .satisfies(status ->
                                    assertThat(status.generation().parkedKeys()).isPositive());
                }
                VersionToken after = append(writer, "after");
                assertThat(fresh(first, after)).isTrue();
            }

            assertThat(objects(writes)).isEqualTo(objects);
        } finally {
            writes.execute("drop owned by " + role + "; drop role " + role);
        }
    }

    private static HikariDataSource as(String role, FreshDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername("postgres");
        config.setConnectionInitSql("set role " + role);
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    private static boolean fresh(Readside readside, VersionToken token) {
        return readside.read(Orders.ORDER_SUMMARY).after(token).within(PATIENCE).row("1") instanceof Answer.Fresh;
    }

    private static VersionToken append(PostgresLog log, String order) {
        ItemShipped event = new ItemShipped(order, "sku-1", 1, Instant.EPOCH);
        EventData data = Orders.EVENTS.encode(NewEvent.of(event), UUID::randomUUID);
        return log.append(new StreamName("order-" + order), ExpectedVersion.none(), List.of(data))
                .token();
    }

    /** Everything that the log's database holds besides rows. */
    private static String objects(FreshDatabase database) throws SQLException {
        return String.valueOf(database.value("""
                select string_agg(line, E'\\n' order by line)
                from (
                    select 'relation ' || oid::regclass || relkind::text || coalesce(relacl::text, '') || relhastriggers::text
                    from pg_class where relnamespace::regnamespace::text not like 'pg\\_%' and relkind <> 't'
                    union all
                    select 'function ' || oid::regprocedure || md5(prosrc) || coalesce(proacl::text, '')
                    from pg_proc where pronamespace::regnamespace::text not like 'pg\\_%'
                    union all
                    select 'trigger ' || tgname || tgenabled::text || tgtype::text from pg_trigger) objects (line)"""));
    }

    private static final class ParkedSignal implements WorkerListener {

        private final CountDownLatch parked = new CountDownLatch(1);

        @Override
        public void parked(GenerationId generation, Folding.Parked event) {
            parked.countDown();
        }

        void await() throws InterruptedException {
            assertThat(parked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }
}
