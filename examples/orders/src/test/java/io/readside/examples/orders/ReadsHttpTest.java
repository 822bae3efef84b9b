package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.examples.orders.Api.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(RunningOrders.Extension.class)
class ReadsHttpTest {

    private final Api api;
    private final RunningOrders orders;
    private final String customer = UUID.randomUUID().toString();

    ReadsHttpTest(RunningOrders orders) {
        this.orders = orders;
        this.api = orders.api();
    }

    @Test
    void a_writer_reads_its_own_write() {
        Reply placed = api.place(customer);

        Reply read = api.get("/orders/" + placed.orderId() + "?after=" + placed.version());

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body().propertyNames())
                .containsExactly("orderId", "customerId", "totalCents", "status", "placedAt", "shippedAt", "region");
        assertThat(read.body().get("customerId").stringValue()).isEqualTo(customer);
        assertThat(read.body().get("shippedAt").isNull()).isTrue();
    }

    @Test
    void an_absent_order_is_answered_404() {
        assertThat(api.get("/orders/nope").status()).isEqualTo(404);
        assertThat(api.get("/orders/nope?consistency=strong").status()).isEqualTo(404);
        assertThat(api.get("/orders/nope?stale=true").status()).isEqualTo(404);
    }

    @Test
    void the_strong_read_has_the_same_body_and_says_so() {
        Reply placed = api.place(customer);
        Reply shipped = api.post("/orders/" + placed.orderId() + "/shipment", "{}");

        Reply strong = api.get("/orders/" + placed.orderId() + "?consistency=strong&after=" + shipped.version());
        Reply usual = api.get("/orders/" + placed.orderId() + "?after=" + shipped.version());

        assertThat(strong.body()).isEqualTo(usual.body());
        assertThat(strong.body().get("status").stringValue()).isEqualTo("shipped");
        assertThat(strong.response().headers().firstValue("Readside-Consistency"))
                .contains("strong");
        assertThat(usual.response().headers().firstValue("Readside-Consistency"))
                .isEmpty();
    }

    @Test
    void a_list_is_newest_first_in_pages_that_neither_repeat_nor_miss() {
        List<String> placed = new ArrayList<>();
        long version = 0;
        for (int i = 0; i < 7; i++) {
            Reply reply = api.place(customer);
            placed.add(0, reply.orderId());
            version = reply.version();
        }

        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get("/orders?limit=3&customerId=" + customer + "&after=" + version + cursor)
                    .body();
            page.get("orders").forEach(order -> seen.add(order.get("orderId").stringValue()));
            cursor = page.get("nextCursor").isNull()
                    ? null
                    : "&cursor=" + page.get("nextCursor").stringValue();
        } while (cursor != null);

        assertThat(seen).isEqualTo(placed);
    }

    @Test
    void orders_of_one_moment_are_listed_by_their_id() {
        Reply reply = api.place(customer);
        api.get("/orders?after=" + reply.version());
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String id = UUID.randomUUID().toString();
            ids.add(id);
            append(id, "2020-01-01T00:00:00Z");
        }
        ids.sort(null);
        long head = orders.jdbc().queryForObject("select max(position) from readside.events", Long.class);

        List<String> seen = new ArrayList<>();
        Reply first = api.get("/orders?limit=4&customerId=" + customer + "&after=" + head);
        Reply second = api.get("/orders?limit=4&customerId=" + customer + "&cursor="
                + first.body().get("nextCursor").stringValue());
        for (Reply page : List.of(first, second)) {
            page.body()
                    .get("orders")
                    .forEach(order -> seen.add(order.get("orderId").stringValue()));
        }

        assertThat(seen.subList(1, 6)).isEqualTo(ids);
    }

    @Test
    void a_list_holds_50_orders_unless_asked_otherwise() {
        long version = 0;
        for (int i = 0; i < 51; i++) {
            version = api.place(customer).version();
        }

        JsonNode page =
                api.get("/orders?customerId=" + customer + "&after=" + version).body();

        assertThat(page.get("orders").size()).isEqualTo(50);
        assertThat(page.get("nextCursor").isString()).isTrue();
    }

    @Test
    void the_other_read_models_answer_too() {
        Reply placed = api.place(customer);

        JsonNode totals = api.get("/customers/" + customer + "/totals?after=" + placed.version())
                .body();
        JsonNode picks =
                api.get("/warehouse/pick-list?after=" + placed.version()).body();

        assertThat(totals.get("orders").longValue()).isEqualTo(1);
        assertThat(totals.get("orderedCents").longValue()).isEqualTo(1000);
        assertThat(picks.get("lines").isArray()).isTrue();
        assertThat(api.get("/reports/daily").body().get("days").isArray()).isTrue();
        assertThat(api.get("/customers/nobody/totals").body().get("orders").longValue())
                .isZero();
    }

    /** As another application would, past ours. */
    private void append(String id, String placedAt) {
        orders.jdbc()
                .queryForList(
                        "select * from readside.append(?, -1, jsonb_build_array(jsonb_build_object('type', 'OrderPlaced',"
                                + " 'data', jsonb_build_object('orderId', ?::text, 'customerId', ?::text, 'region', 'eu',"
                                + " 'totalCents', 1, 'placedAt', ?::text))))",
                        "order-" + id,
                        id,
                        customer,
                        placedAt);
    }
}
