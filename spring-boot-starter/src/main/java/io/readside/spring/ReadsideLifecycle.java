package io.readside.spring;

import io.readside.Readside;
import io.readside.monitor.LagReporter;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;

/** Reports the lag while the application runs, and ends the workers after the web server has served its last request. */
final class ReadsideLifecycle implements SmartLifecycle {

    /** Lower than that of the web server and of its graceful shutdown: starts before them, stops after them. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

    private final Readside readside;
    private final Duration lagInterval;
    private final LagReporter reporter;
    private volatile boolean running;

    ReadsideLifecycle(Readside readside, Duration lagInterval) {
        this.readside = readside;
        this.lagInterval = lagInterval;
        this.reporter = new LagReporter(readside.monitor(), InstantSource.system(), System.err::println);
    }

    @Override
    public void start() {
        if (!lagInterval.isZero()) {
            reporter.start(lagInterval);
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        reporter.close();
        readside.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** A Readside that was closed does not start again. */
    @Override
    public boolean isPauseable() {
        return false;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
