package io.readside.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.readside.Readside;
import io.readside.event.Events;
import io.readside.event.VersionToken;
import io.readside.eventlog.ExpectedVersion;
import io.readside.projection.Projection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadMetricsTest {

    record Sent(String id) {}

    record Parcel(String id) {}

    private static final Events<Sent> EVENTS =
            Events.of("parcel", Sent.class).type(Sent.class).build();

    private static final Projection<Parcel> PARCEL = projection("parcel");
    private static final Projection<Parcel> ARCHIVE = projection("archive");

    private static Projection<Parcel> projection(String name) {
        return Projection.named(name, Parcel.class)
                .from(EVENTS)
                .keyedBy(Sent::id)
                .put(Sent.class, (row, e) -> new Parcel(e.id()))
                .build();
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double reads(String model, String answer) {
        return registry.get("readside.reads")
                .tags("read.model", model, "answer", answer)
                .counter()
                .count();
    }

    @Test
    void each_answer_is_counted_by_read_model_and_waits_are_timed() {
        try (Readside readside = Readside.inMemory()
                .project(PARCEL)
                .project(ARCHIVE)
                .readListener(new ReadMetrics(registry))
                .connect()) { // nobody feeds the read models
            VersionToken token = readside.append(EVENTS.stream("1"), ExpectedVersion.none(), new Sent("1"))
                    .token();

            readside.read(PARCEL).row("1");
            readside.read(PARCEL).after(token).within(Duration.ZERO).row("1");
            readside.read(PARCEL)
                    .after(token)
                    .within(Duration.ofMillis(20))
                    .orStrong(EVENTS.stream("1"))
                    .row("1");
            readside.read(PARCEL)
                    .and(ARCHIVE)
                    .after(token)
                    .within(Duration.ZERO)
                    .checkpoint();
        }

        assertThat(reads("parcel", "fresh")).isEqualTo(1);
        assertThat(reads("parcel", "pending")).isEqualTo(1);
        assertThat(reads("parcel", "strong")).isEqualTo(1);
        assertThat(reads("archive+parcel", "pending")).isEqualTo(1);
        assertThat(registry.find("readside.reads.waited").timers())
                .singleElement()
                .satisfies(timer -> {
                    assertThat(timer.getId().getTag("answer")).isEqualTo("strong");
                    assertThat(timer.count()).isEqualTo(1);
                    assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(20);
                });
    }
}
