package io.readside.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shop for those who use a keyboard, a screen reader, a phone, or who are made dizzy by what moves. */
@Tag("debian")
@ExtendWith({Chromium.class, DemoShop.Extension.class})
class ShopForAllTest {

    private DemoShop shop;
    private Browser browser;

    @BeforeEach
    void the_shop(DemoShop running, Browser opened) {
        shop = running;
        browser = opened;
    }

    @AfterEach
    void the_next_one_is_not_slowed_down() {
        shop.slowness(0);
    }

    @Test
    void all_that_can_be_used_has_a_role_and_a_name() {
        try (Visit visit = new Visit(browser).to(shop)) {
            visit.place();

            for (String region :
                    List.of("Place an order", "Newest orders", "What the gate did", "A visitor who did not write")) {
                assertThat(visit.region(region)).isVisible();
                assertThat(visit.page().getByRole(AriaRole.HEADING, new GetByRoleOptions().setName(region)))
                        .isVisible();
            }
            assertThat(visit.page().getByRole(AriaRole.TEXTBOX)).hasAccessibleName("Customer");
            assertThat(visit.page().getByRole(AriaRole.COMBOBOX)).hasAccessibleName("Region");
            assertThat(visit.page().getByRole(AriaRole.SPINBUTTON).first()).hasAccessibleName("kettle");
            assertThat(visit.slowness()).hasAccessibleName("Slow the projections down by");
            assertThat(visit.slowness()).hasAttribute("aria-valuetext", "0 s");
            assertThat(visit.status()).hasAttribute("role", "status"); // which is polite
            assertThat(visit.orders().first().getByRole(AriaRole.BUTTON).first())
                    .hasAccessibleName(Pattern.compile("Pay order [0-9a-f]{8}"));
            assertThat(visit.page().locator("html")).hasAttribute("lang", "en");
            assertThat(visit.page()).hasTitle(Pattern.compile("shop"));
        }
    }

    @Test
    void the_keyboard_goes_through_the_page_in_its_order_and_one_sees_where_it_is() {
        try (Visit visit = new Visit(browser).to(shop)) {
            assertThat(visit.slowness()).isVisible();
            List<String> order = new ArrayList<>();

            for (int stop = 0; stop < 9; stop++) {
                visit.page().keyboard().press("Tab");
                order.add(Objects.toString(visit.page().evaluate("""
                                () => {
                                  const at = document.activeElement;
                                  const seen = getComputedStyle(at).outlineStyle !== 'none';
                                  return (at.id || at.name || at.textContent.split(' ·')[0]) + (seen ? '' : ' unseen');
                                }
                                """)));
            }

            assertThat(order)
                    .containsExactly(
                            "Skip to the orders",
                            "slow",
                            "customerId",
                            "region",
                            "quantity-kettle",
                            "quantity-cup",
                            "quantity-lamp",
                            "Place order",
                            "refresh");
        }
    }

    @Test
    void an_order_can_be_placed_and_paid_and_the_projections_slowed_down_without_a_mouse() {
        try (Visit visit = new Visit(browser).to(shop)) {
            visit.slowness().focus();
            visit.page()
                    .waitForResponse(
                            "**/demo/slowness", () -> visit.page().keyboard().press("End"));
            assertThat(visit.slowness()).hasAttribute("aria-valuetext", "5 s");

            visit.page().keyboard().press("Tab");
            visit.page().keyboard().type("keyboard");
            visit.page().keyboard().press("Enter");
            assertThat(visit.orderOf("keyboard")).containsText("not in the read model yet");

            visit.orderOf("keyboard").getByRole(AriaRole.BUTTON).first().focus();
            visit.page().keyboard().press("Enter");
            assertThat(visit.orderOf("keyboard")).containsText("paid");
            assertThat(visit.orderOf("keyboard")).isFocused(); // its button is gone
        }
    }

    @Test
    void nothing_chosen_is_told_and_the_keyboard_is_where_it_can_be_mended() {
        try (Visit visit = new Visit(browser).to(shop)) {
            visit.page().getByLabel("cup").fill("0");

            visit.place();

            assertThat(visit.status()).hasText("Choose at least one product.");
            assertThat(visit.page().getByLabel("kettle")).isFocused();
        }
    }

    @Test
    void on_a_phone_nothing_sticks_out_even_of_an_order_that_waits() {
        try (Visit visit = new Visit(browser, new NewContextOptions().setViewportSize(375, 740)).to(shop)) {
            shop.slowness(5000);
            visit.customer("x".repeat(100));
            visit.place();
            assertThat(visit.orders().first()).containsText("not in the read model yet");

            assertThat(visit.page().evaluate("document.documentElement.scrollWidth"))
                    .isEqualTo(375);
            assertThat(
                            visit.page()
                                    .evaluate(
                                            "[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > 375).length"))
                    .isEqualTo(0);
        }
    }

    @Test
    void it_is_dark_where_dark_is_wanted() {
        String background = "getComputedStyle(document.body).backgroundColor";
        try (Visit light = new Visit(browser).to(shop);
                Visit dark = new Visit(browser, new NewContextOptions().setColorScheme(ColorScheme.DARK)).to(shop)) {
            assertThat(light.page().evaluate(background)).isEqualTo("rgb(244, 246, 245)");
            assertThat(dark.page().evaluate(background)).isEqualTo("rgb(17, 22, 21)");
        }
    }

    @Test
    void nothing_moves_for_those_who_do_not_want_it() {
        shop.slowness(5000);
        try (Visit moving = new Visit(browser).to(shop);
                Visit still =
                        new Visit(browser, new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE)).to(shop)) {
            for (Visit visit : List.of(moving, still)) {
                visit.customer("motion");
                visit.place();
                assertThat(visit.orderOf("motion").first()).containsText("not in the read model yet");
            }

            assertThat((int) moving.page().evaluate("document.getAnimations().length"))
                    .isPositive();
            assertThat(still.page().evaluate("document.getAnimations().length")).isEqualTo(0);
        }
    }
}
