package io.readside.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.examples.orders.Api.Reply;
import io.readside.examples.orders.RunningOrders.Application;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningOrders.Extension.class)
class SlownessHttpTest {

    private static final String PATH = "/demo/slowness";

    @Test
    void only_the_demonstration_can_be_slowed_down(RunningOrders orders) {
        assertThat(orders.api().get(PATH).status()).isEqualTo(404);
        assertThat(put(orders.api(), "{\"delayMs\":1}").status()).isEqualTo(404);
    }

    @Test
    void what_was_written_waits_in_the_log_until_the_projections_are_let_go(RunningOrders orders) {
        try (Application demo = orders.another("--spring.profiles.active=demo")) {
            Api api = demo.api();
            assertThat(put(api, "{\"delayMs\":5000}").status()).isEqualTo(200);

            Reply placed = api.place("ann");
            String query = "/orders/" + placed.orderId() + "?after=" + placed.version();
            Reply early = api.get(query);
            put(api, "{\"delayMs\":0}");
            Reply late = api.get(query);
            for (int tries = 0; tries < 10 && late.body().has("consistencyPending"); tries++) {
                late = api.get(query); // each waits for 400 ms, the delay was 5 s
            }

            assertThat(early.body().has("consistencyPending")).isTrue();
            assertThat(late.body().get("customerId").stringValue()).isEqualTo("ann");
        }
    }

    @Test
    void a_delay_beyond_its_limits_is_refused_and_changes_nothing(RunningOrders orders) {
        try (Application demo = orders.another("--spring.profiles.active=demo")) {
            Api api = demo.api();
            put(api, "{\"delayMs\":250}");

            Reply tooLong = put(api, "{\"delayMs\":5001}");
            Reply negative = put(api, "{\"delayMs\":-1}");
            Reply none = put(api, "{}");

            assertThat(tooLong.status()).isEqualTo(400);
            assertThat(tooLong.body().get("detail").stringValue()).isEqualTo("delayMs is 5001; it takes 0 to 5000.");
            assertThat(negative.status()).isEqualTo(400);
            assertThat(none.status()).isEqualTo(400);
            assertThat(api.get(PATH).body().get("delayMs").intValue()).isEqualTo(250);
        }
    }

    private static Reply put(Api api, String body) {
        return api.send(
                api.request(PATH).header("content-type", "application/json").PUT(BodyPublishers.ofString(body)));
    }
}
