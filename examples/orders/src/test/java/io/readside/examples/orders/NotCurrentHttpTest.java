package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.event.Position;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.examples.orders.Api.Reply;
import io.readside.examples.orders.RunningOrders.Application;
import io.readside.examples.orders.order.OrderEvent.PaymentCaptured;
import io.readside.examples.orders.order.Orders;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(RunningOrders.Extension.class)
class NotCurrentHttpTest {

    private final RunningOrders orders;

    NotCurrentHttpTest(RunningOrders orders) {
        this.orders = orders;
    }

    @Test
    void a_read_that_is_behind_waits_and_then_says_so() {
        try (Application behind = orders.another("--readside.workers=false", "--readside.wait=400ms")) {
            Reply placed = behind.api().place("ann");
            long from = System.nanoTime();

            for (String path : List.of("/orders", "/orders/" + placed.orderId(), "/customers/ann/totals")) {
                Reply read = behind.api().get(path + "?after=" + placed.version());

                assertThat(read.status()).isEqualTo(200);
                assertThat(read.body().get("consistencyPending").booleanValue()).isTrue();
                assertThat(read.body().get("retryAfterMs").intValue()).isBetween(50, 2000);
                assertThat(read.body().propertyNames()).containsExactlyInAnyOrder("consistencyPending", "retryAfterMs");
            }
            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(3 * 400_000_000L);
        }
    }

    @Test
    void a_browser_that_has_written_sees_it_or_is_told_by_its_cookie_alone() {
        try (Application behind = orders.another("--readside.workers=false", "--readside.wait=0")) {
            Reply placed = behind.api().post("/orders", Api.order("ann"), "Idempotency-Key", "once");
            Reply again = behind.api().post("/orders", Api.order("ann"), "Idempotency-Key", "once");

            HttpRequest.Builder query = behind.api().request("/orders").header("Cookie", cookie(again));
            Reply writer = behind.api().send(query);
            Reply visitor = behind.api().get("/orders");

            assertThat(cookie(again)).isEqualTo("readside-version=" + placed.version());
            assertThat(again.response().headers().firstValue("Readside-Version"))
                    .hasValue(Long.toString(placed.version()));
            assertThat(writer.body().get("consistencyPending").booleanValue()).isTrue();
            assertThat(writer.response().headers().firstValue("Retry-After")).hasValue("1");
            assertThat(visitor.body().get("orders").size()).isZero();
        }
    }

    private static String cookie(Reply reply) {
        return reply.response().headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    @Test
    void one_event_tells_when_the_list_knows_of_a_write() throws IOException, InterruptedException {
        Api api = orders.api();
        Reply placed = api.place("ann");

        HttpResponse<String> told = HttpClient.newHttpClient()
                .send(
                        api.request("/orders/fresh?after=" + placed.version()).build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(told.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(told.body()).endsWith("event:fresh\ndata:{\"version\":\"" + placed.version() + "\"}\n\n");
        assertThat(api.get("/orders/fresh?after=9223372036854775807").status()).isEqualTo(400);
    }

    @Test
    void what_is_old_comes_marked_as_stale_if_asked_for() {
        try (Application behind = orders.another("--readside.workers=false", "--readside.wait=0")) {
            Reply placed = behind.api().place("ann");

            JsonNode list = behind.api()
                    .get("/orders?stale=true&after=" + placed.version())
                    .body();
            JsonNode one = behind.api()
                    .get("/orders/" + placed.orderId() + "?stale=true&after=" + placed.version())
                    .body();

            assertThat(list.get("stale").booleanValue()).isTrue();
            assertThat(list.get("orders").size()).isZero();
            assertThat(one.get("stale").booleanValue()).isTrue();
            assertThat(one.get("consistencyPending").booleanValue()).isTrue();
        }
    }

    @Test
    void the_server_answers_others_while_many_wait() {
        try (Application behind = orders.another("--readside.workers=false", "--readside.wait=3s")) {
            String path = "/orders?after=" + behind.api().place("ann").version();
            List<CompletableFuture<Reply>> waiting = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> behind.api().get(path), task -> new Thread(task).start()))
                    .limit(250)
                    .toList();

            Reply write = behind.api().place("bob");

            assertThat(write.status()).isEqualTo(202);
            assertThat(waiting.stream().filter(reply -> !reply.isDone()).count())
                    .as("still waiting")
                    .isPositive();
            assertThat(waiting.stream().map(CompletableFuture::join))
                    .allSatisfy(reply -> assertThat(
                                    reply.body().get("consistencyPending").booleanValue())
                            .isTrue());
        }
    }

    @Test
    void a_parked_key_is_answered_503_or_stale_and_all_others_as_ever() {
        try (Application app = orders.another()) {
            String fine = app.api().place("ann").orderId();
            PaymentCaptured poison = new PaymentCaptured("ghost", 1, Instant.EPOCH);
            VersionToken token = app.bean(Readside.class)
                    .append(Orders.EVENTS.stream("ghost"), ExpectedVersion.none(), poison)
                    .token();
            await(app, token.position());

            Reply parked = app.api().get("/orders/ghost?after=" + token);
            Reply stale = app.api().get("/orders/ghost?stale=true&after=" + token);
            Reply other = app.api().get("/orders/" + fine + "?after=" + token);
            Reply list = app.api().get("/orders?after=" + token);

            assertThat(parked.status()).isEqualTo(503);
            assertThat(parked.contentType()).isEqualTo("application/problem+json");
            assertThat(parked.body().get("type").stringValue()).isEqualTo("urn:readside:parked");
            assertThat(stale.status()).isEqualTo(200);
            assertThat(stale.body().get("stale").booleanValue()).isTrue();
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.body().get("customerId").stringValue()).isEqualTo("ann");
            assertThat(list.status()).isEqualTo(200);
            assertThat(list.body().get("parkedKeys").intValue()).isEqualTo(1);
            assertThat(app.api().place("bob").status()).as("the write side").isEqualTo(202);
        }
    }

    /** Until the read model has passed: a read with a token waits for it. */
    private static void await(Application app, Position position) {
        for (int i = 0; i < 100; i++) {
            Reply reply = app.api().get("/orders?after=" + position);
            if (!reply.body().has("consistencyPending")) {
                return;
            }
        }
    }
}
