package io.readside.postgres.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.postgres.PostgresSchema;
import io.readside.postgres.support.FreshDatabase;
import io.readside.postgres.support.Installed;
import io.readside.postgres.support.PostgresExtension;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.testkit.orders.OrderHistory;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Rows that somebody has spoilt by hand in a large read model, while events keep coming. The size of the promise is a million
 * rows and a thousand spoilt of each kind: {@code -Dreadside.drift.rows=1000000 -Dreadside.drift.spoilt=1000}.
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

            spoil(database);
            Report found = reconcile(rollout, application, false);
            Report repaired = reconcile(rollout, application, true);
            Report after = reconcile(rollout, application, false);
            database.execute("truncate order_summary__g1");
            Report emptied = reconcile(rollout, application, true);
            Report last = reconcile(rollout, application, false);

            for (Report report : new Report[] {found, repaired, after, emptied, last}) {
                System.out.println(report.message());
            }
            assertThat(drift(found)).isEqualTo(3L * SPOILT);
            assertThat(drift(repaired)).isZero();
            assertThat(drift(after)).isZero();
            assertThat(drift(emptied)).isZero();
            assertThat(drift(last)).isZero();
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

    private static void fill(FreshDatabase database) throws SQLException {
        database.execute("insert into readside.log (stream, stream_version, id, type, version, data, occurred_at)"
                + " select 'order-p' || i, 0, gen_random_uuid(), 'OrderPlaced', 1, jsonb_build_object('orderId', 'p' || i,"
                + " 'customerId', 'c' || i % 1000, 'region', 'eu', 'totalCents', i, 'placedAt', '2026-01-01T00:00:00Z'), now()"
                + " from generate_series(1, " + ROWS + ") i order by i");
    }

    /** Wrong values, missing rows, extra rows. */
    private static void spoil(FreshDatabase database) throws SQLException {
        database.execute("update order_summary__g1 set total_cents = total_cents + 1 where substr(order_id, 2)::int <= "
                + SPOILT + " and order_id like 'p%';"
                + " delete from order_summary__g1 where order_id like 'p%' and substr(order_id, 2)::int between "
                + (SPOILT + 1)
                + " and " + 2 * SPOILT + ";"
                + " insert into order_summary__g1 select 'x' || i, 'c', 1, 'placed', now(), null, 'eu', 1"
                + " from generate_series(1, " + SPOILT + ") i");
    }

    private static Report reconcile(Rollout rollout, Readside application, boolean repair) {
        Report report = rollout.ask(application, new Act.Reconcile(new Scope.Whole(), repair));
        assertThat(report.details()).as(report.message()).isPresent();
        return report;
    }

    private static long drift(Report report) {
        Matcher drift =
                Pattern.compile("\"drift\":(\\d+)").matcher(report.details().orElseThrow());
        assertThat(drift.find()).isTrue();
        return Long.parseLong(drift.group(1));
    }
}
