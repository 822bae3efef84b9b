package io.readside.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.Events;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.Projection;
import io.readside.spring.TransactionalAppender;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A running web server, with and without somebody who feeds the read model. */
class TravellingTokenTest {

    record Sent(String id, String city) {}

    record Parcel(String id, String city) {}

    static final Events<Sent> EVENTS =
            Events.of("parcel", Sent.class).type(Sent.class).build();

    static final Projection<Parcel> PARCEL = Projection.named("parcel", Parcel.class)
            .from(EVENTS)
            .keyedBy(Sent::id)
            .put(Sent.class, (row, e) -> new Parcel(e.id(), e.city()))
            .build();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static EmbeddedPostgres postgres;
    private static ConfigurableApplicationContext live;
    private static ConfigurableApplicationContext behind;

    @Configuration
    @EnableAutoConfiguration
    @EnableTransactionManagement
    static class Application {

        @Bean
        Projection<Parcel> parcel() {
            return PARCEL;
        }

        @Bean
        PlatformTransactionManager transactions(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        Parcels parcels(Readside readside, TransactionalAppender appender, DataSource dataSource, FreshEvents events) {
            return new Parcels(readside, appender, new JdbcTemplate(dataSource), events);
        }
    }

    @RestController
    static class Parcels {

        private final Readside readside;
        private final TransactionalAppender appender;
        private final JdbcTemplate jdbc;
        private final FreshEvents events;

        Parcels(Readside readside, TransactionalAppender appender, JdbcTemplate jdbc, FreshEvents events) {
            this.readside = readside;
            this.appender = appender;
            this.jdbc = jdbc;
            this.events = events;
        }

        @PostMapping("/parcels/{id}")
        String send(@PathVariable String id) {
            readside.append(EVENTS.stream(id), ExpectedVersion.any(), new Sent(id, "Oulu"));
            return readside.append(EVENTS.stream(id), ExpectedVersion.any(), new Sent(id, "Turku"))
                    .token()
                    .toString();
        }

        @PostMapping("/transactions/{id}")
        @Transactional
        public String sendInTransaction(@PathVariable String id) {
            appender.append(EVENTS.stream(id), ExpectedVersion.any(), new Sent(id, "Turku"));
            return "kept";
        }

        @GetMapping("/parcels/{id}")
        Answer<Optional<Parcel>> one(@PathVariable String id, GatedReads reads) {
            return reads.of(PARCEL).row(id);
        }

        @GetMapping("/later/{id}")
        CompletableFuture<Answer<Optional<Parcel>>> later(@PathVariable String id, GatedReads reads) {
            return reads.of(PARCEL).async().row(id);
        }

        @GetMapping("/entities/{id}")
        ResponseEntity<Answer<Optional<Parcel>>> entity(@PathVariable String id, GatedReads reads) {
            return ResponseEntity.ok()
                    .header("X-Own", "kept")
                    .body(reads.of(PARCEL).row(id));
        }

        @GetMapping("/parcels")
        Answer<List<Parcel>> all(GatedReads reads) {
            return reads.of(PARCEL).rows(10);
        }

        @GetMapping("/cities/{id}")
        @Gated("parcel")
        List<String> cities(@PathVariable String id) {
            return jdbc.queryForList("select city from parcel where id = ?", String.class, id);
        }

        @GetMapping("/converted")
        String converted(@RequestParam VersionToken after) {
            return after.toString();
        }

        @GetMapping("/token")
        String token(Optional<VersionToken> token) {
            return token.map(VersionToken::toString).orElse("none");
        }

        @GetMapping(path = "/fresh", produces = "text/event-stream")
        SseEmitter fresh(GatedReads reads) {
            return events.of(reads.of(PARCEL), reads);
        }
    }

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        live = application("--readside.wait=20s");
        behind = application("--readside.workers=false", "--readside.wait=0s", "--readside.sse.wait=0s");
    }

    private static ConfigurableApplicationContext application(String... arguments) {
        String database = "db" + arguments.length;
        new JdbcTemplate(postgres.getPostgresDatabase()).execute("create database " + database);
        SpringApplication application = new SpringApplication(Application.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(context ->
                context.getBeanFactory().registerSingleton("dataSource", postgres.getDatabase("postgres", database)));
        String[] all = Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--server.address=127.0.0.1",
                                "--readside.install-schema=true",
                                "--readside.lag-interval=0"),
                        Stream.of(arguments))
                .toArray(String[]::new);
        return application.run(all);
    }

    @AfterAll
    static void stop() throws IOException {
        behind.close();
        live.close();
        postgres.close();
    }

    private static HttpResponse<String> send(
            ConfigurableApplicationContext server, String method, String path, String... headers) {
        URI uri = URI.create("http://127.0.0.1:" + server.getEnvironment().getProperty("local.server.port") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String cookie(HttpResponse<?> response) {
        assertThat(response.headers().allValues("Set-Cookie")).hasSize(1);
        return header(response, "Set-Cookie").split(";", 2)[0];
    }

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
