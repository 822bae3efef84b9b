package io.readside.postgres.rollout;

import static io.readside.testkit.orders.Orders.CUSTOMER_TOTALS;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.event.Json;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.projection.FoldProjection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.testkit.orders.OrderEvent.OrderCancelled;
import io.readside.testkit.orders.OrderHistory;
import io.readside.testkit.orders.Orders;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rows and bindings that somebody has spoilt by hand in large read models, while events keep coming. The size of the promise is a
 * million rows and a thousand spoilt of each kind: {@code -Dreadside.drift.rows=1000000 -Dreadside.drift.spoilt=1000}.
 */
@ExtendWith(PostgresExtension.class)
@Timeout(1_200)
class DriftTest {

    private static final int ROWS = Integer.getInteger("readside.drift.rows", 20_000);
    private static final int SPOILT = Integer.getInteger("readside.drift.spoilt", 50);

    private final long seed = Long.getLong(OrderHistory.SEED_PROPERTY, System.nanoTime());

    @Test
    void all_that_is_spoilt_is_found_nothing_is_invented_and_a_repair_leaves_none(
            @Installed({PostgresSchema.LOG, PostgresSchema.READ_STORE}) FreshDatabase database) throws Exception {
        System.out.println("seed " + seed + " (again with -D" + OrderHistory.SEED_PROPERTY + "=" + seed + ")");
        try (Rollout rollout = new Rollout(database, seed)) {
            fill(database);
            Readside application = rollout.start(Versions.OLD);
            rollout.awaitHead(application, Versions.OLD);
            rollout.write();

            spoilRows(database);
            database.execute(
                    "create table before as select order_id, xmin::text as written from order_summary__g1 where order_id !~ '^n'");
            Report found = reconcile(application, Versions.OLD, false);
            Report repaired = reconcile(application, Versions.OLD, true);
            Report after = reconcile(application, Versions.OLD, false);
            Object written = database.value(
                    "select count(*) || ' ' || count(*) filter (where order_id = any ('{"
                            + String.join(",", spoiltOrders())
                            + "}')) from before b full join (select order_id, xmin::text as written"
                            + " from order_summary__g1 where order_id !~ '^n') s using (order_id) where b.written is distinct from s.written");
            database.execute("truncate order_summary__g1");
            Report emptied = reconcile(application, Versions.OLD, true);
            Report last = reconcile(application, Versions.OLD, false);

            assertThat(drift(found)).isEqualTo(3L * SPOILT);
            assertThat(spoiltOrders()).containsAll(keysShown(found));
            assertThat(List.of(drift(repaired), drift(after), drift(emptied), drift(last)))
                    .containsOnly(0L);
            assertThat(written).as("rows written by the repair").isEqualTo(3 * SPOILT + " " + 3 * SPOILT);
            rollout.judge();
            rollout.awaitHead(application, Versions.OLD);
            assertThat(database.value("select count(*) from order_summary s full join"
                            + " (select data ->> 'orderId' as order_id, (data ->> 'totalCents')::bigint as cents"
                            + " from readside.events where type = 'OrderPlaced') e using (order_id)"
                            + " where s.total_cents is distinct from e.cents and not exists (select from"
                            + " readside.parked_event p where p.key = jsonb_build_array(order_id)::text)"))
                    .as(
                            "rows that are wrong, but for keys whose update came while the table was empty, which are parked")
                    .isEqualTo(0L);
        }
    }

    /** Streams of other customers: each of two of them has one too many or one too few. */
    @Test
    void streams_that_are_bound_to_wrong_keys_are_found_and_bound_to_the_right_ones(
            @Installed({PostgresSchema.LOG, PostgresSchema.READ_STORE}) FreshDatabase database) throws Exception {
        fill(database);
        try (PostgresLog log = PostgresLog.of(database.pool(4));
                Readside application = Readside.on(log, PostgresReadStore.of(database.pool(8)))
                        .project(CUSTOMER_TOTALS)
                        .start()) {
            await(application, log.newest());
            database.execute("update readside.customer_totals__g1_binding"
                    + " set key = jsonb_build_array('c' || substr(stream, 8)::int + 1)::text"
                    + " where substr(stream, 8)::int % 2 = 0 and substr(stream, 8)::int <= " + 2 * SPOILT);

            Report found = reconcile(application, CUSTOMER_TOTALS, false);
            Report repaired = reconcile(application, CUSTOMER_TOTALS, true);
            VersionToken last = log.newest();
            for (int i = 2; i <= 2 * SPOILT; i += 2) {
                last = application
                        .append(
                                Orders.EVENTS.stream("p" + i),
                                ExpectedVersion.any(),
                                new OrderCancelled("p" + i, "too late", Instant.parse("2026-01-02T00:00:00Z")))
                        .token();
            }
            await(application, last);

            assertThat(drift(found)).isEqualTo(2L * SPOILT);
            assertThat(IntStream.rangeClosed(2, 2 * SPOILT + 1).mapToObj(i -> "c" + i))
                    .containsAll(keysShown(found));
            assertThat(drift(repaired)).isZero();
            assertThat(database.value(
                            "select count(*) from customer_totals where substr(customer_id, 2)::int between 2 and "
                                    + (2 * SPOILT + 1)
                                    + " and cancelled_orders <> 1 - substr(customer_id, 2)::int % 2"))
                    .as("customers that a cancellation did not find, or found in vain")
                    .isEqualTo(0L);
        }
    }

    private static void await(Readside application, VersionToken token) {
        application.read(CUSTOMER_TOTALS).after(token).within(Rollout.LONG).rows(1);
    }

    /** Order {@code p1} of customer {@code c1} and so on. */
    private static void fill(FreshDatabase database) throws SQLException {
        database.execute("insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                + " select 'order-p' || i, 0, gen_random_uuid(), 'OrderPlaced', 1, jsonb_build_object('orderId', 'p' || i,"
                + " 'customerId', 'c' || i, 'region', 'eu', 'totalCents', i, 'placedAt', '2026-01-01T00:00:00Z'), now()"
                + " from generate_series(1, " + ROWS + ") i order by i");
    }

    /** Wrong values, missing rows, extra rows. */
    private static void spoilRows(FreshDatabase database) throws SQLException {
        database.execute("update order_summary__g1 set total_cents = total_cents + 1 where order_id like 'p%'"
                + " and substr(order_id, 2)::int <= " + SPOILT + ";"
                + " delete from order_summary__g1 where order_id like 'p%' and substr(order_id, 2)::int between "
                + (SPOILT + 1) + " and " + 2 * SPOILT + ";"
                + " insert into order_summary__g1 select 'x' || i, 'c', 1, 'placed', now(), null, 'eu', 1"
                + " from generate_series(1, " + SPOILT + ") i");
    }

    private static List<String> spoiltOrders() {
        return Stream.concat(
                        IntStream.rangeClosed(1, 2 * SPOILT).mapToObj(i -> "p" + i),
                        IntStream.rangeClosed(1, SPOILT).mapToObj(i -> "x" + i))
                .toList();
    }

    private static Report reconcile(Readside application, FoldProjection<?> projection, boolean repair)
            throws InterruptedException {
        Report report = application
                .operations()
                .ask(projection.name(), new Act.Reconcile(new Scope.Whole(), repair), "the test", Rollout.LONG)
                .orElseThrow();
        System.out.println(report.message());
        assertThat(report.details()).as(report.message()).isPresent();
        return report;
    }

    private static long drift(Report report) {
        return ((Number) details(report).get("drift")).longValue();
    }

    @SuppressWarnings("unchecked") // as they are written
    private static List<String> keysShown(Report report) {
        List<Map<String, Object>> keys =
                (List<Map<String, Object>>) details(report).get("keys");
        assertThat(keys).isNotEmpty();
        return keys.stream().map(key -> (String) key.get("key")).collect(Collectors.toList());
    }

    private static Map<String, Object> details(Report report) {
        return Json.readObject(report.details().orElseThrow());
    }
}
