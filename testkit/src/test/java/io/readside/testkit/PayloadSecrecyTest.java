package io.readside.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.readside.Readside;
import io.readside.command.WriteModel;
import io.readside.event.EventData;
import io.readside.event.EventType;
import io.readside.event.Events;
import io.readside.event.NewEvent;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.memory.MemoryLog;
import io.readside.memory.MemoryReadStore;
import io.readside.projection.FoldProjection;
import io.readside.projection.Folding.Parked;
import io.readside.projection.Folding.Poison;
import io.readside.projection.Projection;
import io.readside.readstore.GenerationId;
import io.readside.worker.WorkerListener;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Whatever goes wrong with an event: its payload is in no log line, no exception, no status and no answer. */
class PayloadSecrecyTest {

    private static final String SECRET = "hunter2";

    record Told(String text) {}

    record Row(String id, String text) {}

    record Numbered(long id, String text) {}

    /** Refuses every row in words that quote it. */
    record Choosy(String id, String text) {
        Choosy {
            if (text.endsWith("!")) {
                throw new IllegalStateException(text);
            }
        }
    }

    private static final Events<Told> EVENTS = Events.of("told", Told.class)
            .type(Told.class, "Told", 2)
            .upcast("Told", 1, payload -> Map.of("text", Integer.parseInt(String.valueOf(payload.get("text")))))
            .build();

    private static final EventType CURRENT = new EventType("Told", 2);
    private static final String GOOD = "{\"text\":\"" + SECRET + "\"}";

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("a fold that quotes the payload", failing(), CURRENT, GOOD),
                Arguments.of("a row that no store keeps", storing("\u0000"), CURRENT, GOOD),
                Arguments.of("a row of another key", movingKey(), CURRENT, GOOD),
                Arguments.of("a key of another type", mistypedKey(), CURRENT, GOOD),
                Arguments.of("a row that cannot be read back", choosy(), CURRENT, GOOD),
                Arguments.of("JSON that does not fit", storing(""), CURRENT, "{\"text\":{\"x\":\"" + SECRET + "\"}}"),
                Arguments.of("an unknown type", storing(""), new EventType("Whispered", 1), GOOD),
                Arguments.of("an upcaster that quotes the payload", storing(""), new EventType("Told", 1), GOOD));
    }

    private static FoldProjection<Row> failing() {
        return Projection.named("failing", Row.class)
                .from(EVENTS)
                .keyedByStream()
                .put(Told.class, (row, e) -> {
                    throw new IllegalStateException(e.text());
                })
                .build();
    }

    private static FoldProjection<Row> storing(String suffix) {
        return Projection.named("storing", Row.class)
                .from(EVENTS)
                .keyedByStream()
                .insert(Told.class, (key, e) -> new Row(key.text(0), e.text() + suffix))
                .build();
    }

    private static FoldProjection<Row> movingKey() {
        return Projection.named("moving", Row.class)
                .from(EVENTS)
                .keyedByStream()
                .insert(Told.class, e -> new Row(e.text(), e.text()))
                .build();
    }

    private static FoldProjection<Numbered> mistypedKey() {
        return Projection.named("mistyped", Numbered.class)
                .from(EVENTS)
                .keyedBy(Told::text)
                .insert(Told.class, e -> new Numbered(1, e.text()))
                .build();
    }

    private static FoldProjection<Choosy> choosy() {
        return Projection.named("choosy", Choosy.class)
                .from(EVENTS)
                .keyedByStream()
                .insert(Told.class, (key, e) -> new Choosy(key.text(0), e.text() + "!"))
                .build();
    }

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.readside");

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(logged);
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void an_event_that_cannot_be_applied_shows_no_payload(
            String name, FoldProjection<?> projection, EventType type, String json) throws Exception {
        MemoryLog log = MemoryLog.create(InstantSource.system());
        EventData data = new EventData(new UUID(0, 1), type, json, json, null);
        VersionToken token = log.append(EVENTS.stream("1").name(), ExpectedVersion.none(), List.of(data))
                .token();
        CompletableFuture<Object> told = new CompletableFuture<>();
        WorkerListener listener = new WorkerListener() {
            @Override
            public void stopped(GenerationId generation, Poison poison) {
                told.complete(poison);
            }

            @Override
            public void parked(GenerationId generation, Parked parked) {
                told.complete(parked);
            }
        };
        MemoryReadStore store = MemoryReadStore.atomic(InstantSource.system());
        List<Object> shown = new ArrayList<>();

        try (Readside readside =
                Readside.on(log, store).project(projection).listener(listener).start()) {
            shown.add(told.get(20, TimeUnit.SECONDS));
            shown.add(readside.monitor().status());
            shown.add(readside.read(projection).after(token).rows(10));
            shown.add(store.reads().parked(Optional.empty()));
        }

        shown.add(data);
        assertThat(logged.list).isNotEmpty();
        assertThat(shown)
                .hasSize(5)
                .allSatisfy(what -> assertThat(what.toString()).doesNotContain(SECRET));
        assertThat(logged.list).allSatisfy(line -> assertThat(text(line)).doesNotContain(SECRET));
    }

    @Test
    void an_exception_of_a_strong_read_shows_no_payload() {
        WriteModel<String, Told> model = new WriteModel<>(EVENTS, "", (state, e) -> state + e.text());
        MemoryLog log = MemoryLog.create(InstantSource.system());
        EventData old = new EventData(new UUID(0, 1), new EventType("Told", 1), GOOD, "{}", null);
        log.append(EVENTS.stream("1").name(), ExpectedVersion.none(), List.of(old));

        try (Readside readside =
                Readside.on(log, MemoryReadStore.atomic(InstantSource.system())).connect()) {
            Throwable failure = catchThrowable(() -> readside.commands().load(model, "1"));

            assertThat(text(failure)).contains("Told v1").doesNotContain(SECRET);
        }
    }

    @Test
    void an_append_that_is_refused_shows_no_payload() {
        try (Readside readside = Readside.inMemory().connect()) {
            List<NewEvent<Told>> unstorable = List.of(NewEvent.of(new Told(SECRET + "\u0000")));
            List<NewEvent<Told>> first = List.of(NewEvent.of(new Told("x")).withId(new UUID(0, 1)));
            List<NewEvent<Told>> other = List.of(NewEvent.of(new Told(SECRET)).withId(new UUID(0, 1)));
            readside.append(EVENTS.stream("1"), ExpectedVersion.any(), first);

            for (List<NewEvent<Told>> refused : List.of(unstorable, other)) {
                Throwable failure =
                        catchThrowable(() -> readside.append(EVENTS.stream("1"), ExpectedVersion.any(), refused));
                assertThat(text(failure)).isNotEmpty().doesNotContain(SECRET);
                assertThat(refused.toString()).doesNotContain(SECRET);
            }
        }
    }

    private static String text(ILoggingEvent line) {
        String thrown = line.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(line.getThrowableProxy());
        return line.getFormattedMessage() + thrown;
    }

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
