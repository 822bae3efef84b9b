package io.readside.micrometer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.readside.consistency.ReadListener;
import io.readside.projection.ReadModel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Counts what readers are told, and times those who waited:
 *
 * <ul>
 *   <li>{@code readside.reads}, a counter;
 *   <li>{@code readside.reads.waited}, a timer of the reads that were not answered from the first look.
 * </ul>
 *
 * <p>Both have the tags {@code answer} ({@code fresh}, {@code strong}, {@code pending}, {@code parked}) and {@code read.model}
 * (a name, or several with a {@code +} between them). The share of {@code strong} is what should stay small: each of them reads a
 * stream.
 */
public final class ReadMetrics implements ReadListener {

    private final MeterProvider<Counter> reads;
    private final MeterProvider<Timer> waits;

    public ReadMetrics(MeterRegistry registry) {
        reads = Counter.builder("readside.reads")
                .description("Reads, by what the reader was told.")
                .withRegistry(registry);
        waits = Timer.builder("readside.reads.waited")
                .description("How long reads waited for their read model, of those that did.")
                .withRegistry(registry);
    }

    @Override
    public void answered(List<ReadModel> models, Told answer, Duration waited) {
        Tags tags = Tags.of(
                "read.model",
                models.stream().map(ReadModel::name).sorted().collect(Collectors.joining("+")),
                "answer",
                answer.name().toLowerCase(Locale.ROOT));
        reads.withTags(tags).increment();
        if (!waited.isZero()) {
            waits.withTags(tags).record(waited);
        }
    }
}
