package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The module against a real service, whose cookie travels by itself. */
@Tag("debian")
@ExtendWith({Chromium.class, DemoShop.Extension.class})
class ServiceTest {

    private static final String PLACE = "const json = { customerId: 'ann', region: 'eu-north', totalCents: 100 };"
            + " await orders.command('/orders', { json });";

    private DemoShop shop;
    private Visit visit;

    @BeforeEach
    void on_a_page_that_does_nothing_itself(DemoShop running, Browser browser) {
        shop = running;
        visit = new Visit(browser);
        visit.page().navigate(shop.url() + "/icon.svg");
    }

    @AfterEach
    void the_next_one_is_not_slowed_down() {
        visit.close();
        shop.slowness(0);
    }

    @Test
    void a_page_that_has_forgotten_its_token_still_has_the_cookie() {
        shop.slowness(5000);

        Object states = run("const orders = readside('orders');" + PLACE + """
                const cookie = await readside('elsewhere').query('/orders', { within: 0 });
                const none = await readside('elsewhere').query('/orders', { within: 0, credentials: 'omit' });
                return [cookie.state, none.state].join();
                """);

        assertThat(states).isEqualTo("pending,fresh");
    }

    @Test
    void a_token_and_a_cookie_of_a_log_that_is_gone_are_got_over() {
        String gone = "9000000000000000000";
        visit.page().context().addCookies(List.of(new Cookie("readside-version", gone).setUrl(shop.url())));

        Object outcome = run("""
                sessionStorage.setItem('readside:orders', '%s');
                const orders = readside('orders', { storage: () => sessionStorage });
                const first = await orders.query('/orders');
                const second = await orders.query('/orders');
                return [first.state, first.tokenDropped, second.state, second.tokenDropped ?? false, orders.token() ?? 'none'].join(' ');
                """.formatted(gone));

        assertThat(outcome).isEqualTo("fresh true fresh false none");
        assertThat(visit.page().context().cookies()).isEmpty();
    }

    @Test
    void the_server_tells_when_it_knows_of_a_write() {
        shop.slowness(5000);
        run("window.orders = readside('orders');" + PLACE + "window.fresh = orders.whenFresh('/orders/fresh');");
        visit.page().waitForCondition(() -> visit.asked().stream().anyMatch(one -> one.contains("/orders/fresh")));
        Object before = run("return (await orders.query('/orders', { within: 0 })).state");

        shop.slowness(0);

        assertThat(before).isEqualTo("pending");
        assertThat(run("const { state, value, after } = await fresh; return state + (value === after)"))
                .isEqualTo("freshtrue");
    }

    @Test
    void a_query_that_is_wrong_for_another_reason_is_told() {
        Object failure = run("return readside('orders').query('/orders?limit=0').catch((e) => e.status + e.message)");

        assertThat(failure).asString().startsWith("400limit is 0");
    }

    private Object run(String javaScript) {
        return visit.page()
                .evaluate("async () => { const { readside } = await import('/webjars/readside/readside.js');\n"
                        + javaScript + "}");
    }
}
