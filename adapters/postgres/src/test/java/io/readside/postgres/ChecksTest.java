package io.readside.postgres;

import static io.readside.postgres.Savings.SAVINGS;
import static io.readside.testkit.orders.Orders.ORDER_SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.postgres.Savings.Opened;
import io.readside.postgres.Savings.Paid;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Reconciled;
import io.readside.testkit.orders.OrderHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Queries of the user's own that are run with each reconcile. */
class ChecksTest extends DriftScene {

    /** The article's, on the log up to the checkpoint of the read model. */
    private static final String PER_CUSTOMER = """
            SELECT rm.customer_id, rm.cnt AS read_model_cnt, src.cnt AS source_cnt
            FROM (SELECT customer_id, count(*) cnt FROM order_summary GROUP BY 1) rm
            FULL JOIN (
                SELECT data ->> 'customerId' AS customer_id, count(*) cnt
                FROM readside.events_upto('order_summary')
                WHERE type = 'OrderPlaced'
                GROUP BY 1) src
            ON rm.customer_id = src.customer_id
            WHERE COALESCE(rm.cnt,0) <> COALESCE(src.cnt,0)
            """;

    @Test
    void the_articles_query_finds_nothing_and_then_the_customer_whose_order_is_gone() throws Exception {
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            OrderHistory.of(20_261_125, 60).appendTo(log);
        }
        start(builder -> builder.check("orders per customer", ORDER_SUMMARY, PER_CUSTOMER), ORDER_SUMMARY);
        await(ORDER_SUMMARY);

        Report before = reconcile("order_summary");
        String customer = String.valueOf(database.value("select customer_id from order_summary where order_id = '5'"));
        spoil("delete from order_summary__g1 where order_id = '5'");
        Report found = reconcile("order_summary");
        Report repaired = repair("order_summary");

        assertThat(before.message()).contains("no drift", "check 'orders per customer' found nothing");
        assertThat(details(before)).containsEntry("clean", true);
        assertThat(found.message()).contains("check 'orders per customer' returned 1 row");
        assertThat(details(found))
                .containsEntry("drift", 2)
                .containsEntry("drift_keys", 1)
                .containsEntry("clean", false);
        assertThat(rows(found))
                .singleElement()
                .satisfies(row -> assertThat(row.get("customer_id")).isEqualTo(customer));
        assertThat(details(repaired))
                .containsEntry("found", 1)
                .containsEntry("drift", 0)
                .containsEntry("clean", true);
    }

    @SuppressWarnings("unchecked") // as they are written
    private static List<Map<String, Object>> rows(Report report) {
        List<Map<String, Object>> checks =
                (List<Map<String, Object>>) details(report).get("checks");
        return (List<Map<String, Object>>) checks.get(0).get("rows");
    }

    @Test
    void rows_and_the_log_up_to_the_checkpoint_are_seen_in_one_snapshot_under_traffic() throws Exception {
        start(
                builder -> builder.check(
                        "sums",
                        SAVINGS,
                        "select a.sum, b.sum from (select coalesce(sum(cents), 0) as sum from {table}) a, (select"
                                + " coalesce(sum((data ->> 'cents')::bigint), 0) as sum from readside.events_upto('savings')"
                                + " where type = 'Paid') b where a.sum <> b.sum"),
                SAVINGS);
        append("1", new Opened("1", "ann"));
        await(SAVINGS);
        AtomicBoolean goOn = new AtomicBoolean(true);
        Thread writer = new Thread(() -> {
            while (goOn.get()) {
                append("1", new Paid(1));
            }
        });
        writer.start();
        List<Report> reports = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                reports.add(reconcile("savings"));
            }
        } finally {
            goOn.set(false);
            writer.join();
        }

        assertThat(reports).allSatisfy(report -> assertThat(details(report)).containsEntry("clean", true));
    }

    @Test
    void of_many_rows_the_first_hundred_are_told_in_the_order_of_their_columns() throws Exception {
        start(
                builder -> builder.check(
                        "all", SAVINGS, "select i as b, null::text as a from generate_series(1, 1000) i order by i"),
                SAVINGS);

        Report report = reconcile("savings");

        assertThat(report.message()).contains("no drift", "check 'all' returned at least 100 rows");
        assertThat(rows(report)).hasSize(100);
        assertThat(rows(report).get(99)).containsEntry("b", "100").containsEntry("a", null);
        Reconciled last = readside.monitor().lastReconciled("savings").orElseThrow();
        assertThat(last.drift()).isEqualTo(100);
    }

    @Test
    void a_query_that_is_refused_is_no_drift_and_not_clean_and_shows_no_value() throws Exception {
        start(
                builder -> builder.check("broken", SAVINGS, "select 1 / 0 from {table}")
                        .check("secret", SAVINGS, "select 'hush'::bigint from {table}"),
                SAVINGS);
        append("1", new Opened("1", "ann"));
        await(SAVINGS);

        Report report = reconcile("savings");

        assertThat(details(report)).containsEntry("drift", 0).containsEntry("clean", false);
        assertThat(report.message())
                .contains(
                        "check 'broken' could not be run",
                        "22012 (division by zero)",
                        "check 'secret' could not be run")
                .doesNotContain("hush");
    }

    @Test
    void a_query_that_takes_too_long_is_told_and_not_run_for_ever() throws Exception {
        database.execute("create function broken_off() returns int language plpgsql as"
                + " $$ begin raise exception using errcode = 'query_canceled'; end $$");
        start(builder -> builder.check("slow", SAVINGS, "select broken_off()"), SAVINGS);

        Report report = reconcile("savings");

        assertThat(report.message()).contains("check 'slow' could not be run", "57014 (cancelled or timed out)");
    }

    /** The transaction is read-only. */
    @Test
    void a_query_changes_nothing() throws Exception {
        start(builder -> builder.check("patch", SAVINGS, "update {table} set cents = 0 returning id"), SAVINGS);
        append("1", new Opened("1", "ann"), new Paid(5));
        await(SAVINGS);

        Report report = reconcile("savings");

        assertThat(report.message())
                .contains("check 'patch' could not be run", "25006 (writes where only reading is allowed)");
        assertThat(row("savings", "1")).isEqualTo("(1,ann,5)");
    }
}
