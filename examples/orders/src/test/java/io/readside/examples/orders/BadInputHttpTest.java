package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.examples.orders.Api.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RunningOrders.Extension.class)
class BadInputHttpTest {

    private static final int LIMIT = 1 << 20;

    private final Api api;
    private final RunningOrders orders;

    BadInputHttpTest(RunningOrders orders) {
        this.orders = orders;
        this.api = orders.api();
    }

    static Stream<String> badOrders() {
        String fine = "'customerId':'c','region':'r','totalCents':1";
        return Stream.of(
                        "",
                        "null",
                        "[]",
                        "7",
                        "{",
                        "{}}",
                        "{" + fine + "} x",
                        "{" + fine + ",'unknown':1}",
                        "{" + fine + ",'totalCents':2}",
                        "{'region':'r','totalCents':1}",
                        "{'customerId':'c','totalCents':1}",
                        "{'customerId':'c','region':'r'}",
                        "{'customerId':null,'region':'r','totalCents':1}",
                        "{'customerId':'','region':'r','totalCents':1}",
                        "{'customerId':'   ','region':'r','totalCents':1}",
                        "{'customerId':7,'region':'r','totalCents':1}",
                        "{'customerId':['c'],'region':'r','totalCents':1}",
                        "{'customerId':'a\\u0000b','region':'r','totalCents':1}",
                        "{'customerId':'a\\nb','region':'r','totalCents':1}",
                        "{'customerId':'\\ud800','region':'r','totalCents':1}",
                        "{'customerId':'\\udc00\\ud800','region':'r','totalCents':1}",
                        "{'customerId':'\\u202egnp.exe','region':'r','totalCents':1}",
                        "{'customerId':'" + "x".repeat(101) + "','region':'r','totalCents':1}",
                        "{'customerId':'" + "x".repeat(100_000) + "','region':'r','totalCents':1}",
                        "{'customerId':'c','region':'r','totalCents':-1}",
                        "{'customerId':'c','region':'r','totalCents':1000000000000001}",
                        "{'customerId':'c','region':'r','totalCents':1e400}",
                        "{'customerId':'c','region':'r','totalCents':99999999999999999999}",
                        "{'customerId':'c','region':'r','totalCents':1.5}",
                        "{'customerId':'c','region':'r','totalCents':'1'}",
                        "{'customerId':'c','region':'r','totalCents':true}",
                        "{'customerId':'c','region':'r','totalCents':null}",
                        "{'customerId':'c','region':'r','totalCents':NaN}",
                        "{" + fine + ",'lines':{}}",
                        "{" + fine + ",'lines':'x'}",
                        "{" + fine + ",'lines':[null]}",
                        "{" + fine + ",'lines':[1]}",
                        "{" + fine + ",'lines':[{'sku':'s'}]}",
                        "{" + fine + ",'lines':[{'sku':'s','quantity':0}]}",
                        "{" + fine + ",'lines':[{'sku':'s','quantity':-1}]}",
                        "{" + fine + ",'lines':[{'sku':'s','quantity':1000001}]}",
                        "{" + fine + ",'lines':[{'sku':'','quantity':1}]}",
                        "{" + fine + ",'lines':[{'sku':'s','quantity':1,'price':1}]}",
                        "{" + fine + ",'lines':[" + "{'sku':'s','quantity':1},".repeat(1000)
                                + "{'sku':'s','quantity':1}]}",
                        "[".repeat(5000))
                .map(body -> body.replace('\'', '"'));
    }

    @ParameterizedTest
    @MethodSource("badOrders")
    void a_bad_order_is_answered_400(String body) {
        long before = events();

        Reply reply = api.post("/orders", body);

        assertProblem(reply, 400);
        assertThat(events()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment|{}",
                "payment|{\"amountCents\":0}",
                "payment|{\"amountCents\":-5}",
                "items|{\"sku\":\"s\"}",
                "items|{\"sku\":\"s\",\"quantity\":0}",
                "shipment|",
                "shipment|{\"when\":\"now\"}",
                "cancellation|{}",
                "cancellation|{\"reason\":\"\"}"
            })
    void a_bad_command_is_answered_400(String command) {
        String id = api.place("ann").orderId();
        String[] parts = command.split("\\|", 2);

        assertProblem(api.post("/orders/" + id + "/" + parts[0], parts[1]), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/orders?after=",
                "/orders?after=-1",
                "/orders?after=01",
                "/orders?after=+1",
                "/orders?after=%201",
                "/orders?after=1.0",
                "/orders?after=1e3",
                "/orders?after=abc",
                "/orders?after=9223372036854775807",
                "/orders?after=9223372036854775808",
                "/orders?after=99999999999999999999999999",
                "/orders?after=0&after=1",
                "/orders?limit=0",
                "/orders?limit=-1",
                "/orders?limit=501",
                "/orders?limit=many",
                "/orders?limit=99999999999",
                "/orders?cursor=",
                "/orders?cursor=x",
                "/orders?cursor=!!!!",
                "/orders?cursor=bm90IGEgY3Vyc29y",
                "/orders?customerId=",
                "/orders?customerId=a%00b",
                "/orders?stale=perhaps",
                "/orders/x?after=-1",
                "/orders/x?after=9223372036854775807",
                "/orders/x?consistency=weak",
                "/orders/x?consistency=strong&after=zero",
                "/orders/%01",
                "/orders/%00",
                "/orders/a%2Fb",
                "/customers/%01/totals"
            })
    void a_bad_question_is_answered_400(String path) {
        assertProblem(api.get(path), 400);
    }

    @Test
    void an_id_of_any_length_is_answered() {
        assertProblem(api.get("/orders/" + "x".repeat(100)), 404);
        assertProblem(api.get("/orders/" + "x".repeat(101)), 400);
        assertProblem(api.post("/orders/" + "x".repeat(4000) + "/shipment", "{}"), 400);
    }

    @Test
    void hostile_names_are_only_names() {
        String name = "Robert'); drop table order_summary; -- {} <b>\\ \"ä\uD83D\uDE00";

        Reply placed = api.post(
                "/orders",
                "{\"customerId\":\"Robert'); drop table order_summary; -- {} <b>\\\\ \\\"ä\uD83D\uDE00\",\"region\":\"r\",\"totalCents\":1}");

        Reply read = api.get("/orders/" + placed.orderId() + "?after=" + placed.version());
        assertThat(read.body().get("customerId").stringValue()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", " "})
    void a_bad_idempotency_key_is_answered_400(String key) {
        Reply reply = api.post("/orders", Api.order("ann"), "Idempotency-Key", key);

        assertProblem(reply, 400);
    }

    @Test
    void a_long_idempotency_key_is_answered_400() {
        assertProblem(api.post("/orders", Api.order("ann"), "Idempotency-Key", "k".repeat(201)), 400);
    }

    @Test
    void a_body_over_1_MiB_is_answered_413_with_and_without_a_length() {
        byte[] tooLarge = ("{\"customerId\":\"" + "x".repeat(LIMIT) + "\"}").getBytes(StandardCharsets.UTF_8);

        assertProblem(api.post("/orders", BodyPublishers.ofByteArray(tooLarge)), 413);
        assertProblem(api.post("/orders", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge))), 413);
    }

    @Test
    void a_body_of_1_MiB_is_read() {
        String order = Api.order("ann");
        String padded = order + " ".repeat(LIMIT - order.length());

        assertThat(api.post("/orders", padded).status()).isEqualTo(202);
    }

    @Test
    void another_method_type_or_path_is_a_problem_too() {
        assertProblem(api.send(api.request("/orders").DELETE()), 405);
        assertProblem(api.get("/orders/x/payment"), 405);
        assertProblem(api.send(api.request("/orders").POST(BodyPublishers.ofString("x"))), 415);
        assertProblem(
                api.send(api.request("/orders")
                        .header("content-type", "text/plain")
                        .POST(BodyPublishers.ofString("x"))),
                415);
        assertProblem(api.get("/nowhere"), 404);
        assertProblem(
                api.send(api.request("/orders").header("accept", "text/html").GET()), 406);
    }

    @Test
    void what_the_server_refuses_is_a_problem_too() throws IOException {
        URI url = URI.create(api.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream()
                    .write("GET /orders?x={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));

            String reply = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(reply).startsWith("HTTP/1.1 400").contains("application/problem+json");
        }
    }

    private static void assertProblem(Reply reply, int status) {
        assertThat(reply.status()).as(() -> reply.body().toString()).isEqualTo(status);
        assertThat(reply.contentType()).startsWith("application/problem+json");
        assertThat(reply.body().get("status").intValue()).isEqualTo(status);
        assertThat(reply.body().get("detail").stringValue()).isNotBlank().doesNotContain("java.", "\tat ");
    }

    private long events() {
        return orders.jdbc().queryForObject("select count(*) from readside.events", Long.class);
    }
}
