package io.readside.spring.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.readside.Readside;
import io.readside.consistency.ReadListener;
import io.readside.event.Events;
import io.readside.event.VersionToken;
import io.readside.eventlog.EventLog;
import io.readside.eventlog.ExpectedVersion;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.Projection;
import io.readside.readstore.ReadStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Streams that stay open, on a running web server; nobody feeds the read model. */
@Timeout(120)
class FreshEventsTest {

    record Opened(String id) {}

    record Account(String id) {}

    private static final Events<Opened> EVENTS =
            Events.of("account", Opened.class).type(Opened.class).build();

    private static final Projection<Account> ACCOUNT = Projection.named("account", Account.class)
            .from(EVENTS)
            .keyedBy(Opened::id)
            .insert(Opened.class, e -> new Account(e.id()))
            .build();

    private static final Duration WAIT = Duration.ofMinutes(10);
    private static final AtomicInteger ANSWERS = new AtomicInteger();

    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    private static ConfigurableApplicationContext application;
    private static Readside readside;
    private static VersionToken late;

    @Configuration
    @EnableAutoConfiguration
    @RestController
    static class Application {

        @Bean
        DataSource dataSource() {
            return new SimpleDriverDataSource();
        }

        @Bean
        EventLog log() {
            return MemoryLog.create(InstantSource.system());
        }

        @Bean
        ReadStore store() {
            return MemoryReadStore.atomic(InstantSource.system());
        }

        @Bean
        Projection<Account> account() {
            return ACCOUNT;
        }

        @Bean
        ReadListener counting() {
            return (models, answer, waited) -> ANSWERS.incrementAndGet();
        }

        @GetMapping("/fresh")
        SseEmitter fresh(GatedReads reads) {
            return new FreshEvents(WAIT, WAIT).of(reads.of(ACCOUNT), reads);
        }

        @GetMapping("/watched")
        SseEmitter watched(GatedReads reads) {
            return new FreshEvents(WAIT, Duration.ofMillis(20)).of(reads.of(ACCOUNT), reads);
        }
    }

    @BeforeAll
    static void start() {
        SpringApplication starting = new SpringApplication(Application.class);
        starting.setRegisterShutdownHook(false);
        application = starting.run(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--readside.workers=false",
                "--readside.lag-interval=0",
                "--readside.max-async-waiters=2");
        readside = application.getBean(Readside.class);
        late = readside.append(EVENTS.stream("1"), ExpectedVersion.any(), new Opened("1"))
                .token();
    }

    @AfterAll
    static void stop() {
        application.close();
        THREADS.shutdown();
    }

    private static Socket ask(String path) throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(String.valueOf(application.getEnvironment().getProperty("local.server.port"))));
        String request = "GET " + path + "?after=" + late + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Returns once the stream has a line that begins like this. */
    private static void await(Socket socket, String line) {
        try {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(reader.lines().anyMatch(one -> one.startsWith(line))).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nobody_asks_any_longer_for_a_reader_who_has_hung_up() throws IOException {
        try (Socket reader = ask("/watched")) {
            await(reader, ":waiting");
        }

        while (isAskedForOthers()) {
            assertThat(application.isRunning()).isTrue();
        }
    }

    /** As long as a stream is watched, it asks about as often as the reads here. */
    private static boolean isAskedForOthers() {
        int before = ANSWERS.get();
        int own = 25;
        for (int i = 0; i < own; i++) {
            readside.read(ACCOUNT)
                    .after(late)
                    .within(Duration.ofMillis(20))
                    .async()
                    .checkpoint()
                    .join();
        }
        return ANSWERS.get() - before > own;
    }

    @Test
    void of_three_streams_the_one_for_whom_there_is_no_place_is_told_so_at_once() throws Exception {
        try (Socket one = ask("/fresh");
                Socket two = ask("/fresh");
                Socket three = ask("/fresh")) {
            List<CompletableFuture<Void>> told = Stream.of(one, two, three)
                    .map(socket -> CompletableFuture.runAsync(() -> await(socket, "event:pending"), THREADS))
                    .toList();

            CompletableFuture.anyOf(told.toArray(CompletableFuture[]::new)).get();

            assertThat(told).filteredOn(CompletableFuture::isDone).hasSize(1);
        }
    }
}
