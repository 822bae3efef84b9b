package io.readside.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator.FilterOptions;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shop on the demonstration. Projections are slow until a test lets them go, so that nothing depends on time. */
@Tag("debian")
@ExtendWith({Chromium.class, DemoShop.Extension.class})
class ShopTest {

    private static final int SLOW_MS = 5000;
    private static final Pattern CONFIRMED = Pattern.compile("✓ confirmed after \\d");

    private static int customers;

    private final String customer = "customer" + ++customers;
    private DemoShop shop;
    private Browser browser;
    private Visit writer;

    @BeforeEach
    void a_writer(DemoShop running, Browser opened) {
        shop = running;
        browser = opened;
        writer = new Visit(browser).to(shop);
        writer.customer(customer);
    }

    @AfterEach
    void the_next_one_is_not_slowed_down() {
        writer.close();
        shop.slowness(0);
    }

    @Test
    void an_order_is_shown_at_once_then_accepted_then_confirmed() {
        shop.slowness(SLOW_MS);
        List<Route> held = new ArrayList<>();
        writer.page().route("**/orders", held::add);

        writer.place();
        assertThat(writer.orderOf(customer)).containsText("placing …");
        writer.page().waitForCondition(() -> !held.isEmpty());
        held.get(0).resume();
        assertThat(writer.orderOf(customer)).containsText("accepted, not in the read model yet");
        assertThat(writer.gate().first()).containsText(Pattern.compile("after \\d+.*pending, ask again in"));
        shop.slowness(0);

        assertThat(writer.orderOf(customer)).containsText(CONFIRMED);
        assertThat(writer.status()).containsText("is confirmed after");
        assertThat(writer.gate().first()).containsText(Pattern.compile("after \\d+.*\\d × pending.*fresh after"));
        assertThat(writer.gate().nth(1)).containsText(Pattern.compile("POST /orders.*accepted after .*, token \\d+"));
    }

    @Test
    void a_second_browser_that_did_not_write_is_answered_while_the_writer_waits() {
        try (Visit second = new Visit(browser).to(shop)) {
            assertThat(second.gate().first()).containsText("fresh after");
            shop.slowness(SLOW_MS);
            writer.place();
            assertThat(writer.gate().first()).containsText("pending, ask again in");

            second.button(Pattern.compile("Refresh")).click();
            assertThat(second.gate()).hasCount(2);
            assertThat(second.gate().first()).containsText(Pattern.compile("without a token.*fresh after"));
            assertThat(writer.orderOf(customer)).containsText("not in the read model yet");

            assertThat(second.orderOf(customer)).hasCount(0);
            assertThat(second.gate().first()).not().containsText("pending");
            assertThat(second.queries())
                    .hasSize(2)
                    .allSatisfy(query -> assertThat(query).doesNotContain("after="));
            shop.slowness(0);
            assertThat(writer.orderOf(customer)).containsText(CONFIRMED);
        }
    }

    @Test
    void the_visitor_beside_the_writer_is_answered_too_and_sends_neither_token_nor_cookie() {
        writer.page().context().addCookies(List.of(new Cookie("readside-version", "1").setUrl(shop.url())));
        shop.slowness(SLOW_MS);
        writer.place();
        assertThat(writer.gate().first()).containsText("pending, ask again in");

        Request visit = writer.page().waitForRequest("**/orders?limit=4", () -> {});
        int status = visit.response().status();
        assertThat(writer.orderOf(customer)).containsText("not in the read model yet");

        assertThat(status).isEqualTo(200);
        assertThat(visit.allHeaders()).doesNotContainKeys("cookie", "readside-version");
        assertThat(writer.seenByVisitor().filter(hasText(customer))).hasCount(0);
        shop.slowness(0);
        assertThat(writer.seenByVisitor().filter(hasText(customer))).hasCount(1);
        assertThat(writer.region("A visitor who did not write"))
                .containsText(Pattern.compile("Answered in \\d+.*Slowest of the last 20: \\d+", Pattern.DOTALL));
    }

    @Test
    void a_reload_does_not_show_less_than_was_written() {
        shop.slowness(SLOW_MS);
        writer.place();
        assertThat(writer.gate().first()).containsText("pending, ask again in");
        int before = writer.queries().size();

        writer.page().reload();
        assertThat(writer.gate().last()).containsText(Pattern.compile("after \\d+.*pending"));
        assertThat(writer.orders()).hasCount(0);
        shop.slowness(0);

        assertThat(writer.orderOf(customer)).hasCount(1);
        assertThat(writer.queries().subList(before, writer.queries().size()))
                .allSatisfy(query -> assertThat(query).contains("&after="));
    }

    @Test
    void a_token_that_the_server_does_not_know_is_dropped_and_said_so() {
        writer.page().evaluate("sessionStorage.setItem('readside:orders', '9000000000000000000')");

        writer.page().reload();

        assertThat(writer.status()).containsText("The server did not know your token");
        assertThat(writer.gate().last()).containsText("token refused and dropped");
        assertThat(writer.page().evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void a_payment_of_an_order_that_was_cancelled_elsewhere_is_undone() {
        writer.place();
        assertThat(writer.orderOf(customer)).containsText(CONFIRMED);
        shop.slowness(SLOW_MS); // so that this page cannot know yet
        shop.cancel(placedId());

        writer.orderOf(customer).getByRole(AriaRole.BUTTON).first().click();

        assertThat(writer.status()).containsText("Undone: ");
        assertThat(writer.orderOf(customer)).containsText("placed");
        assertThat(writer.orderOf(customer)).containsText("undone");
        assertThat(writer.gate().first()).containsText("refused: ");
        shop.slowness(0);
        assertThat(writer.seenByVisitor().filter(hasText(customer))).containsText("cancelled");
        writer.button(Pattern.compile("Refresh")).click();
        assertThat(writer.orderOf(customer)).containsText("cancelled");
    }

    @Test
    void an_order_that_never_reached_the_server_goes_again() {
        List<Route> held = new ArrayList<>();
        writer.page().route("**/orders", held::add);
        writer.place();
        assertThat(writer.orderOf(customer)).hasCount(1);
        writer.page().waitForCondition(() -> !held.isEmpty());

        held.get(0).abort();

        assertThat(writer.status()).containsText("Undone: ");
        assertThat(writer.orderOf(customer)).hasCount(0);
    }

    @Test
    void paying_and_shipping_are_shown_at_once_and_confirmed_as_well() {
        writer.place();
        assertThat(writer.orderOf(customer)).containsText(CONFIRMED);
        shop.slowness(SLOW_MS);

        writer.button(Pattern.compile("Pay order")).first().click();
        assertThat(writer.orderOf(customer)).containsText(Pattern.compile("paid.*not in the read model yet"));
        writer.button(Pattern.compile("Ship order")).first().click();
        assertThat(writer.orderOf(customer)).containsText(Pattern.compile("shipped.*not in the read model yet"));
        assertThat(writer.gate()).containsText(new String[] {"given up for a newer token"});
        shop.slowness(0);

        assertThat(writer.orderOf(customer)).containsText(Pattern.compile("shipped.*✓ confirmed after \\d"));
    }

    @Test
    void without_the_demonstration_there_is_no_switch_and_the_shop_works() {
        try (Visit production = new Visit(browser)) {
            production.page().route("**/demo/slowness", route -> route.fulfill(new FulfillOptions().setStatus(404)));
            production.to(shop);
            production.customer(customer);
            production.place();

            assertThat(production.orderOf(customer)).containsText(CONFIRMED);
            assertThat(production.slowness()).hasCount(0);
        }
    }

    @Test
    void nothing_is_loaded_from_elsewhere_and_the_console_is_silent() {
        writer.place();
        assertThat(writer.orderOf(customer)).containsText(CONFIRMED);

        assertThat(writer.asked()).allSatisfy(request -> assertThat(request).contains(" " + shop.url() + "/"));
        assertThat(writer.complaints()).isEmpty();
    }

    private String placedId() {
        String script =
                "async () => (await (await fetch('/orders?customerId=" + customer + "')).json()).orders[0].orderId";
        return (String) writer.page().evaluate(script);
    }

    private static FilterOptions hasText(String text) {
        return new FilterOptions().setHasText(text);
    }
}
