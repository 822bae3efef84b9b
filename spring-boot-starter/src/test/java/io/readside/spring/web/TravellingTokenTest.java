package io.readside.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A token goes from a command's response to the next query by itself, over HTTP. */
class TravellingTokenTest extends ParcelServers {

    @Test
    void the_token_of_the_last_append_is_answered_in_header_and_cookie() {
        HttpResponse<String> written = send(live, "POST", "/parcels/1");

        assertThat(header(written, "Readside-Version")).isEqualTo(written.body());
        assertThat(header(written, "Set-Cookie"))
                .startsWith("readside-version=" + written.body() + ";")
                .contains("Path=/", "HttpOnly", "SameSite=Lax")
                .doesNotContain("Secure", "Max-Age");
    }

    @Test
    void a_client_that_keeps_cookies_by_itself_and_quotes_them_is_gated() throws IOException, InterruptedException {
        HttpClient keeping =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        String server = "http://127.0.0.1:" + behind.getEnvironment().getProperty("local.server.port");
        HttpRequest write = HttpRequest.newBuilder(URI.create(server + "/parcels/quoted"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        HttpRequest query =
                HttpRequest.newBuilder(URI.create(server + "/parcels/quoted")).build();

        String before = keeping.send(query, BodyHandlers.ofString()).body();
        keeping.send(write, BodyHandlers.ofString());
        HttpResponse<String> after = keeping.send(query, BodyHandlers.ofString());

        assertThat(before).doesNotContain("consistencyPending");
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).contains("consistencyPending");
    }

    @Test
    void the_cookie_keeps_what_came_if_that_is_higher() {
        HttpResponse<String> written = send(live, "POST", "/parcels/1", "Cookie", "readside-version=999999");

        assertThat(cookie(written)).isEqualTo("readside-version=999999");
        assertThat(header(written, "Readside-Version")).isEqualTo(written.body());
    }

    @Test
    void what_a_transactional_method_appends_travels_after_its_commit() {
        HttpResponse<String> written = send(live, "POST", "/transactions/t");

        assertThat(header(written, "Readside-Version")).matches("[1-9][0-9]*");
        assertThat(send(live, "GET", "/parcels/t", "Cookie", cookie(written)).body())
                .isEqualTo("{\"id\":\"t\",\"city\":\"Turku\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parcels", "later", "entities"})
    void an_answer_is_written_as_it_is(String path) {
        String token = send(live, "POST", "/parcels/2").body();
        String late = send(behind, "POST", "/parcels/2").body();

        HttpResponse<String> fresh = send(live, "GET", "/" + path + "/2?after=" + token);
        HttpResponse<String> absent = send(live, "GET", "/" + path + "/none");
        HttpResponse<String> pending = send(behind, "GET", "/" + path + "/2", "Readside-Version", late);

        assertThat(fresh.statusCode()).isEqualTo(200);
        assertThat(fresh.body()).isEqualTo("{\"id\":\"2\",\"city\":\"Turku\"}");
        assertThat(absent.statusCode()).isEqualTo(404);
        assertThat(header(absent, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(pending.statusCode()).isEqualTo(200);
        assertThat(pending.body()).matches("\\{\"consistencyPending\":true,\"retryAfterMs\":[0-9]+}");
        assertThat(header(pending, "Retry-After")).isEqualTo("1");
    }

    @Test
    void a_list_that_is_stale_or_pending_says_so() {
        String late = send(behind, "POST", "/parcels/3").body();

        assertThat(send(behind, "GET", "/parcels?after=" + late).body()).contains("consistencyPending");
        HttpResponse<String> stale = send(behind, "GET", "/parcels?stale=true&after=" + late);
        assertThat(stale.body()).isEqualTo("[]");
        assertThat(header(stale, "Readside-Stale")).isEqualTo("true");
        assertThat(send(behind, "GET", "/parcels?stale=perhaps").statusCode()).isEqualTo(400);
    }

    @Test
    void a_gated_method_runs_only_if_the_gate_is_open() {
        String token = send(live, "POST", "/parcels/4").body();
        String late = send(behind, "POST", "/parcels/4").body();

        assertThat(send(live, "GET", "/cities/4?after=" + token).body()).isEqualTo("[\"Turku\"]");
        assertThat(send(behind, "GET", "/cities/4?after=" + late).body()).contains("consistencyPending");
        assertThat(send(behind, "GET", "/cities/4?stale=true&after=" + late).body())
                .isEqualTo("[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "-1", "9223372036854775807"})
    void a_bad_token_of_the_cookie_is_answered_400_once(String bad) {
        for (String path : List.of("/parcels/5", "/cities/5", "/fresh")) {
            HttpResponse<String> refused = send(behind, "GET", path, "Cookie", "readside-version=" + bad);

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(header(refused, "Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.body()).contains("\"type\":\"urn:readside:token\"");
            assertThat(header(refused, "Set-Cookie"))
                    .startsWith("readside-version=;")
                    .contains("Max-Age=0");
        }
    }

    @Test
    void a_bad_token_of_another_origin_leaves_the_cookie_alone() {
        String good = send(live, "POST", "/parcels/6").body();

        for (String path :
                List.of("/parcels/6?after=x", "/converted?after=x", "/parcels/6?after=9223372036854775807")) {
            HttpResponse<String> refused = send(live, "GET", path, "Cookie", "readside-version=" + good);

            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void a_refused_cookie_gives_way_to_a_token_that_may_be_good() {
        String good = send(live, "POST", "/parcels/9").body();

        HttpResponse<String> refused =
                send(live, "GET", "/parcels/9?after=" + good, "Cookie", "readside-version=9223372036854775807");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(cookie(refused)).isEqualTo("readside-version=" + good);
    }

    @Test
    void a_method_may_take_the_token_alone() {
        assertThat(send(live, "GET", "/converted?after=7").body()).isEqualTo("7");
        assertThat(send(live, "GET", "/token").body()).isEqualTo("none");
        assertThat(send(live, "GET", "/token?after=7", "Readside-Version", "9", "Cookie", "readside-version=8")
                        .body())
                .isEqualTo("9");
    }

    @Test
    void one_event_tells_that_it_is_fresh_or_not() {
        String token = send(live, "POST", "/parcels/7").body();
        String late = send(behind, "POST", "/parcels/7").body();

        assertThat(send(live, "GET", "/fresh?after=" + token).body())
                .isEqualTo("event:fresh\ndata:{\"version\":\"" + token + "\"}\n\n");
        assertThat(send(behind, "GET", "/fresh?after=" + late).body())
                .matches("event:pending\ndata:\\{\"retryAfterMs\":[0-9]+}\n\n");
    }
}
