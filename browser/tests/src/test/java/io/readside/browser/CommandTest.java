package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.browser.ScriptedServer.Answer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("debian")
@ExtendWith(Chromium.class)
class CommandTest {

    @Test
    void it_returns_the_body_and_sends_json_and_what_else_it_is_given(Tab tab) {
        tab.server().answers("/place", Answer.json(202, "{'orderId':'1','version':7}"));
        tab.server().answers("/gone", Answer.json(204, ""));

        Map<String, Object> sent = tab.object("""
                let sent;
                const orders = readside('orders', { fetch: (url, init) => { sent = init; return fetch(url, init); } });
                const body = await orders.command('/place', { json: { a: 1 }, headers: { 'Idempotency-Key': 'k' } });
                const init = sent;
                const nothing = await orders.command('/gone', { method: 'DELETE' });
                return { body, sent: init.body, type: init.headers.get('content-type'), key: init.headers.get('idempotency-key'), nothing };
                """);

        assertThat(sent)
                .containsEntry("body", Map.of("orderId", "1", "version", 7))
                .containsEntry("sent", "{\"a\":1}")
                .containsEntry("type", "application/json")
                .containsEntry("key", "k")
                .containsEntry("nothing", null);
        assertThat(tab.server().asked()).containsExactly("POST /place", "DELETE /gone");
    }

    @Test
    void one_that_is_refused_throws_and_leaves_no_token(Tab tab) {
        tab.server().answers("/place", Answer.json(409, "{'title':'It is paid.','version':9}"));

        Map<String, Object> error = tab.object("const orders = readside('orders');"
                + "return { ...await failure(orders.command('/place')), token: orders.token() }");

        assertThat(error)
                .containsEntry("status", 409)
                .containsEntry("message", "It is paid.")
                .containsEntry("token", null);
    }

    @Test
    void one_that_failed_after_it_has_written_throws_and_leaves_its_token(Tab tab) {
        tab.server()
                .answers(
                        "/place",
                        Answer.problem(500, "about:blank", "No mail was sent.").with("Readside-Version", "9"));

        Map<String, Object> error = tab.object("const orders = readside('orders');"
                + "return { ...await failure(orders.command('/place')), token: orders.token() }");

        assertThat(error)
                .containsEntry("status", 500)
                .containsEntry("message", "No mail was sent.")
                .containsEntry("token", "9");
    }
}
