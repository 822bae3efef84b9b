package io.readside.spring;

import static io.readside.spring.Parcels.PARCEL;
import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.Answer;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.postgres.PostgresLog;
import io.readside.postgres.PostgresReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.Lease;
import io.readside.spring.Parcels.Parcel;
import io.readside.spring.Parcels.ParcelSent;
import io.readside.spring.web.GatedReads;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A web server ends while a reader waits. */
@Timeout(120)
class ShutdownTest {

    private static final Duration LEASE_TERM = Duration.ofMinutes(5);
    private static final Duration PROMPT = Duration.ofSeconds(10);

    private static EmbeddedPostgres postgres;

    /** A pool that is closed with the application. */
    private static final class Pool extends DelegatingDataSource implements AutoCloseable {

        private volatile boolean closed;

        Pool(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (closed) {
                throw new SQLException("the pool is closed", "08003");
            }
            return super.getConnection();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Configuration
    @EnableAutoConfiguration
    static class Application {

        @Bean(destroyMethod = "close")
        Pool dataSource() {
            return new Pool(postgres.getPostgresDatabase());
        }

        @Bean
        Projection<Parcel> parcel() {
            return PARCEL;
        }

        @Bean
        Reading reading() {
            return new Reading();
        }
    }

    @RestController
    static class Reading {

        private final CountDownLatch begun = new CountDownLatch(1);

        /** Tomcat takes a request for ended before it has sent the last bytes; these are sent before. */
        @GetMapping("/parcel")
        void one(GatedReads reads, HttpServletResponse response) throws IOException {
            begun.countDown();
            Answer<Optional<Parcel>> answer = reads.of(PARCEL).row("1");
            String kind = answer.getClass().getSimpleName();
            response.setContentLength(kind.length());
            response.getWriter().print(kind);
            response.flushBuffer();
        }
    }

    @BeforeAll
    static void start() {
        postgres = Parcels.startPostgres();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void who_waits_is_told_pending_at_once_and_another_process_feeds_without_delay() throws Exception {
        ConfigurableApplicationContext server = new SpringApplication(Application.class)
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--readside.install-schema=true",
                        "--readside.lag-interval=0",
                        "--readside.lease-term=5m",
                        "--readside.wait=1m");
        Readside readside = server.getBean(Readside.class);
        awaitOwner(readside);
        Connection earlier = appendWithoutCommit();
        VersionToken token = readside.append(
                        Parcels.EVENTS.stream("1"), ExpectedVersion.none(), new ParcelSent("1", "Turku"))
                .token();
        CompletableFuture<HttpResponse<String>> waiting = HttpClient.newHttpClient()
                .sendAsync(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                        + server.getEnvironment().getProperty("local.server.port") + "/parcel?after="
                                        + token))
                                .build(),
                        BodyHandlers.ofString());
        server.getBean(Reading.class).begun.await();

        long begun = System.nanoTime();
        server.close();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(waiting.get(PROMPT.toMillis(), TimeUnit.MILLISECONDS).body()).isEqualTo("Pending");
        assertThat(took).isLessThan(PROMPT);
        DataSource database = postgres.getPostgresDatabase();
        try (Readside successor = Readside.on(PostgresLog.of(database), PostgresReadStore.of(database))
                .leaseTerm(LEASE_TERM)
                .project(PARCEL)
                .start()) {
            earlier.close();

            assertThat(successor
                            .read(PARCEL)
                            .after(token)
                            .within(PROMPT.multipliedBy(2))
                            .row("1"))
                    .isInstanceOf(Answer.Fresh.class);
        }
    }

    /** Events above it wait for its end, and so does the read model. */
    private static Connection appendWithoutCommit() throws SQLException {
        Connection connection = postgres.getPostgresDatabase().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select readside.append('other-1', null, '[{\"type\":\"Begun\",\"data\":{}}]')");
        }
        return connection;
    }

    private static void awaitOwner(Readside readside) {
        while (readside.monitor().status().stream()
                .noneMatch(status ->
                        status.overview().lease().filter(Lease::isHeld).isPresent())) {
            Thread.onSpinWait();
        }
    }
}
