package com.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The application as anybody would start it. */
class ConsumerApplicationTest {

    private static EmbeddedPostgres postgres;
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        JdbcClient.create(postgres.getPostgresDatabase())
                .sql("create table audit (note_id text not null)")
                .update();
        application = SpringApplication.run(
                ConsumerApplication.class,
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                "--readside.install-schema=true",
                "--readside.wait=20s");
    }

    @AfterAll
    static void stop() throws IOException {
        application.close();
        postgres.close();
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder note(String id) {
        String port = application.getEnvironment().getProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/notes/" + id))
                .header("Content-Type", "application/json");
    }

    private static HttpRequest.Builder writing(String id, String text) {
        return note(id).PUT(BodyPublishers.ofString("{\"text\":\"" + text + "\"}"));
    }

    @Test
    void a_browser_sees_what_it_has_written_by_its_cookie() throws Exception {
        HttpClient client = HttpClient.newHttpClient();

        for (int revision = 1; revision <= 20; revision++) {
            HttpResponse<String> written = send(client, writing("1", "text " + revision));
            String cookie =
                    written.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
            HttpResponse<String> read =
                    send(client, note("1").header("Cookie", cookie).GET());

            assertThat(written.statusCode()).isEqualTo(202);
            assertThat(read.body())
                    .isEqualTo("{\"noteId\":\"1\",\"text\":\"text " + revision + "\",\"revisions\":" + revision + "}");
        }
    }

    @Test
    void another_client_sees_it_by_the_header() throws Exception {
        HttpClient client = HttpClient.newHttpClient();

        HttpResponse<String> written = send(client, writing("2", "hello"));
        String token = written.headers().firstValue("Readside-Version").orElseThrow();
        HttpResponse<String> read =
                send(client, note("2").header("Readside-Version", token).GET());

        assertThat(read.body()).contains("\"text\":\"hello\"");
    }

    @Test
    void a_command_that_fails_leaves_neither_row_nor_event_nor_token() throws Exception {
        HttpClient client = HttpClient.newHttpClient();

        HttpResponse<String> refused = send(client, writing("3", " "));

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("Readside-Version")).isEmpty();
        JdbcClient jdbc = application.getBean(JdbcClient.class);
        assertThat(jdbc.sql("select count(*) from audit where note_id = '3'")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select count(*) from readside.events where stream = 'note-3'")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
