package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.browser.ScriptedServer.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("debian")
@ExtendWith(Chromium.class)
class QueryTest {

    private static final Answer WRITTEN = Answer.json(202, "{'version':7}");
    private static final Answer REFUSED = Answer.problem(400, "urn:readside:token", "The token is of the future.");
    private static final Answer EMPTY = Answer.ok("{'orders':[]}");

    /** A client that has written, so that it has a token. */
    private static final String WRITER =
            "const orders = readside('orders'); await orders.command('/place', { json: {} });";

    @Test
    void it_asks_again_while_the_answer_is_pending(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders", Answer.pending(50), Answer.pending(50), Answer.ok("{'orders':[1]}"));

        Map<String, Object> outcome = tab.object(WRITER + "return orders.query('/orders')");

        assertThat(outcome)
                .containsEntry("state", "fresh")
                .containsEntry("value", Map.of("orders", List.of(1)))
                .containsEntry("after", "7")
                .doesNotContainKeys("retryAfterMs", "detail", "stale", "tokenDropped");
        assertThat(tab.server().asked())
                .containsExactly("POST /place", "GET /orders?after=7", "GET /orders?after=7", "GET /orders?after=7");
    }

    @Test
    void the_pauses_grow_and_none_is_shorter_than_the_server_asked_for(Tab tab) {
        tab.server()
                .answers(
                        "/orders",
                        Answer.pending(50),
                        Answer.pending(50),
                        Answer.pending(50),
                        Answer.pending(50),
                        EMPTY);

        Object pauses = tab.run("""
                const at = [];
                await readside('orders', { fetch: (...a) => { at.push(performance.now()); return fetch(...a); } }).query('/orders');
                return at.slice(1).map((time, i) => time - at[i]);
                """);

        assertThat((List<?>) pauses)
                .extracting(pause -> ((Number) pause).doubleValue())
                .hasSize(4)
                .satisfies(all -> {
                    assertThat(all.get(0)).isGreaterThanOrEqualTo(49);
                    assertThat(all.get(1)).isGreaterThanOrEqualTo(74);
                    assertThat(all.get(2)).isGreaterThanOrEqualTo(111);
                    assertThat(all.get(3)).isGreaterThanOrEqualTo(167);
                });
    }

    @Test
    void it_does_not_begin_a_pause_that_is_longer_than_its_time(Tab tab) {
        tab.server().answers("/orders", Answer.pending(50), Answer.pending(50), Answer.pending(600_000));

        Map<String, Object> outcome = tab.object("return readside('orders').query('/orders', { within: 500_000 })");

        assertThat(outcome).isEqualTo(Map.of("state", "pending", "retryAfterMs", 600_000));
        assertThat(tab.server().asked()).hasSize(3);
    }

    @Test
    void within_zero_asks_once(Tab tab) {
        tab.server().answers("/orders", Answer.pending(60));

        Map<String, Object> outcome = tab.object("return readside('orders').query('/orders', { within: 0 })");

        assertThat(outcome).containsEntry("state", "pending");
        assertThat(tab.server().asked()).hasSize(1);
    }

    @Test
    void a_server_that_does_not_answer_in_time_is_pending_too(Tab tab) {
        tab.server().answers("/orders", EMPTY.held());

        Map<String, Object> outcome = tab.object("return readside('orders').query('/orders', { within: 100 })");

        assertThat(outcome).containsEntry("state", "pending").containsKey("retryAfterMs");
    }

    @Test
    void a_signal_ends_it_while_it_waits(Tab tab) {
        tab.server().answers("/orders", Answer.pending(600_000));

        Map<String, Object> outcome = tab.object("""
                const stop = new AbortController();
                let pending;
                const waits = new Promise((resolve) => (pending = resolve));
                const orders = readside('orders', { onStep: ({ step }) => step === 'pending' && pending() });
                const outcome = failure(orders.query('/orders', { within: 1_200_000, signal: stop.signal }));
                await waits;
                stop.abort();
                return outcome;
                """);

        assertThat(outcome).containsEntry("name", "AbortError");
        assertThat(tab.server().asked()).containsExactly("GET /orders");
    }

    @Test
    void a_signal_ends_it_while_it_asks(Tab tab) {
        tab.server().answers("/orders", EMPTY.held());
        tab.run("""
                window.stop = new AbortController();
                window.outcome = failure(readside('orders').query('/orders', { signal: stop.signal }));
                """);
        tab.page().waitForCondition(() -> tab.server().asked().size() == 1);

        Map<String, Object> outcome = tab.object("stop.abort(); return outcome;");

        assertThat(outcome).containsEntry("name", "AbortError");
    }

    @Test
    void a_parked_key_is_told_at_once(Tab tab) {
        tab.server().answers("/orders/1", Answer.problem(503, "urn:readside:parked", "An event cannot be applied."));

        Map<String, Object> outcome = tab.object("return readside('orders').query('/orders/1')");

        assertThat(outcome).isEqualTo(Map.of("state", "parked", "detail", "An event cannot be applied."));
        assertThat(tab.server().asked()).hasSize(1);
    }

    @Test
    void a_stale_value_comes_as_such_and_never_as_fresh(Tab tab) {
        tab.server().answers("/orders", Answer.ok("{'orders':[1],'stale':true}"));

        Map<String, Object> outcome = tab.object("return readside('orders').query('/orders?stale=true')");

        assertThat(outcome)
                .containsEntry("state", "pending")
                .containsEntry("stale", Map.of("orders", List.of(1), "stale", true))
                .doesNotContainKey("value");
        assertThat(tab.server().asked()).hasSize(1);
    }

    @Test
    void a_stale_list_is_known_by_its_header_and_a_stale_absent_row_is_null(Tab tab) {
        tab.server()
                .answers(
                        "/orders",
                        Answer.ok("[1]").with("Readside-Stale", "true"),
                        Answer.ok("{'consistencyPending':true,'retryAfterMs':50,'stale':true}"));

        Map<String, Object> list = tab.object("return readside('orders').query('/orders?stale=true')");
        Map<String, Object> absent = tab.object("return readside('orders').query('/orders?stale=true')");

        assertThat(list).containsEntry("state", "pending").containsEntry("stale", List.of(1));
        assertThat(absent)
                .containsEntry("state", "pending")
                .containsEntry("retryAfterMs", 50)
                .containsEntry("stale", null);
    }

    @Test
    void a_refused_cookie_is_gone_with_the_answer_and_the_query_asked_anew(Tab tab) {
        tab.server().answers("/place", WRITTEN.with("Set-Cookie", "readside-version=7; Path=/; HttpOnly"));
        tab.server()
                .answers(
                        "/orders",
                        REFUSED,
                        REFUSED.with("Set-Cookie", "readside-version=; Path=/; Max-Age=0; HttpOnly"),
                        EMPTY);

        Map<String, Object> outcome = tab.object(WRITER + "return orders.query('/orders')");

        assertThat(outcome).containsEntry("state", "fresh").containsEntry("tokenDropped", true);
        assertThat(tab.server().asked())
                .containsExactly("POST /place", "GET /orders?after=7", "GET /orders", "GET /orders");
        assertThat(tab.server().cookies()).containsExactly("", "readside-version=7", "readside-version=7", "");
    }

    @Test
    void a_reload_that_has_only_the_cookie_gets_over_its_refusal_too(Tab tab) {
        tab.server().answers("/orders", REFUSED, EMPTY);

        Map<String, Object> outcome = tab.object("return readside('orders').query('/orders')");

        assertThat(outcome).containsEntry("state", "fresh").containsEntry("tokenDropped", true);
    }

    @Test
    void a_token_that_is_refused_is_dropped_and_the_query_asked_without(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders", REFUSED, EMPTY);

        Map<String, Object> outcome = tab.object(WRITER + "return orders.query('/orders')");
        Map<String, Object> next = tab.object(
                WRITER
                        + "await orders.query('/orders'); orders.forget(); return { ...await orders.query('/orders'), token: orders.token() }");

        assertThat(outcome)
                .containsEntry("state", "fresh")
                .containsEntry("tokenDropped", true)
                .containsEntry("after", null);
        assertThat(next).containsEntry("token", null).doesNotContainKey("tokenDropped");
        assertThat(tab.server().asked().subList(0, 3))
                .containsExactly("POST /place", "GET /orders?after=7", "GET /orders");
    }

    @Test
    void that_a_token_was_dropped_is_told_also_after_a_wait(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders", REFUSED, Answer.pending(50), EMPTY);

        Map<String, Object> outcome = tab.object(WRITER + "return orders.query('/orders')");

        assertThat(outcome).containsEntry("state", "fresh").containsEntry("tokenDropped", true);
    }

    @Test
    void a_query_that_is_refused_for_another_reason_is_asked_once_and_the_token_stays(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders", Answer.problem(400, "about:blank", "limit is 0."));

        Map<String, Object> outcome = tab.object(
                WRITER + "return { ...await failure(orders.query('/orders?limit=0')), token: orders.token() }");

        assertThat(outcome)
                .containsEntry("known", true)
                .containsEntry("status", 400)
                .containsEntry("message", "limit is 0.")
                .containsEntry("token", "7");
        assertThat(tab.server().asked()).containsExactly("POST /place", "GET /orders?limit=0&after=7");
    }

    @Test
    void a_write_that_was_answered_while_the_old_token_was_refused_keeps_its_token(Tab tab) {
        Answer refused = REFUSED.held();
        tab.server().answers("/place", WRITTEN, Answer.json(202, "{'version':9}"));
        tab.server().answers("/orders", refused, EMPTY);
        tab.run(WRITER + "window.orders = orders; window.outcome = orders.query('/orders');");
        tab.page().waitForCondition(() -> tab.server().asked().size() == 2);

        tab.run("await window.orders.command('/place')");
        refused.release();

        assertThat(tab.run("await window.outcome; return window.orders.token()"))
                .isEqualTo("9");
    }

    @Test
    void other_errors_are_thrown_with_status_and_problem(Tab tab) {
        tab.server().answers("/404", Answer.problem(404, "about:blank", "There is no order 1."));
        tab.server().answers("/503", Answer.problem(503, "about:blank", "The database cannot be reached."));
        tab.server().answers("/html", Answer.json(502, "<h1>Bad gateway</h1>").with("content-type", "text/html"));
        tab.server().answers("/torn", Answer.ok("{'orders':"));

        for (String path : List.of("/404", "/503", "/html", "/torn")) {
            Map<String, Object> error = tab.object("return failure(readside('orders').query('" + path + "'))");

            assertThat(error).as(path).containsEntry("name", "ReadsideError").containsEntry("known", true);
            assertThat(error.get("status"))
                    .isEqualTo(Map.of("/404", 404, "/503", 503, "/html", 502, "/torn", 200)
                            .get(path));
        }
        assertThat(tab.server().asked()).hasSize(4);
    }

    @Test
    void each_step_is_told(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders", REFUSED, Answer.pending(50), EMPTY);

        Object steps = tab.run("""
                const steps = [];
                const orders = readside('orders', { onStep: (step) => steps.push(step.step + ' ' + step.after) });
                await orders.command('/place');
                await orders.query('/orders');
                return steps.join();
                """);

        assertThat(steps).isEqualTo("asked 7,dropped 7,pending undefined,asked null,fresh null");
    }
}
