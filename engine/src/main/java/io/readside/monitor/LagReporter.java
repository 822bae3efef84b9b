package io.readside.monitor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a lag record for each projection at a fixed interval. */
public final class LagReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LagReporter.class);

    private final Monitor monitor;
    private final InstantSource clock;
    private final Consumer<String> lines;
    private final ScheduledExecutorService schedule;

    /** @param lines takes one line of JSON, without its end, for each projection */
    public LagReporter(Monitor monitor, InstantSource clock, Consumer<String> lines) {
        this.monitor = monitor;
        this.clock = clock;
        this.lines = lines;
        this.schedule = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "readside-lag");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param interval default of the engine: 10 s */
    public void start(Duration interval) {
        ScheduledFuture<?> unused = schedule.scheduleAtFixedRate(
                this::report, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void report() {
        try {
            monitor.status()
                    .forEach(status ->
                            lines.accept(LagRecord.of(status, clock.instant()).toJson()));
            monitor.stall().ifPresent(stall -> LOG.warn("{}", stall));
        } catch (RuntimeException e) {
            // A head that cannot be read is itself an alert, and the next report may succeed.
            LOG.warn("The lag of the projections could not be read: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        schedule.shutdownNow();
    }
}
