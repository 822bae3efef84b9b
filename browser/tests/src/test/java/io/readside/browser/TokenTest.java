package io.readside.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.browser.ScriptedServer.Answer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("debian")
@ExtendWith(Chromium.class)
class TokenTest {

    private static final Answer EMPTY = Answer.ok("{'orders':[]}");

    @Test
    void a_query_before_any_write_carries_no_token(Tab tab) {
        tab.server().answers("/orders", EMPTY);

        tab.run("await readside('orders').query('/orders')");

        assertThat(tab.server().asked()).containsExactly("GET /orders");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/orders                      | /orders?after=7",
                "/orders?                     | /orders?after=7",
                "/orders?limit=5&name=a%20b+c | /orders?limit=5&name=a%20b+c&after=7",
                "orders?limit=5#top           | /orders?limit=5&after=7",
                "ORIGIN/orders?limit=5        | /orders?limit=5&after=7",
                "/orders?after=3&limit=5      | /orders?after=3&limit=5"
            })
    void the_token_of_a_write_is_added_to_the_url_of_a_query(String url, String asked, Tab tab) {
        tab.server().answers("/orders", EMPTY);
        tab.server().answers("/place", Answer.json(202, "{'version':7}"));

        tab.run("const orders = readside('orders');"
                + "await orders.command('/place');"
                + "await orders.query('" + url.replace("ORIGIN", tab.server().url()) + "');");

        assertThat(tab.server().asked()).containsExactly("POST /place", "GET " + asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7                   | 12                  | 12",
                "12                  | 7                   | 12",
                "9223372036854775806 | 9223372036854775807 | 9223372036854775807",
                "9223372036854775807 | 9223372036854775806 | 9223372036854775807",
                "12                  | 2.3                 | 2.3",
                "2.9                 | 2.3                 | 2.9",
                "2.9                 | 3.3                 | 3.3",
                "2.3                 | 9                   | 2.3",
                "0:4_3:9             | 0:5_3:9             | 0:5_3:9"
            })
    void of_one_partition_the_highest_is_kept_and_of_other_texts_the_newest(
            String first, String second, String kept, Tab tab) {
        tab.server()
                .answers(
                        "/place",
                        Answer.json(202, "{}").with("Readside-Version", first),
                        Answer.json(202, "{}").with("Readside-Version", second));

        Object token = tab.run("const orders = readside('orders');"
                + "await orders.command('/place'); await orders.command('/place'); return orders.token();");

        assertThat(token).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'version':481523}                       | 481523",
                "{'version':'2.481523'}                   | 2.481523",
                "{'version':9223372036854775807}          | 9223372036854775807",
                "{'a':{'version':5},'version':9007199254740993} | 9007199254740993",
                "{'version':null}                         | ",
                "{'orderId':'7'}                          | "
            })
    void without_the_header_the_member_version_of_the_body_is_the_token_to_its_last_digit(
            String body, String kept, Tab tab) {
        tab.server().answers("/place", Answer.json(202, body));

        Object token =
                tab.run("const orders = readside('orders'); await orders.command('/place'); return orders.token();");

        assertThat(token).isEqualTo(kept);
    }

    @Test
    void the_header_goes_before_the_body(Tab tab) {
        tab.server().answers("/place", Answer.json(202, "{'version':3}").with("Readside-Version", "5"));

        Object token =
                tab.run("const orders = readside('orders'); await orders.command('/place'); return orders.token();");

        assertThat(token).isEqualTo("5");
    }

    @Test
    void a_header_of_another_name_is_read_where_the_options_say_so(Tab tab) {
        tab.server()
                .answers("/place", Answer.json(202, "{}").with("X-Version", "5").with("Readside-Version", "9"));

        Object token = tab.run("const orders = readside('orders', { header: 'X-Version' });"
                + "await orders.command('/place'); return orders.token();");

        assertThat(token).isEqualTo("5");
    }

    @Test
    void the_member_version_of_a_row_is_no_token(Tab tab) {
        tab.server().answers("/orders/1", Answer.ok("{'version':99}"));

        Object token =
                tab.run("const orders = readside('orders'); await orders.query('/orders/1'); return orders.token();");

        assertThat(token).isNull();
    }

    @Test
    void a_reload_and_the_next_page_of_the_tab_keep_it_in_session_storage(Tab tab) {
        tab.server().answers("/orders", EMPTY);
        tab.server().answers("/place", Answer.json(202, "{'version':7}"));
        tab.run("await readside('orders', { storage: () => sessionStorage }).command('/place')");

        tab.page().reload();
        tab.run("await readside('orders', { storage: () => sessionStorage }).query('/orders')");
        tab.page().navigate(tab.server().url() + "/page?another");
        tab.run("await readside('orders', { storage: () => sessionStorage }).query('/orders')");
        tab.run("await readside('orders').query('/orders')");

        assertThat(tab.server().asked())
                .containsExactly("POST /place", "GET /orders?after=7", "GET /orders?after=7", "GET /orders");
    }

    @Test
    void services_do_not_mix(Tab tab) {
        tab.server().answers("/orders", EMPTY);
        tab.server().answers("/place", Answer.json(202, "{'version':7}"));

        tab.run("""
                await readside('orders', { storage: () => sessionStorage }).command('/place');
                await readside('parcels', { storage: () => sessionStorage }).query('/orders');
                await readside('orders', { storage: () => sessionStorage }).query('/orders');
                """);

        assertThat(tab.server().asked()).containsExactly("POST /place", "GET /orders", "GET /orders?after=7");
    }

    @Test
    void a_storage_that_is_blocked_or_full_is_done_without(Tab tab) {
        tab.server().answers("/place", Answer.json(202, "{'version':7}"));

        Object tokens = tab.run("""
                const no = () => { throw new DOMException('no', 'SecurityError'); };
                const tokens = [];
                for (const storage of [no, () => ({ getItem: () => null, setItem: no })]) {
                  const orders = readside('orders', { storage });
                  await orders.command('/place');
                  tokens.push(orders.token());
                }
                return tokens.join();
                """);

        assertThat(tokens).isEqualTo("7,7");
    }

    @Test
    void a_browser_that_did_not_write_sends_no_token_and_does_not_wait_while_the_writer_does(Tab tab) {
        Answer late = Answer.ok("{'orders':['mine']}").held();
        tab.server().answers("/place", Answer.json(202, "{'version':7}"));
        tab.server().answers("/orders", late, EMPTY);
        tab.run("""
                const orders = readside('orders', { storage: () => sessionStorage });
                await orders.command('/place');
                window.mine = orders.query('/orders');
                """);

        try (Tab other = tab.elsewhere()) {
            tab.page().waitForCondition(() -> tab.server().asked().size() == 2);
            Object seen = other.run(
                    "return (await readside('orders', { storage: () => sessionStorage }).query('/orders')).value.orders.length");
            late.release();

            assertThat(seen).isEqualTo(0);
            assertThat(tab.run("return (await window.mine).value.orders[0]")).isEqualTo("mine");
            assertThat(tab.server().asked()).containsExactly("POST /place", "GET /orders?after=7", "GET /orders");
        }
    }

    @Test
    void forgotten_is_forgotten(Tab tab) {
        tab.server().answers("/orders", EMPTY);
        tab.server().answers("/place", Answer.json(202, "{'version':7}"));

        tab.run("""
                const orders = readside('orders', { storage: () => sessionStorage });
                await orders.command('/place');
                orders.forget();
                await orders.query('/orders');
                """);

        assertThat(tab.server().asked()).containsExactly("POST /place", "GET /orders");
        assertThat(tab.page().evaluate("sessionStorage.length")).isEqualTo(0);
    }
}
