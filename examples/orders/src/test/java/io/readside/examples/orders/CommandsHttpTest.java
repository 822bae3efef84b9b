package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.examples.orders.Api.Reply;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(RunningOrders.Extension.class)
class CommandsHttpTest {

    private final Api api;
    private final RunningOrders orders;

    CommandsHttpTest(RunningOrders orders) {
        this.orders = orders;
        this.api = orders.api();
    }

    @Test
    void a_command_is_answered_202_with_the_order_and_a_version_that_is_a_number() {
        Reply reply = api.place("ann");

        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.body().propertyNames()).containsExactlyInAnyOrder("orderId", "version");
        assertThat(reply.body().get("version").isIntegralNumber()).isTrue();
    }

    @Test
    void an_order_without_lines_is_an_order() {
        Reply reply = api.post("/orders", "{\"customerId\":\"ann\",\"region\":\"eu\",\"totalCents\":0}");

        assertThat(reply.status()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            payment                | paid
            items                  | placed
            shipment               | shipped
            cancellation           | cancelled
            payment, items         | paid
            payment, shipment      | shipped
            payment, cancellation  | cancelled
            items, items, shipment | shipped
            """)
    void these_commands_are_allowed_and_lead_to(String commands, String status) {
        String id = api.place("ann").orderId();
        Reply last = null;
        for (String command : commands.split(", ")) {
            last = command(id, command);
            assertThat(last.status()).as(command).isEqualTo(202);
        }

        Reply read = api.get("/orders/" + id + "?after=" + last.version());

        assertThat(read.body().get("status").stringValue()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            payment      | payment
            shipment     | payment
            shipment     | items
            shipment     | shipment
            shipment     | cancellation
            cancellation | payment
            cancellation | items
            cancellation | shipment
            cancellation | cancellation
            """)
    void after_the_first_the_second_is_answered_409(String first, String second) {
        String id = api.place("ann").orderId();
        command(id, first);

        Reply reply = command(id, second);

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
        assertThat(reply.body().get("detail").stringValue()).contains(id);
    }

    @ParameterizedTest
    @CsvSource({"payment", "items", "shipment", "cancellation"})
    void an_unknown_order_is_answered_404(String command) {
        Reply reply = command("no-such-order", command);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void the_same_key_and_body_have_one_effect_and_one_answer() {
        String key = UUID.randomUUID().toString();
        Reply first = api.post("/orders", Api.order("bob"), "Idempotency-Key", key);
        api.place("somebody else");

        Reply again = api.post("/orders", Api.order("bob").replace(":", " : "), "Idempotency-Key", key);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(events(first.orderId())).isEqualTo(1);
    }

    @Test
    void a_command_of_an_existing_order_is_idempotent_too() {
        String id = api.place("bob").orderId();
        Reply first = api.post("/orders/" + id + "/shipment", "{}", "Idempotency-Key", "k");

        Reply again = api.post("/orders/" + id + "/shipment", "{}", "Idempotency-Key", "k");

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(events(id)).isEqualTo(2);
    }

    @Test
    void the_same_key_with_another_body_is_answered_422() {
        String key = UUID.randomUUID().toString();
        api.post("/orders", Api.order("bob"), "Idempotency-Key", key);

        Reply reply = api.post("/orders", Api.order("eve"), "Idempotency-Key", key);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
    }

    @Test
    void the_same_key_at_another_place_is_another_command() {
        String key = UUID.randomUUID().toString();
        String one =
                api.post("/orders", Api.order("bob"), "Idempotency-Key", key).orderId();
        String two = api.place("bob").orderId();

        assertThat(Stream.of(one, two)
                        .map(id -> api.post("/orders/" + id + "/shipment", "{}", "Idempotency-Key", key)
                                .status()))
                .containsOnly(202);
    }

    @Test
    void twins_sent_at_once_have_one_effect_and_one_answer() {
        String key = UUID.randomUUID().toString();

        List<Reply> replies = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> api.post("/orders", Api.order("bob"), "Idempotency-Key", key)))
                .limit(8)
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(replies).extracting(Reply::status).containsOnly(202);
        assertThat(replies).extracting(Reply::body).containsOnly(replies.get(0).body());
        assertThat(events(replies.get(0).orderId())).isEqualTo(1);
    }

    private Reply command(String id, String command) {
        String body = switch (command) {
            case "payment" -> "{\"amountCents\":1000}";
            case "items" -> "{\"sku\":\"cup\",\"quantity\":1}";
            case "cancellation" -> "{\"reason\":\"changed mind\"}";
            default -> "{}";
        };
        return api.post("/orders/" + id + "/" + command, body);
    }

    private int events(String id) {
        return orders.jdbc()
                .queryForObject(
                        "select count(*)::int from readside.events where stream = ?", Integer.class, "order-" + id);
    }
}
