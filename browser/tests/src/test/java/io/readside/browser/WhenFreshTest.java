package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.browser.ScriptedServer.Answer;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("debian")
@ExtendWith(Chromium.class)
class WhenFreshTest {

    private static final String WAIT = "const orders = readside('orders'); await orders.command('/place');"
            + "return orders.whenFresh('/orders/fresh')";
    private static final Answer WRITTEN = Answer.json(202, "{'version':7}");

    @Test
    void the_event_is_the_outcome(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server()
                .answers(
                        "/orders/fresh",
                        Answer.events(":still here\n\nevent: fresh\ndata: {'version':'7'}\n\n"),
                        Answer.events("event:pending\r\ndata:{'retryAfterMs':120}\r\n\r\n"),
                        Answer.events("data: {'detail':\ndata: 'An event cannot be applied.'}\nevent: parked\n\n"));

        assertThat(tab.object(WAIT))
                .containsEntry("state", "fresh")
                .containsEntry("value", "7")
                .containsEntry("after", "7");
        assertThat(tab.object(WAIT)).isEqualTo(Map.of("state", "pending", "retryAfterMs", 120));
        assertThat(tab.object(WAIT)).isEqualTo(Map.of("state", "parked", "detail", "An event cannot be applied."));
        assertThat(tab.server().asked()).contains("GET /orders/fresh?after=7");
    }

    @Test
    void a_stream_that_ends_without_an_event_is_pending(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders/fresh", Answer.events(": nothing\n\n"));

        assertThat(tab.object(WAIT)).containsEntry("state", "pending").containsKey("retryAfterMs");
    }

    @Test
    void what_is_no_stream_is_never_fresh(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server().answers("/orders/fresh", Answer.ok("{}"), Answer.pending(70));

        assertThat(tab.object(WAIT)).containsEntry("state", "pending");
        assertThat(tab.object(WAIT)).isEqualTo(Map.of("state", "pending", "retryAfterMs", 70));
    }

    @Test
    void a_refused_token_is_dropped_once(Tab tab) {
        tab.server().answers("/place", WRITTEN);
        tab.server()
                .answers(
                        "/orders/fresh",
                        Answer.problem(400, "urn:readside:token", "The token is of the future."),
                        Answer.events("event: fresh\ndata: {'version':'3'}\n\n"));

        assertThat(tab.object(WAIT)).containsEntry("state", "fresh").containsEntry("tokenDropped", true);
        assertThat(tab.server().asked())
                .containsExactly("POST /place", "GET /orders/fresh?after=7", "GET /orders/fresh");
    }

    @Test
    void other_errors_are_thrown(Tab tab) {
        tab.server().answers("/orders/fresh", Answer.problem(404, "about:blank", "There is nothing here."));

        assertThat(tab.object("return failure(readside('orders').whenFresh('/orders/fresh'))"))
                .containsEntry("status", 404)
                .containsEntry("known", true);
    }

    @Test
    void it_waits_no_longer_than_it_was_told_to_and_ends_with_its_signal(Tab tab) {
        Answer never = Answer.events("event: fresh\ndata: {'version':'7'}\n\n").held();
        tab.server().answers("/orders/fresh", never);

        Map<String, Object> late = tab.object("return readside('orders').whenFresh('/orders/fresh', { within: 100 })");
        Map<String, Object> stopped = tab.object("""
                const stop = new AbortController();
                const outcome = failure(readside('orders', { onStep: () => stop.abort() }).whenFresh('/orders/fresh', { signal: stop.signal }));
                return outcome;
                """);

        assertThat(late).containsEntry("state", "pending");
        assertThat(stopped).containsEntry("name", "AbortError");
    }
}
