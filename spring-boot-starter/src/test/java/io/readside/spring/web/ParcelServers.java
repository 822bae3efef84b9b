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
abstract class ParcelServers {

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
    static ConfigurableApplicationContext live;
    static ConfigurableApplicationContext behind;

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

    static HttpResponse<String> send(
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

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    static String cookie(HttpResponse<?> response) {
        assertThat(response.headers().allValues("Set-Cookie")).hasSize(1);
        return header(response, "Set-Cookie").split(";", 2)[0];
    }
}
