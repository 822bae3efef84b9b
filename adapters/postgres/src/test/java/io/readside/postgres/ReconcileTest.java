package io.readside.postgres;

import static io.readside.postgres.Savings.SAVINGS;
import static io.readside.testkit.orders.Orders.CUSTOMER_TOTALS;
import static io.readside.testkit.orders.Orders.ORDER_SUMMARY;
import static io.readside.testkit.orders.Orders.WAREHOUSE_PICK_LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.event.Json;
import io.readside.postgres.Savings.Moved;
import io.readside.postgres.Savings.Opened;
import io.readside.postgres.Savings.Paid;
import io.readside.projection.SqlProjection;
import io.readside.readstore.Intent.Act;
import io.readside.readstore.Intent.Report;
import io.readside.readstore.Intent.Scope;
import io.readside.testkit.orders.OrderHistory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rows that somebody has spoiled in a database, and what becomes of them. */
class ReconcileTest extends DriftScene {

    private void orders() {
        OrderHistory history = OrderHistory.of(20_261_125, 60);
        try (PostgresLog log = PostgresLog.of(database.dataSource())) {
            history.appendTo(log);
        }
    }

    /** One event to many keys, many streams to one key, and the plain kind. */
    @Test
    void each_way_to_find_keys_is_repaired() throws Exception {
        orders();
        start(ORDER_SUMMARY, CUSTOMER_TOTALS, WAREHOUSE_PICK_LIST);
        await(ORDER_SUMMARY);
        await(CUSTOMER_TOTALS);
        await(WAREHOUSE_PICK_LIST);
        String before = dump();
        spoil(
                "update order_summary__g1 set status = 'lost', shipped_at = '2020-01-01' where order_id in ('3', '4')",
                "delete from order_summary__g1 where order_id = '5'",
                "update customer_totals__g1 set ordered_cents = ordered_cents + 1 where customer_id = 'customer-3'",
                "insert into customer_totals__g1 values ('nobody', 1, 1, 1, 1)",
                "delete from warehouse_pick_list__g1 where sku = 'sku-1'");

        Report summary = repair("order_summary");
        Report totals = repair("customer_totals");
        Report list = repair("warehouse_pick_list");

        assertThat(keys(summary)).containsExactly("3", "4", "5");
        assertThat(keys(totals)).containsExactly("customer-3", "nobody");
        assertThat(keys(list)).isNotEmpty().allMatch(key -> key.endsWith(",\"sku-1\"]"));
        for (Report report : List.of(summary, totals, list)) {
            assertThat(details(report)).containsEntry("drift", 0).containsEntry("clean", true);
        }
        assertThat(dump()).isEqualTo(before);
        assertThat(database.value("select count(*) from readside.generation where role = 'scratch'"))
                .isEqualTo(0L);
        assertThat(database.value("select count(*) from pg_tables where tablename ~ '__g[2-9]'"))
                .isEqualTo(0L);
    }

    private String dump() throws Exception {
        StringBuilder dump = new StringBuilder();
        for (String table : List.of("order_summary__g1", "customer_totals__g1", "warehouse_pick_list__g1")) {
            dump.append(database.value("select string_agg(t::text, E'\\n' order by t::text) from " + table + " t"));
        }
        return dump.toString();
    }

    @Test
    void values_are_told_as_text_with_the_events_that_lead_to_them() throws Exception {
        orders();
        start(CUSTOMER_TOTALS);
        await(CUSTOMER_TOTALS);
        spoil("update customer_totals__g1 set orders = 77 where customer_id = 'customer-3'");

        Map<String, Object> details = details(reconcile("customer_totals"));

        Object orders = database.value("select count(*)::text from readside.events where type = 'OrderPlaced'"
                + " and data ->> 'customerId' = 'customer-3'");
        Object events = database.value("select count(*) from readside.events e where type in ('OrderPlaced',"
                + " 'OrderCancelled') and stream in (select stream from readside.events where data ->> 'customerId' ="
                + " 'customer-3')");
        assertThat(Json.write(details.get("keys")))
                .startsWith(
                        "[{\"key\":\"customer-3\",\"kind\":\"wrong\",\"cells\":[{\"column\":\"orders\",\"read_model\":\"77\","
                                + "\"recomputed\":\"" + orders + "\"}],\"event_count\":" + events);
    }

    @Test
    void a_composite_key_and_a_range_of_them_are_named_as_json() throws Exception {
        orders();
        start(WAREHOUSE_PICK_LIST);
        await(WAREHOUSE_PICK_LIST);
        String key = String.valueOf(
                database.value(
                        "select jsonb_build_array(order_id, sku)::text from warehouse_pick_list__g1 order by order_id, sku limit 1"));
        String order = String.valueOf(Json.read(key, List.class).get(0));
        spoil("update warehouse_pick_list__g1 set quantity = quantity + 1");

        Report why = ask("warehouse_pick_list", new Act.Why(key));
        Report range = ask(
                "warehouse_pick_list",
                new Act.Reconcile(
                        new Scope.Range(
                                Optional.of("[\"" + order + "\",\"\"]"), Optional.of("[\"" + order + "\",\"~\"]")),
                        false));
        Report reprojected = ask("warehouse_pick_list", new Act.Reproject(List.of(key)));

        assertThat(why.message()).contains("differs in quantity");
        assertThat(keys(range)).isNotEmpty().allMatch(each -> each.startsWith("[\"" + order + "\",\"sku-"));
        assertThat(reprojected.message()).startsWith("1 key was projected anew");
        assertThat(ask("warehouse_pick_list", new Act.Why(key)).message()).contains("recomputed it is the same");
    }

    @Test
    void a_stream_that_was_bound_to_a_wrong_key_by_hand_is_found_and_bound_to_the_right_one() throws Exception {
        start(SAVINGS);
        append("1", new Opened("1", "ann"), new Paid(5));
        append("2", new Opened("2", "bob"), new Paid(7));
        append("3", new Opened("3", "cid"), new Paid(9));
        await(SAVINGS);
        spoil("update readside.savings__g1_binding set key = '[\"2\"]' where stream = 'account-1'");

        Report found = reconcile("savings");
        Report reprojected = ask("savings", new Act.Reproject(List.of("2")));
        Report repaired = repair("savings");
        append("1", new Paid(1));
        await(SAVINGS);

        assertThat(keys(found)).containsExactly("1", "2");
        assertThat(Json.write(details(found).get("keys")))
                .contains("\"column\":\"(streams)\"", "account-1 from position 1");
        assertThat(reprojected.done()).isFalse();
        assertThat(reprojected.message()).contains("account-1");
        assertThat(details(repaired)).containsEntry("drift", 0);
        assertThat(row("savings", "1")).isEqualTo("(1,ann,6)");
        assertThat(row("savings", "2")).isEqualTo("(2,bob,7)");
    }

    @Test
    void a_sample_is_drawn_from_the_rows_and_repaired() throws Exception {
        orders();
        start(ORDER_SUMMARY);
        await(ORDER_SUMMARY);
        spoil("update order_summary__g1 set total_cents = total_cents + 1");

        Report sample = ask("order_summary", new Act.Reconcile(new Scope.Sample(20, 9), true));
        Report whole = reconcile("order_summary");

        assertThat(details(sample)).containsEntry("found", 20).containsEntry("drift", 0);
        assertThat(details(whole)).containsEntry("drift", 40);
    }

    private void threeAccounts(SqlProjection<Savings> projection) {
        start(projection);
        append("1", new Opened("1", "ann"));
        append("2", new Opened("2", "bob"));
        append("3", new Opened("3", "cid"));
        await(projection);
    }

    /** Its own column comes along; what the table makes up by itself does not. Two owners that changed places do not collide. */
    @Test
    void statements_with_owned_keys_are_repaired_with_columns_of_the_tables_own() throws Exception {
        SqlProjection<Savings> owning = Savings.owning("owning");
        threeAccounts(owning);
        append("1", new Moved("1", "2", 5));
        await(owning);
        spoil(
                "update owning__g1 set owner = 'x' where id = '1'",
                "update owning__g1 set owner = 'ann', touched = 9 where id = '2'",
                "update owning__g1 set owner = 'bob' where id = '1'",
                "delete from owning__g1 where id = '3'");

        Report repaired = repair("owning");

        assertThat(keys(repaired)).containsExactly("1", "2", "3");
        assertThat(details(repaired)).containsEntry("drift", 0);
        assertThat(database.value(
                        "select string_agg(concat_ws(' ', id, owner, cents, twice, touched), ', ' order by id)"
                                + " from owning__g1"))
                .isEqualTo("1 ann -5 -10 1, 2 bob 5 10 1, 3 cid 0 0 0");
    }

    @Test
    void a_key_whose_events_touch_other_rows_is_projected_anew_only_together_with_them() throws Exception {
        SqlProjection<Savings> owning = Savings.owning("owning");
        threeAccounts(owning);
        append("1", new Moved("1", "2", 5));
        await(owning);
        spoil("update owning__g1 set cents = 100 where id in ('1', '2')");

        Report alone = ask("owning", new Act.Reproject(List.of("1")));
        Set<String> samples = new TreeSet<>();
        for (int seed = 0; seed < 8; seed++) {
            Report sample = ask("owning", new Act.Reconcile(new Scope.Sample(1, seed), false));
            samples.add(sample.done() ? "" : sample.message());
        }
        Report why = ask("owning", new Act.Why("1"));
        Report together = ask("owning", new Act.Reproject(List.of("1", "2")));

        assertThat(alone.done()).isFalse();
        assertThat(alone.message()).contains("rows of other keys", "[2]", "Nothing was changed");
        assertThat(samples)
                .anyMatch(refused -> refused.contains("touch rows of other keys than those of the sample, [1]"))
                .anyMatch(refused -> refused.contains("touch rows of other keys than those of the sample, [2]"))
                .contains(""); // 3 stands alone
        assertThat(why.message()).contains("differs in cents", "touch rows of other keys too, [2]");
        assertThat(together.message()).isEqualTo("2 keys were projected anew at position 4.");
        assertThat(database.value("select string_agg(cents::text, ' ' order by id) from owning"))
                .isEqualTo("-5 5 0");
    }

    @Test
    void statements_without_owned_keys_are_reconciled_whole_and_repaired_by_a_rebuild() throws Exception {
        SqlProjection<Savings> whole = Savings.statements("whole").build();
        threeAccounts(whole);
        spoil("update whole__g1 set cents = 100 where id = '1'");

        Report found = reconcile("whole");
        Report repaired = repair("whole");
        Report why = ask("whole", new Act.Why("1"));
        Report sample = ask("whole", new Act.Reconcile(new Scope.Sample(2, 1), false));
        Report reprojected = ask("whole", new Act.Reproject(List.of("1")));

        assertThat(keys(found)).containsExactly("1");
        assertThat(found.message()).doesNotContain("--repair");
        for (Report refused : List.of(repaired, reprojected)) {
            assertThat(refused.done()).isFalse();
            assertThat(refused.message()).contains("rebuild whole");
        }
        for (Report refused : List.of(why, sample)) {
            assertThat(refused.done()).isFalse();
            assertThat(refused.message()).contains("./readside reconcile whole");
        }
    }

    /** The checkpoint is put back after a repair: what the repaired row holds must not run again, what is parked must. */
    @Test
    void ids_of_events_in_repaired_rows_are_noted_as_applied() throws Exception {
        SqlProjection<Savings> owning = Savings.owning("owning");
        threeAccounts(owning);
        append("1", new Moved("1", "2", 5));
        await(owning);
        // as if the last event had never been run: neither its effect nor its id
        spoil(
                "update owning__g1 set cents = 0, touched = 0",
                "delete from readside.owning__g1_applied where position = 4");

        repair("owning");
        readside.close();
        spoil(
                "update readside.generation set position = 3, anchor_log = null, anchor_position = null, anchor_event = null");
        start(owning);
        append("3", new Moved("3", "1", 1));
        await(owning);

        assertThat(database.value("select string_agg(cents::text, ' ' order by id) from owning"))
                .isEqualTo("-4 5 -1");
    }

    /** A drop of what was recomputed is refused while somebody reads it; the next reconcile drops it. */
    @Test
    void what_cannot_be_dropped_is_dropped_by_the_next_one() throws Exception {
        start(SAVINGS);
        append("1", new Opened("1", "ann"), new Paid(5));
        await(SAVINGS);
        reconcile("savings");
        database.execute(
                "insert into readside.generation (name, generation, version, kind, level, signature, role, active)"
                        + " select name, 9, version, kind, level, signature, 'scratch', false from readside.generation"
                        + " where name = 'savings'");
        database.execute("create table savings__g9 (id text); create table readside.savings__g9_binding (stream text)");

        Report report = reconcile("savings");

        assertThat(details(report)).containsEntry("clean", true);
        assertThat(database.value("select to_regclass('savings__g9')")).isNull();
    }
}
